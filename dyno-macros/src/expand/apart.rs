//! A function that is not async, whose body runs on a pool: the call is a future, on which the function blocks.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, GenericParam, Signature, TypeParam};

use crate::model::{Arg, Command, Subject};
use crate::names::{BLOCK, FUTURE, GOES, PARAMETER_GOES, PENDING, PENDING_FUTURE, PHANTOM, SEND};
use crate::parse::{Sense, mention};

use super::beside::{own_site, sought};
use super::function::{name_only, signature};
use super::{call, cold, handle, spelled};

// Input:
//     #[command(timeout = 2s)]
//     pub fn stock(sku: Sku) -> Result<Stock, StockError> { BODY }
//
// Output, in the handle:
//     fn __drive(self, sku: Sku) -> impl Future<Output = Result<Stock, StockError>> + Send
//     {
//         let sku = goes(sku);                    // what cannot go to a thread is shown at its type
//         async move { .. }
//     }
//
// and in the function:
//     struct __Instead<R>(PhantomData<R>);        // in an impl, where the handle cannot stand
//     impl<R> __Instead<R> { fn __drive(self, _: impl Sized) -> Pending<R> { pending() } }
//     block(Beside::<523124044>.__handle(__Instead::<Result<Stock, StockError>>(PhantomData)).__drive(sku))
//
// That it is `Send` is written down, because where the body submits the function itself rustc is not yet done with the future (E0283).
pub(super) fn drive(command: &Command) -> Option<TokenStream> {
    if !command.is_forwarded() {
        return None;
    }
    let call = call::apart(command, &own_site(command));
    let subject = &command.subject;
    let sig = if command.guard.aspect.is_some() { outer(subject) } else { signature(subject) };
    Some(driver(command, &sig, &call))
}

