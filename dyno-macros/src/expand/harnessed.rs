//! The body in its harness.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::model::{Command, Harness, Redact};
use crate::names::{
    DEBUG_TEXT, HARNESSED, NONE, Ours, PIN_NEW, PLAIN_KIND, PLAIN_TEXT, PULLED, REDACTED, RETURNED, SOME, WRONG,
    located,
};

use super::beside::own_site;

/// What decides by the type of what is returned.
pub(super) fn traits(command: &Command) -> impl Iterator<Item = &'static Ours> {
    command.guard.harness.iter().flat_map(|_| [&PLAIN_KIND, &PLAIN_TEXT, &DEBUG_TEXT])
}

// Input:
//     #[harness]
//     async fn stock(..) -> Result<Stock, StockError> { BODY }
//
// Output:
//     Pin::new(&mut Harnessed::new(__site(), true).later(pin!(async move { BODY }), |__returned| {
//         Returned(__returned).error().map(|__error| {
//             let __wrong = &Wrong(__error);
//             Pulled::new(__wrong.kind(true), || __wrong.text())
//         })
//     }))
//
// and of a function that is not async `Harnessed::new(__site(), true).sync(move || { BODY }, ..)`.
pub(super) fn harnessed(command: &Command, body: TokenStream) -> TokenStream {
    let Some(harness) = &command.guard.harness else { return body };
    let here = Span::mixed_site();
    let site = match command.handle() {
        Some(_) => own_site(command),
        None => quote_spanned!(here=> __site()),
    };
    let is_open = matches!(harness.redact, Redact::Nothing);
    let (harnessed, pulled) = (HARNESSED.of(&command.guard.root), pulled(command, harness, is_open));
    let harnessed = quote_spanned!(here=> #harnessed::new(#site, #is_open));
    if command.subject.is_async() {
        quote_spanned!(here=> #PIN_NEW(&mut #harnessed.later(#body, #pulled)))
    } else {
        quote_spanned!(here=> #harnessed.sync(#body, #pulled))
    }
}

/// What is known of an error.
fn pulled(command: &Command, harness: &Harness, is_open: bool) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    let (returned, pulled, wrong) = (RETURNED.of(root), PULLED.of(root), WRONG.of(root));
    let text = match &harness.redact {
        Redact::Nothing => quote_spanned!(here=> __wrong.text()),
        Redact::All => quote_spanned!(here=> #NONE),
        Redact::By(question) => {
            let theirs = located(question.span());
            let redacted = REDACTED.at(root, theirs);
            quote_spanned!(theirs=> #SOME(#redacted(__error, #question)))
        }
    };
    quote_spanned! {here=>
        |__returned| #returned(__returned).error().map(|__error| {
            let __wrong = &#wrong(__error);
            #pulled::new(__wrong.kind(#is_open), || #text)
        })
    }
}
