//! The whole item: the handle, then the function with its body wrapped.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{FnArg, Pat, PatIdent, Signature};

use crate::model::{Command, Subject};
use crate::names::located;

use super::{call, handle, site};

// Input:
//     #[command(timeout = 2s)]
//     pub async fn stock(sku: Sku) -> Result<Stock, StockError> { BODY }
//
// Output:
//     mod __dyno_stock { pub struct stock {} }
//     pub use __dyno_stock::*;
//     impl __dyno_stock::stock { fn __site() -> &'static Site { .. } }
//     pub async fn stock(sku: Sku) -> Result<Stock, StockError> {
//         let mut __call = __dyno_stock::stock::__site().call();
//         ..
//     }
//
// In an impl or a trait no module can stand beside the function, so its site stands inside:
//     async fn stock(&self) -> Result<Stock, StockError> {
//         fn __site() -> &'static Site { .. }
//         let mut __call = __site().call();
//         ..
//     }
pub(crate) fn command(command: &Command) -> TokenStream {
    let subject = &command.subject;
    let here = Span::mixed_site();
    let site = site::site(command);
    let (beside, inside, path) = if command.has_handle() {
        let (module, name) = (handle::module(command), &subject.sig.ident);
        (handle::handle(command, &site), None, quote_spanned!(here=> #module::#name::__site))
    } else {
        (TokenStream::new(), Some(site), quote_spanned!(here=> __site))
    };
    let call = call::call(command, &path);
    let Subject { attrs, vis, body, .. } = subject;
    let sig = signature(subject);
    // The braces are ours, so that temporaries of the last line live as they do in our edition.
    let block = quote_spanned!(located(body.span)=> { #inside #call });
    quote_spanned! {here=>
        #beside
        #(#attrs)*
        #vis #sig #block
    }
}

/// The signature as it was written, except that a pattern whose value is needed again becomes a name.
fn signature(subject: &Subject) -> Signature {
    let mut sig = subject.sig.clone();
    let typed = sig.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    for (typed, arg) in typed.zip(&subject.args) {
        if arg.is_hidden() {
            *typed.pat = name(arg.name.clone());
        } else if let (true, true, Pat::Ident(pat)) = (subject.lends(), arg.is_kept(), &mut *typed.pat) {
            // It is bound again inside of the body, where its `mut` goes with it.
            pat.mutability = None;
        }
    }
    sig
}

fn name(ident: proc_macro2::Ident) -> Pat {
    Pat::Ident(PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident, subpat: None })
}
