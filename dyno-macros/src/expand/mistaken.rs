//! A function that has mistakes, as it was.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Pat, PatType, Type};

use crate::model::taken_out;
use crate::names::UNREACHABLE;
use crate::parse::{Function, Sense, function, mention};

// Input:
//     fn stock(sku: Sku, #[inject] http: Arc<dyn Http>) -> .. { BODY }
//
// Output:
//     fn stock(sku: Sku) -> .. {
//         let http: Arc<dyn Http> = unreachable!();
//         BODY
//     }
//
// What nothing is injected into stays as it is.
pub(crate) fn mistaken(item: TokenStream) -> TokenStream {
    let Ok(mut found) = function(item.clone()) else { return item };
    let Some(injected) = taken_out(&mut found.sig) else { return item };
    let Some(body) = found.body else { return item };
    let (here, attrs, vis, sig, tokens) = (Span::mixed_site(), &found.attrs, &found.vis, &found.sig, &body.tokens);
    let is_opaque = |arg: &PatType| mention(arg.ty.to_token_stream(), "impl", Sense::Any).is_some();
    if injected.iter().any(|arg| is_opaque(arg) || !is_told(arg)) {
        // No variable can have that type, and what the body makes of it nobody knows.
        return quote_spanned!(here=> #(#attrs)* #[allow(unused_variables)] #vis #sig { #UNREACHABLE!() });
    }
    let bound = injected.iter().map(|PatType { pat, ty, .. }| {
        let ty = (!names_type(pat)).then(|| quote_spanned!(here=> : #ty));
        quote_spanned!(here=> #[allow(unused_mut, unused_variables, unreachable_code)] let #pat #ty = #UNREACHABLE!();)
    });
    quote_spanned! {here=>
        #(#attrs)*
        #[allow(unreachable_code)]
        #vis #sig { #(#bound)* #tokens }
    }
}

// Input:
//     fn stock(sku: str) -> .. { BODY }
//
// Output:
//     fn stock(sku: str) -> .. {
//         const _: *const str = "";        // where somebody has made a type of that name: it does not go unguarded in silence
//         BODY
//     }
/// A function whose signature rustc refuses, as it was.
pub(crate) fn refused(item: TokenStream) -> TokenStream {
    let Ok(Function { attrs, vis, sig, body: Some(body) }) = function(item.clone()) else { return item };
    if taken_out(&mut sig.clone()).is_some() {
        return mistaken(item);
    }
    let tokens = &body.tokens;
    quote_spanned! {Span::mixed_site()=>
        #(#attrs)*
        #vis #sig { const _: *const str = ""; #tokens }
    }
}

/// Whether a pattern says by itself of what type it is.
fn names_type(pat: &Pat) -> bool {
    match pat {
        Pat::Paren(pat) => names_type(&pat.pat),
        pat => matches!(pat, Pat::Struct(_) | Pat::TupleStruct(_)),
    }
}

/// Whether it is known of what type all is that the pattern binds.
fn is_told(PatType { pat, ty, .. }: &PatType) -> bool {
    match (&**pat, &**ty) {
        (Pat::Tuple(pat), Type::Tuple(ty)) => pat.elems.len() == ty.elems.len() && pat.elems.iter().all(is_plain),
        (pat, _) => is_plain(pat) || names_type(pat),
    }
}

fn is_plain(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(pat) => pat.by_ref.is_none(),
        Pat::Paren(pat) => is_plain(&pat.pat),
        pat => matches!(pat, Pat::Wild(_)),
    }
}
