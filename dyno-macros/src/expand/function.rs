//! The whole item: the handle, then the function with its body wrapped.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, Meta, Pat, PatIdent, PatType, Safety, Signature, Token, parse_quote_spanned};

use crate::model::{Arg, Bound, Command, Flow, Subject};
use crate::names::located;

use super::beside::{beside, site_of};
use super::{apart, aspect, cached, call, handle, site, timed};

/// What stands in `#[expect(..)]`.
type Expected = Punctuated<Meta, Token![,]>;

// Input:
//     #[command(timeout = 2s)]
//     pub async fn stock(sku: Sku) -> Result<Stock, StockError> { BODY }
//
// Output:
//     mod __dyno_stock_1f2e3d4c { pub struct stock {} }
//     pub use __dyno_stock_1f2e3d4c::*;
//     impl __dyno_beside_stock_1f2e3d4c for Beside<523124044> { fn __site(self) -> &'static Site { .. } }
//     impl __dyno_stock_1f2e3d4c::stock { .. }
//     pub async fn stock(sku: Sku) -> Result<Stock, StockError> {
//         let mut __call = Beside::<523124044>.__site().call();
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
    let (beside, inside, site) = match command.handle() {
        Some(name) => (beside(command, &handle::handle(command, name)), None, site_of(command)),
        None => (TokenStream::new(), Some(site::site(command, &TokenStream::new())), quote_spanned!(here=> __site())),
    };
    let call = if command.is_apart() {
        apart::function(command, &site)
    } else {
        timed::timed(command, &site, call::call(command, &site))
    };
    let vis = &subject.vis;
    // What is expected of the body happens where that is.
    let is_elsewhere = command.is_forwarded() || cached::is_made_beside(command);
    let attrs = subject.attrs.iter().map(|attr| tolerant(attr, is_elsewhere));
    let sig = match &command.guard.aspect {
        Some(_) => aspect::outer(command),
        None if command.is_forwarded() => apart::outer(subject),
        None => signature(subject),
    };
    let block = block(subject, &quote_spanned!(here=> #inside #call));
    // Who only ever submits it calls its handle.
    let unused = command.is_forwarded().then(|| quote_spanned!(here=> #[allow(dead_code)]));
    quote_spanned! {here=>
        #beside
        #(#attrs)*
        #unused
        #vis #sig #block
    }
}

/// The function's braces. Where they are the user's, rustc shows what is wrong with the function at its signature, and lints know whose it is. What
/// stands in these has braces of ours, so that temporaries of its last line live as they do in our edition.
//
// They stay ours where that would mislead others: `unsafe_code` about what is ours, `manual_async_fn` and those attributes below that look for a future
// in the last line, and `needless_pass_by_value`, because each attempt has a clone.
fn block(subject: &Subject, inside: &TokenStream) -> TokenStream {
    let span = subject.body.span;
    let ours = quote_spanned!(located(span)=> { #inside });
    let is_unsafe = matches!(subject.sig.safety, Safety::Unsafe(_));
    if is_unsafe || subject.is_repeated || matches!(subject.flow, Flow::Future(_)) {
        return ours;
    }
    quote_spanned!(span=> { #ours })
}

/// An attribute, with `allow` for what it expects of a body that is elsewhere, and of clippy, which says less of a function that a macro wrote, and of
/// `dead_code`, which a declared command never is: what was expected would be missed.
fn tolerant(attr: &Attribute, is_elsewhere: bool) -> TokenStream {
    let expected = attr.path().is_ident("expect").then(|| attr.parse_args_with(Expected::parse_terminated).ok());
    let Some(expected) = expected.flatten() else { return attr.to_token_stream() };
    let is_silent = |meta: &&Meta| {
        is_elsewhere
            || meta.path().is_ident("dead_code")
            || meta.path().segments.first().is_some_and(|first| first.ident == "clippy")
    };
    let is_reason = |meta: &&Meta| meta.path().is_ident("reason");
    let (silent, others): (Vec<_>, Vec<_>) = expected.iter().filter(|meta| !is_reason(meta)).partition(is_silent);
    if silent.is_empty() {
        return attr.to_token_stream();
    }
    let here = Span::mixed_site();
    let reason = expected.iter().find(is_reason).into_iter();
    let allowed = silent.into_iter().chain(reason.clone());
    let expected = (!others.is_empty()).then(|| {
        let others = others.into_iter().chain(reason);
        quote_spanned!(here=> #[expect(#(#others),*)])
    });
    quote_spanned!(here=> #[allow(#(#allowed),*)] #expected)
}

/// The signature as it was written, except that a pattern becomes a name where the body must take it apart, and that `mut`
/// goes with what is bound again in the body.
pub(super) fn signature(subject: &Subject) -> Signature {
    let mut sig = subject.sig.clone();
    let mut args = subject.args.iter();
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                if subject.assigns_self() {
                    receiver.mutability = None;
                    receiver.attrs.retain(|attr| !attr.path().is_ident("expect"));
                } else if subject.needs_self && receiver.mutability.is_some() {
                    // The fallback may be who changes it.
                    receiver.attrs.push(parse_quote_spanned!(Span::mixed_site()=> #[allow(unused_mut)]));
                }
            }
            FnArg::Typed(typed) => args.next().into_iter().for_each(|arg| typed_argument(typed, arg)),
        }
    }
    sig
}

fn typed_argument(typed: &mut PatType, arg: &Arg) {
    if arg.may_stay() {
        typed.attrs.push(parse_quote_spanned!(Span::mixed_site()=> #[allow(unused_mut)]));
    }
    let is_hidden = arg.is_hidden() || arg.is_of_call();
    let stays = matches!(arg.bound_again(), Bound::Nothing) && !is_hidden;
    if stays && !arg.is_lent() {
        return;
    }
    // What is expected of it happens where it is bound again.
    typed.attrs.retain(|attr| !attr.path().is_ident("expect"));
    if stays {
        return;
    }
    if is_hidden || arg.pattern.is_none() {
        *typed.pat = name_only(arg.name.clone());
    }
}

/// A pattern that is a name.
pub(super) fn name_only(ident: proc_macro2::Ident) -> Pat {
    Pat::Ident(PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident, subpat: None })
}
