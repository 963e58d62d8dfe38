//! The user's body, as a future or as a closure that runs once.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Token;

use crate::model::{Arg, Bound, Need, Passing, Subject};
use crate::names::{NONE, SOME, located};

/// Attributes of an argument that may also stand before a `let`.
const SAID: [&str; 7] = ["allow", "cfg", "cfg_attr", "deny", "expect", "forbid", "warn"];

// Input:
//     { BODY }
//
// Output:
//     async move {
//         if let Some(__never) = None::<Result<Stock, StockError>> {
//             return __never;                     // tells `?` and `return` what the type is
//         }
//         let sku = sku;                          // dropped after the locals of the body
//         { BODY }
//     }
pub(super) fn future(subject: &Subject) -> TokenStream {
    let capture = capture(subject);
    let anchor = anchor(subject.returns.written(), subject.returns.span());
    let bound = bound_again(subject);
    let body = braced(subject);
    quote_spanned!(Span::mixed_site()=> async #capture { #anchor #bound #body })
}

// Input:
//     { BODY }
//
// Output:
//     move || -> Result<Stock, StockError> {
//         let sku = sku;
//         { BODY }
//     }
//
// and without `move` where the fallback needs `&mut self` again, so that the body may only borrow it.
pub(super) fn closure(subject: &Subject) -> TokenStream {
    let here = Span::mixed_site();
    let capture = capture(subject);
    let returns = arrow(subject.returns.written());
    let bound = bound_again(subject);
    let body = braced(subject);
    if bound.is_empty() {
        return quote_spanned!(here=> #capture || #returns #body);
    }
    // A closure with a type needs braces of its own.
    quote_spanned!(here=> #capture || #returns { #bound #body })
}

/// Tells an async block its type before the first `?` inside of it.
pub(super) fn anchor(returns: Option<TokenStream>, at: Span) -> Option<TokenStream> {
    let returns = returns?;
    Some(quote_spanned! {located(at)=>
        if let #SOME(__never) = #NONE::<#returns> {
            return __never;
        }
    })
}

/// `-> Type`
pub(super) fn arrow(returns: Option<TokenStream>) -> Option<TokenStream> {
    let returns = returns?;
    Some(quote_spanned!(Span::mixed_site()=> -> #returns))
}

/// What the fallback needs again cannot be moved into the body as a whole.
fn capture(subject: &Subject) -> Option<TokenStream> {
    (!subject.lends()).then(|| quote_spanned!(Span::mixed_site()=> move))
}

/// The arguments that belong to the body, bound in their order: they are dropped in the opposite one, after its locals.
fn bound_again(subject: &Subject) -> TokenStream {
    subject.args.iter().map(bind).collect()
}

fn bind(arg: &Arg) -> TokenStream {
    let here = Span::mixed_site();
    let Arg { name, mutability, .. } = arg;
    match arg.bound_again() {
        Bound::Nothing => TokenStream::new(),
        Bound::Whole => again(arg, name, mutability.as_ref()),
        Bound::Names(names) => names.into_iter().map(|pat| again(arg, &pat.ident, None)).collect(),
        Bound::Pattern(pattern) => {
            let attrs = attributes(arg, None);
            let value = match arg.passing {
                Passing::Exclusive => quote_spanned!(here=> &mut *#name),
                _ => name.to_token_stream(),
            };
            quote_spanned!(here=> #attrs let #pattern = #value;)
        }
    }
}

fn again(arg: &Arg, name: &Ident, mutability: Option<&Token![mut]>) -> TokenStream {
    let attrs = attributes(arg, Some(name));
    quote_spanned!(Span::mixed_site()=> #attrs let #mutability #name = #name;)
}

/// What the user said of the argument holds here as well, and lints keep quiet about what only we do.
fn attributes(arg: &Arg, name: Option<&Ident>) -> TokenStream {
    let here = Span::mixed_site();
    let fallback_uses = arg.is_needed().then(|| quote_spanned!(here=> unused_variables));
    let may_change = arg.mutability.is_some() || arg.is_hidden();
    let fallback_changes = (may_change && arg.need == Need::Variable).then(|| quote_spanned!(here=> unused_mut));
    let called_unused = name.filter(|name| name.to_string().starts_with('_'));
    let called_unused = called_unused
        .map(|_| quote_spanned!(here=> clippy::no_effect_underscore_binding, clippy::used_underscore_binding));
    let lints: Vec<_> = [fallback_uses, fallback_changes, called_unused].into_iter().flatten().collect();
    let allowed = (!lints.is_empty()).then(|| quote_spanned!(here=> #[allow(#(#lints),*)]));
    let said = arg.attrs.iter().filter(|attr| SAID.iter().any(|word| attr.path().is_ident(word)));
    quote_spanned!(here=> #allowed #(#said)*)
}

/// The body in braces of ours, so that lints do not take the user's for unnecessary ones.
fn braced(subject: &Subject) -> TokenStream {
    let tokens = &subject.body.tokens;
    quote_spanned!(located(subject.body.span)=> { #tokens })
}
