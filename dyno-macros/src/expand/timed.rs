//! The whole call as a node of the ambient timer.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Command, Flow};
use crate::names::{TIMED, TIMED_ASYNC, TITLE};

// Input:
//     #[timed]
//     async fn stock(..) -> Result<Stock, StockError> { BODY }
//
// Output:
//     timed_async(Title(__site()), async move { .. }).await
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
        let later = later(command, site, quote_spanned!(here=> async move { #call }));
        return quote_spanned!(here=> #later.await);
    }
    let [timed, title] = [&TIMED, &TITLE].map(|name| name.of(&command.guard.root));
    quote_spanned! {here=>
        let __timed = #timed(#title(#site));
        #call
    }
}

/// The same of a future that is handed out.
pub(super) fn later(command: &Command, site: &TokenStream, future: TokenStream) -> TokenStream {
    if !command.guard.timed {
        return future;
    }
    let [timed, title] = [&TIMED_ASYNC, &TITLE].map(|name| name.of(&command.guard.root));
    quote_spanned!(Span::mixed_site()=> #timed(#title(#site), #future))
}
