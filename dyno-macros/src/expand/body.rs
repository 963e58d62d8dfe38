//! The user's body, as a future or as a closure that runs once.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Pat;

use crate::model::{Arg, Passing, Subject};
use crate::names::{NONE, SOME, located};

// Input:
//     { BODY }
//
// Output:
//     async move {
//         if let Some(__never) = None::<Result<Stock, StockError>> {
//             return __never;                     // tells `?` and `return` what the type is
//         }
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
//     move || -> Result<Stock, StockError> { BODY }
//
// and where the fallback needs `&mut self` again, so that the body may only borrow it:
//     || -> Result<Stock, StockError> {
//         let sku = sku;
//         { BODY }
//     }
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

/// Patterns that the signature gave up, and what a body that only borrows must take.
fn bound_again(subject: &Subject) -> TokenStream {
    let here = Span::mixed_site();
    let lends = subject.lends();
    let bind = |arg: &Arg| {
        let name = &arg.name;
        let (pattern, value) = match &arg.pattern {
            Some(Pat::Wild(_)) => return None,
            Some(pattern) if arg.needed && arg.passing == Passing::Exclusive => {
                (pattern.to_token_stream(), quote_spanned!(here=> &mut *#name))
            }
            Some(pattern) if arg.needed => (pattern.to_token_stream(), name.to_token_stream()),
            None if lends && arg.is_kept() => {
                let mutability = &arg.mutability;
                (quote_spanned!(here=> #mutability #name), name.to_token_stream())
            }
            _ => return None,
        };
        Some(quote_spanned!(here=> #[allow(unused_variables)] let #pattern = #value;))
    };
    subject.args.iter().filter_map(bind).collect()
}

/// The body in braces of ours, so that lints do not take the user's for unnecessary ones.
fn braced(subject: &Subject) -> TokenStream {
    let tokens = &subject.body.tokens;
    quote_spanned!(located(subject.body.span)=> { #tokens })
}
