//! The whole call as a node of the ambient timer.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Command, Flow};
use crate::names::{PIN, SOME, TIMED, TIMED_ASYNC, TITLE};

// Input:
//     #[timed]
//     async fn stock(..) -> Result<Stock, StockError> { BODY }
//
// Output:
//     let __timed = timed_async(Title(__site()));
//     let __work = pin!(Some(async move { .. }));      // held once: what is handed over by value would be twice in the future
//     { __timed.run(__work).await }                    // braces of ours: those that an attribute below writes may be of an older edition
//
// and of a function that is not async:
//     let __timed = timed(Title(__site()));
//     ..
pub(super) fn timed(command: &Command, site: &TokenStream, call: TokenStream) -> TokenStream {
    if !command.guard.timed || matches!(command.subject.flow, Flow::Future(_)) {
        return call;
    }
    let here = Span::mixed_site();
    if command.subject.is_async() {
        return inside(command, site, &quote_spanned!(here=> async move { #call }));
    }
    let [timed, title] = [&TIMED, &TITLE].map(|name| name.of(&command.guard.root));
    quote_spanned! {here=>
        let __timed = #timed(#title(#site));
        #call
    }
}

/// The same of a future: one that is handed out, or that a function blocks on.
pub(super) fn later(command: &Command, site: &TokenStream, future: TokenStream) -> TokenStream {
    if !command.guard.timed {
        return future;
    }
    let inside = inside(command, site, &future);
    quote_spanned!(Span::mixed_site()=> async move { #inside })
}

fn inside(command: &Command, site: &TokenStream, future: &TokenStream) -> TokenStream {
    let [timed, title] = [&TIMED_ASYNC, &TITLE].map(|name| name.of(&command.guard.root));
    quote_spanned! {Span::mixed_site()=>
        let __timed = #timed(#title(#site));
        let __work = #PIN!(#SOME(#future));
        { __timed.run(__work).await }
    }
}
