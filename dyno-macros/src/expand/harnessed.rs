//! The body in its harness.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::model::{Command, Harness, Redact};
use crate::names::{HARNESSED, NONE, Ours, PIN_NEW, PLAIN_KIND, PULLED, REDACTED, RETURNED, SOME, located};

use super::beside::own_site;

/// What decides by the type of what is returned.
pub(super) fn traits(command: &Command) -> impl Iterator<Item = &'static Ours> {
    command.guard.harness.iter().map(|_| &PLAIN_KIND)
}

// Input:
//     #[harness]
//     async fn stock(..) -> Result<Stock, StockError> { BODY }
//
// Output:
//     Pin::new(&mut Harnessed::new(__site(), true).later(pin!(async move { BODY }), |__returned| {
//         Returned(__returned).error().map(|_| Pulled::new(Returned(__returned).kind(), Returned(__returned).text()))
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
    let (harnessed, pulled) = (HARNESSED.of(&command.guard.root), pulled(command, harness));
    let is_open = matches!(harness.redact, Redact::Nothing);
    let harnessed = quote_spanned!(here=> #harnessed::new(#site, #is_open));
    if command.subject.is_async() {
        quote_spanned!(here=> #PIN_NEW(&mut #harnessed.later(#body, #pulled)))
    } else {
        quote_spanned!(here=> #harnessed.sync(#body, #pulled))
    }
}

/// What is known of an error.
fn pulled(command: &Command, harness: &Harness) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    let (returned, pulled) = (RETURNED.of(root), PULLED.of(root));
    let text = match &harness.redact {
        Redact::Nothing => quote_spanned!(here=> #returned(__returned).text()),
        Redact::All => quote_spanned!(here=> #NONE),
        Redact::By(question) => {
            let theirs = located(question.span());
            let redacted = REDACTED.at(root, theirs);
            quote_spanned!(theirs=> #SOME(#redacted(__error, #question)))
        }
    };
    quote_spanned! {here=>
        |__returned| #returned(__returned).error().map(|__error| {
            #pulled::new(#returned(__returned).kind(), #text)
        })
    }
}
