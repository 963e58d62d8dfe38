//! A function that has mistakes, as it was.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Pat, PatType};

use crate::model::taken_out;
use crate::names::UNREACHABLE;
use crate::parse::{Sense, function, mention};

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
    if injected.iter().any(|arg| mention(arg.ty.to_token_stream(), "impl", Sense::Any).is_some()) {
        // No variable can have that type, and what the body makes of it nobody knows.
        return quote_spanned!(here=> #(#attrs)* #[allow(unused_variables)] #vis #sig { #UNREACHABLE!() });
    }
    let bound = injected.iter().map(|PatType { pat, ty, .. }| {
        // That of a pattern is told by the pattern.
        let ty = matches!(**pat, Pat::Ident(_)).then(|| quote_spanned!(here=> : #ty));
        quote_spanned!(here=> #[allow(unused_mut, unused_variables, unreachable_code)] let #pat #ty = #UNREACHABLE!();)
    });
    quote_spanned! {here=>
        #(#attrs)*
        #[allow(unreachable_code)]
        #vis #sig { #(#bound)* #tokens }
    }
}
