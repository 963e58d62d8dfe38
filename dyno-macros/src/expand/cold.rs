//! `stock::command(..)`: the call of a function before it begins.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, GenericParam, Lifetime, LifetimeParam, Meta, MetaList, Pat, PatIdent, PatType, ReturnType,
    Signature, Type,
};

use super::spelled;
use crate::model::{Arg, Command, Ending, Flow, Subject};
use crate::names::{
    ANSWERED_CALL, BARE_CALL, CARRIED_CALL, COLD_CALL, DRIVEN, ERRAND, FUTURE, IS_COLD, NO_COLD_CALL, ONE_JOB, PENDING,
    PENDING_FUTURE, SEND, SYNC_CALL, WORK,
};

// Input:
//     #[command(timeout = 2s)]
//     pub async fn stock<T: Shelf>(mut sku: Sku, depot: &T) -> Result<Stock, StockError> { .. }
//
// Output:
//     pub fn command<T: Shelf>(sku: Sku, depot: &T) -> ColdCall<impl Future<Output = Result<Stock, StockError>>, CarriedCall> {
//         let __call = stock::<T>(sku, depot);
//         ColdCall::new(Beside::<523124044>.__site(), __call)
//     }
//
// and of one that is not async, whose body runs on a pool:
//     pub fn command(sku: Sku) -> SyncCall<Driven<impl Future<Output = Result<Stock, StockError>> + Send>, CarriedCall> {
//         let __call = Self {}.__drive(sku);
//         SyncCall::new(Beside::<523124044>.__site(), Driven::new(__call))
//     }
//
// or has no pool:
//     pub fn command(sku: Sku) -> SyncCall<Errand<impl Work<Output = Result<Stock, StockError>>>, OneJob<CarriedCall>> {
//         let __call = move || { let sku = sku; stock(sku) };
//         SyncCall::new(Beside::<523124044>.__site(), Errand::new(Beside::<523124044>.__site(), __call))
//     }
//
// The `impl` is of our edition, so that it may borrow all that the function borrows.
pub(super) fn command(command: &Command, site: &TokenStream) -> Option<TokenStream> {
    let subject = &command.subject;
    if !subject.gives_back() || !(subject.is_async() || cfg!(feature = "pool")) {
        return None;
    }
    if !subject.is_prepared() {
        return denied(command, site);
    }
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let Subject { vis, sig, .. } = subject;
    let generics = &sig.generics;
    let where_clause = &generics.where_clause;
    let (name, turbofish, names) = (&sig.ident, turbofish(sig), names(subject));
    let types = types(subject);
    let allowed = subject.attrs.iter().filter_map(allowed);
    let output = spelled::returns(command);
    let kind = kind(command);
    let (call, returned, prepared) = if subject.is_async() {
        let future = match subject.flow {
            Flow::Async => quote_spanned!(here=> impl #FUTURE<Output = #output>),
            _ => output,
        };
        let cold = COLD_CALL.of(root);
        let call = quote_spanned!(here=> #name #turbofish(#(#names),*));
        (call, quote_spanned!(here=> #cold<#future, #kind>), quote_spanned!(here=> #cold::new(#site, __call)))
    } else if command.is_apart() {
        let (cold, driven) = (SYNC_CALL.of(root), DRIVEN.of(root));
        let call = quote_spanned!(here=> Self {}.__drive #turbofish(#(#names),*));
        let returned = quote_spanned!(here=> #cold<#driven<impl #FUTURE<Output = #output> + #SEND>, #kind>);
        (call, returned, quote_spanned!(here=> #cold::new(#site, #driven::new(__call))))
    } else {
        let [cold, errand, work, one_job] = [&SYNC_CALL, &ERRAND, &WORK, &ONE_JOB].map(|name| name.of(root));
        // Moved as a whole, because of what it borrowed of them again it could return nothing.
        let moved = names.iter().map(|name| quote_spanned!(here=> let #name = #name;));
        let call = quote_spanned!(here=> move || { #(#moved)* #name #turbofish(#(#names),*) });
        let returned = quote_spanned!(here=> #cold<#errand<impl #work<Output = #output>>, #one_job<#kind>>);
        (call, returned, quote_spanned!(here=> #cold::new(#site, #errand::new(#site, __call))))
    };
    // At the user's name, where rustc says how to declare a type that it does not find: told in the same words, it is told once.
    let command = Ident::new("command", subject.sig.ident.span());
    Some(quote_spanned! {here=>
        /// Prepares a call, which begins when it is awaited or submitted.
        #[allow(dead_code, deprecated, unreachable_code, unreachable_pub, clippy::all, clippy::pedantic)]
        #(#allowed)*
        #vis fn #command #generics(#(#names: #types),*) -> #returned #where_clause {
            let __call = #call;
            #prepared
        }
    })
}

fn kind(command: &Command) -> TokenStream {
    let kind = match command.ending() {
        Ending::Watched => &BARE_CALL,
        Ending::Carried => &CARRIED_CALL,
        Ending::Answered(_) => &ANSWERED_CALL,
    };
    kind.of(&command.guard.root)
}

/// What is returned.
pub(super) fn output(subject: &Subject) -> TokenStream {
    match &subject.sig.output {
        ReturnType::Type(_, ty) => ty.to_token_stream(),
        ReturnType::Default => quote_spanned!(Span::mixed_site()=> ()),
    }
}

/// The types of the arguments, in their order.
fn types(subject: &Subject) -> impl Iterator<Item = &Type> {
    subject.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(arg) => Some(&*arg.ty),
        FnArg::Receiver(_) => None,
    })
}

// Input:
//     #[command(timeout = 2s)]
//     pub async unsafe fn stock(sku: Sku) -> Result<Stock, StockError> { .. }
//
// Output:
//     pub fn command<'__call>(_: Sku) -> ColdCall<Pending<Result<Stock, StockError>>, AnsweredCall>
//     where
//         NoColdCall<'__call>: IsCold,                // never, but only whoever calls it is told; the lifetime makes it so
//     {
//         ColdCall::new(Beside::<523124044>.__site(), pending())
//     }
fn denied(command: &Command, site: &TokenStream) -> Option<TokenStream> {
    let (here, root, subject) = (Span::mixed_site(), &command.guard.root, &command.subject);
    let returned = subject.returns.written()?;
    let [cold, kind, nothing, is_cold] =
        [&COLD_CALL, &ANSWERED_CALL, &NO_COLD_CALL, &IS_COLD].map(|name| name.of(root));
    let args = subject.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(arg) => {
            let (conditions, ty) = (arg.attrs.iter().filter(|attr| is_conditional(attr)), &arg.ty);
            Some(quote_spanned!(here=> #(#conditions)* _: #ty))
        }
        FnArg::Receiver(_) => None,
    });
    let lifetime = Lifetime::new("'__call", here);
    let mut generics = subject.sig.generics.clone();
    generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime.clone())));
    let bounds = generics.where_clause.take().map(|clause| clause.predicates.into_iter()).into_iter().flatten();
    let (vis, allowed) = (&subject.vis, subject.attrs.iter().filter_map(allowed));
    Some(quote_spanned! {here=>
        /// There is none: whoever calls this is told what to write.
        #[allow(dead_code, deprecated, unreachable_code, unreachable_pub, clippy::all, clippy::pedantic)]
        #(#allowed)*
        #vis fn command #generics(#(#args),*) -> #cold<#PENDING<#returned>, #kind>
        where
            #(#bounds,)*
            #nothing<#lifetime>: #is_cold,
        {
            #cold::new(#site, #PENDING_FUTURE())
        }
    })
}

/// What was allowed or expected of the function's signature is so of this one.
pub(super) fn allowed(attr: &Attribute) -> Option<TokenStream> {
    let is = |word| attr.path().is_ident(word);
    let Meta::List(MetaList { tokens, .. }) = &attr.meta else { return None };
    (is("allow") || is("expect")).then(|| quote_spanned!(Span::mixed_site()=> #[allow(#tokens)]))
}

fn is_conditional(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr")
}

/// What the arguments are called: as in the function, where that is a name that can be used, and not the function's own.
pub(super) fn names(subject: &Subject) -> Vec<Ident> {
    let typed = subject.sig.inputs.iter().enumerate().filter_map(|(index, input)| match input {
        FnArg::Typed(arg) => Some((index, &*arg.pat)),
        FnArg::Receiver(_) => None,
    });
    let name = |(index, pat): (usize, &Pat)| match pat {
        Pat::Ident(PatIdent { ident, by_ref: None, subpat: None, .. })
            if ident.unraw() != subject.plain_name() && !ident.to_string().starts_with('_') =>
        {
            ident.clone()
        }
        _ => format_ident!("__arg{index}", span = Span::mixed_site()),
    };
    typed.map(name).collect()
}

/// All parameters, those that are injected as well, each with a name and nothing but that.
pub(super) fn all_inputs(subject: &Subject) -> TokenStream {
    let here = Span::mixed_site();
    let mut names = names(subject).into_iter();
    let inputs = subject.whole.inputs.iter().enumerate().filter_map(|(index, input)| {
        let FnArg::Typed(PatType { ty, .. }) = input else { return None };
        let injected = subject.injected().find(|(_, said)| said.index == index);
        let name = injected.map_or_else(|| names.next(), |(arg, _)| Some(given_name(arg, subject)))?;
        Some(quote_spanned!(here=> #name: #ty))
    });
    quote_spanned!(here=> #(#inputs),*)
}

/// What is given in the place of an injected parameter is called as that is, unless the function is called so itself.
pub(super) fn given_name(arg: &Arg, subject: &Subject) -> Ident {
    if arg.name.unraw() == subject.plain_name() {
        format_ident!("__given", span = Span::mixed_site())
    } else {
        arg.name.clone()
    }
}

/// The types and constants that the arguments may not tell.
pub(super) fn turbofish(sig: &Signature) -> Option<TokenStream> {
    let params = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        GenericParam::Lifetime(_) => None,
    });
    let params: Vec<_> = params.collect();
    (!params.is_empty()).then(|| quote_spanned!(Span::mixed_site()=> ::<#(#params),*>))
}
