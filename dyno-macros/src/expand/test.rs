//! A test of its own: own registry, own clock.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Subject, Test, Time};
use crate::names::{RUST_TEST, TEST, TEST_CURRENT_THREAD, TEST_MULTI_THREAD, TEST_PAUSED, TEST_SYNC, located};

use super::body;

// Input:
//     #[dyno::test(paused)]
//     async fn gives_up() -> Result<(), StockError> { BODY }
//
// Output:
//     #[::core::prelude::v1::test]
//     fn gives_up() -> Result<(), StockError> {
//         test(async move { BODY }, Flavor::Paused)
//     }
//
// and for a sync function:
//     #[::core::prelude::v1::test]
//     fn gives_up() -> Result<(), StockError> {
//         test_sync(move || -> Result<(), StockError> { BODY })
//     }
pub(crate) fn test(test: &Test) -> TokenStream {
    let here = Span::mixed_site();
    let Test { subject, time, root } = test;
    let Subject { attrs, vis, sig, body, .. } = subject;
    let run = if subject.is_async() {
        let (test, future) = (TEST.of(root), body::future(subject, root));
        let flavor = match time {
            Time::Real => &TEST_CURRENT_THREAD,
            Time::Paused => &TEST_PAUSED,
            Time::Threads => &TEST_MULTI_THREAD,
        };
        let flavor = flavor.of(root);
        quote_spanned!(here=> #test(#future, #flavor))
    } else {
        let (test, closure) = (TEST_SYNC.of(root), body::closure(subject, false));
        quote_spanned!(here=> #test(#closure))
    };
    let mut sig = sig.clone();
    sig.asyncness = None;
    let block = quote_spanned!(located(body.span)=> { #run });
    quote_spanned! {here=>
        #[#RUST_TEST]
        #(#attrs)*
        #vis #sig #block
    }
}
