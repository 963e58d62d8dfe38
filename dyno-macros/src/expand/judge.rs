//! How the outcome of an attempt is told from what it returned.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::model::Guard;
use crate::names::{JUDGE, NONE, RETURNED, located};

// Input:
//     ignore = |error: &StockError| error.is_client()
//
// Output:
//     |__returned| judge(
//         __returned,
//         Returned(__returned).error(),
//         |error: &StockError| error.is_client(),
//         |_| Returned(__returned).is_failure(),
//     ),
//     |__returned| Returned(__returned).error().and_then(|_| Returned(__returned).text())
//
// The second says what is wrong, if anybody asks.
pub(super) fn judge(guard: &Guard) -> TokenStream {
    // A question about another type than the function's is shown where it stands.
    let root = &guard.root;
    let (here, judge) = match guard.ignore.as_ref().or(guard.failure_if.as_ref()) {
        Some(question) => (located(question.span()), JUDGE.at(root, question.span())),
        None => (Span::mixed_site(), JUDGE.of(root)),
    };
    let returned = RETURNED.of(root);
    let ignore = match &guard.ignore {
        Some(ignore) => ignore.to_token_stream(),
        None => quote_spanned!(here=> |_| false),
    };
    let failed = match &guard.failure_if {
        Some(failure_if) => failure_if.to_token_stream(),
        None => quote_spanned!(here=> |_| #returned(__returned).is_failure()),
    };
    let tell = tell(guard);
    quote_spanned! {here=>
        |__returned| #judge(__returned, #returned(__returned).error(), #ignore, #failed), #tell
    }
}

/// Whether what a fallback returned is a failure in its turn, and what it says.
pub(super) fn is_failure(guard: &Guard) -> TokenStream {
    let returned = RETURNED.of(&guard.root);
    let tell = tell(guard);
    quote_spanned!(Span::mixed_site()=> |__returned| #returned(__returned).is_failure(), #tell)
}

/// The text of an error.
fn tell(guard: &Guard) -> TokenStream {
    let returned = RETURNED.of(&guard.root);
    quote_spanned! {Span::mixed_site()=>
        |__returned| #returned(__returned).error().and_then(|_| #returned(__returned).text())
    }
}

/// What an error tells of when another attempt has a chance, for the breaker.
pub(super) fn hint(guard: &Guard) -> TokenStream {
    let here = Span::mixed_site();
    if guard.breaker.is_none() {
        return quote_spanned!(here=> |_| #NONE);
    }
    let returned = RETURNED.of(&guard.root);
    quote_spanned!(here=> |__returned| #returned(__returned).retry_after())
}