/// The same for a function with mistakes, which stands there as it is.
pub(super) fn stand_in(command: &Command) -> Option<TokenStream> {
    if !command.is_forwarded() {
        return None;
    }
    let subject = &command.subject;
    let (name, turbofish, names) = (&subject.sig.ident, cold::turbofish(&subject.sig), cold::names(subject));
    let call = quote_spanned!(Span::mixed_site()=> async move { #name #turbofish(#(#names),*) });
    Some(driver(command, &outer(subject), &call))
}

fn driver(command: &Command, sig: &Signature, call: &TokenStream) -> TokenStream {
    let subject = &command.subject;
    let (inputs, generics, where_clause) = (&sig.inputs, &sig.generics, &sig.generics.where_clause);
    let output = spelled::returns(command);
    let allowed = subject.attrs.iter().filter_map(cold::allowed);
    quote_spanned! {Span::mixed_site()=>
        #[allow(clippy::unused_self)]
        #(#allowed)*
        fn __drive #generics (self, #inputs) -> impl #FUTURE<Output = #output> + #SEND #where_clause {
            #call
        }
    }
}

/// The body of the function.
pub(super) fn function(command: &Command, site: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let subject = &command.subject;
    let block = BLOCK.of(&command.guard.root);
    match command.handle().filter(|_| command.is_forwarded()) {
        Some(name) => {
            let (turbofish, names) = (cold::turbofish(&subject.sig), cold::names(subject));
            let (instead, handle) = found(command, name);
            quote_spanned!(here=> #instead #block(#handle.__drive #turbofish(#(#names),*)))
        }
        None => {
            let call = call::apart(command, site);
            quote_spanned!(here=> #block({ #call }))
        }
    }
}

/// The handle, and what is found where none can stand. What is `impl Trait` has no stand-in, because nobody could tell what it is.
fn found(command: &Command, name: &Ident) -> (Option<TokenStream>, TokenStream) {
    let (here, subject) = (Span::mixed_site(), &command.subject);
    let output = cold::output(subject);
    if mention(output.clone(), "impl", Sense::Any).is_some() {
        let path = handle::path(command, name);
        return (None, quote_spanned!(here=> (#path {})));
    }
    let (instead, handle) = found_or(command, &Ident::new("__drive", here), cold::names(subject).len(), &output);
    (Some(instead), handle)
}

/// The handle, which has a method that gives a future of this, and what stands in for it where none can stand. That names no types but the
/// function's own parameters, because those of an impl cannot be named in an item inside of it.
pub(super) fn found_or(
    command: &Command,
    method: &Ident,
    takes: usize,
    output: &TokenStream,
) -> (TokenStream, TokenStream) {
    let here = Span::mixed_site();
    let params = command.subject.sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(TypeParam { ident, .. }) => Some(ident.to_token_stream()),
        GenericParam::Const(param) => {
            let (name, ty) = (&param.ident, &param.ty);
            Some(quote_spanned!(here=> const #name: #ty))
        }
        GenericParam::Lifetime(_) => None,
    });
    let inputs = (0..takes).map(|_| quote_spanned!(here=> _: impl ::core::marker::Sized));
    let instead = quote_spanned! {here=>
        struct __Instead<__R>(#PHANTOM<__R>);
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        impl<__R> __Instead<__R> {
            #[allow(dead_code)]
            fn #method<#(#params),*>(self, #(#inputs),*) -> #PENDING<__R> {
                #PENDING_FUTURE()
            }
        }
    };
    let sought = sought(command);
    (instead, quote_spanned!(here=> #sought.__handle(__Instead::<#output>(#PHANTOM))))
}

/// Has the arguments go to a thread, each at its type.
pub(super) fn gone(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let Command { subject, guard, .. } = command;
    let goes = |arg: &Arg| -> TokenStream {
        let goes = if subject.is_parameter(&arg.ty) { &PARAMETER_GOES } else { &GOES };
        let conditions: Vec<_> = arg.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).collect();
        let each = arg.crossing().into_iter().map(|name| {
            let is_called_unused = name.to_string().starts_with('_');
            let allowed = is_called_unused.then(|| quote_spanned!(here=> #[allow(clippy::used_underscore_binding)]));
            let at_type = arg.ty.span().resolved_at(name.span());
            let goes = goes.theirs(&guard.root, at_type);
            let mut value = name.clone();
            value.set_span(at_type);
            let gone = quote_spanned!(at_type=> #goes(#value));
            quote_spanned!(here=> #(#conditions)* #allowed let #name = #gone;)
        });
        each.collect()
    };
    subject.args.iter().filter(|arg| arg.is_visible()).map(goes).collect()
}

/// Where the type of an argument stands that may not last: the first of them, as `gone` says it.
pub(super) fn at_what_may_not_last(subject: &Subject) -> Option<Span> {
    let arg = may_not_last(subject, |_| true)?;
    arg.crossing().first().map(|name| arg.ty.span().resolved_at(name.span()))
}

/// The first of these arguments whose type has a type parameter which does not say that it lasts.
pub(super) fn may_not_last(subject: &Subject, is_asked: impl Fn(&Arg) -> bool) -> Option<&Arg> {
    let generics = &subject.sig.generics;
    let lasts = |param: &&TypeParam| {
        let said = [param.bounds.to_token_stream(), generics.where_clause.to_token_stream()];
        said.into_iter().any(|said| mention(said, "static", Sense::Any).is_some())
    };
    let params: Vec<_> =
        generics.type_params().filter(|param| !lasts(param)).map(|param| param.ident.to_string()).collect();
    let may_not =
        |arg: &&Arg| params.iter().any(|param| mention(arg.ty.to_token_stream(), param, Sense::Any).is_some());
    subject.args.iter().filter(|arg| is_asked(arg)).find(may_not)
}

/// The signature of a function that hands its arguments on: each has a name, and nothing but that.
pub(super) fn outer(subject: &Subject) -> Signature {
    let mut sig = subject.sig.clone();
    let mut names = cold::names(subject).into_iter();
    for input in &mut sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        // What is said of an argument holds where the body has it.
        typed.attrs.clear();
        if let Some(name) = names.next() {
            *typed.pat = name_only(name);
        }
    }
    sig
}
