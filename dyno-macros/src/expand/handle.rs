//! What stands beside a free function under its own name, in the namespace of types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

use super::{apart, cold, injected};
use crate::model::{Cache, Command, KeyType};
use crate::names::{
    BREAKER, BULKHEAD, CACHE, CACHE_KEY, COMMAND_SNAPSHOT, OWN, PLAN, POOL, RATE_LIMIT, RETRY, Root, UNREACHABLE,
    located,
};

// Input:
//     #[command(breaker = "inventory")]
//     pub async fn stock(..) -> .. { .. }
//
// Output:
//     mod __dyno_stock_1f2e3d4c { pub struct stock {} }
//     pub use __dyno_stock_1f2e3d4c::*;          // a glob, so that the user's own `mod stock` wins
//     impl __dyno_stock_1f2e3d4c::stock {        // out here, where the attribute's expressions mean what they say
//         fn __site() -> &'static Site { .. }
//         pub fn breaker() -> Breaker { Self::__site().breaker() }
//         pub fn metrics() -> CommandSnapshot { Self::__site().metrics() }
//         pub fn plan() -> Plan { Self::__site().plan() }
//         pub fn command(..) -> ColdCall<..> { .. }     // of an async function
//     }
pub(super) fn handle(command: &Command, name: &Ident, site: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    let breaker = command.guard.breaker.as_ref().map(|_| breaker(root));
    let bulkhead = command.guard.bulkhead.as_ref().map(|_| bulkhead(root));
    let pool = command.is_apart().then(|| pool(root));
    let retry = command.guard.retry.as_ref().map(|_| retry(root));
    let rate_limit = command.guard.rate_limit.as_ref().map(|_| rate_limit(root));
    let cache = cache(command, &quote_spanned!(here=> Self::__site().cache()));
    let drive = apart::drive(command);
    let cold = cold::command(command, &quote_spanned!(here=> Self::__site()));
    let with = injected::with(command, &quote_spanned!(here=> Self::__site()));
    let (path, declared) = (path(command, name), declared(command, name));
    let (snapshot, plan) = (COMMAND_SNAPSHOT.of(root), PLAN.of(root));
    quote_spanned! {here=>
        #declared
        impl #path {
            #site
            #breaker
            #bulkhead
            #pool
            #retry
            #rate_limit
            #cache
            #drive
            /// Reads what this command has counted.
            #[must_use]
            #[allow(dead_code, unreachable_pub)]
            pub fn metrics() -> #snapshot {
                Self::__site().metrics()
            }
            /// Lists what guards this command, outermost first.
            #[must_use]
            #[allow(dead_code, unreachable_pub)]
            pub fn plan() -> #plan {
                Self::__site().plan()
            }
            #cold
            #with
        }
    }
}

/// A handle for a command that has mistakes, so that whoever uses it is not told of more than those.
pub(crate) fn stand_in(command: &Command) -> Option<TokenStream> {
    let name = command.handle()?;
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let (drive, cold) = (apart::stand_in(command), cold::command(command, &quote_spanned!(here=> #UNREACHABLE!())));
    let (path, declared) = (path(command, name), declared(command, name));
    let asks_for = |word: &str| command.guard.asks_for(word);
    // Only what was asked for: the others' features may be off.
    let breaker = asks_for("breaker").then(|| {
        let breaker = BREAKER.of(root);
        quote_spanned!(here=> pub fn breaker() -> #breaker { #UNREACHABLE!() })
    });
    let bulkhead = asks_for("bulkhead").then(|| {
        let bulkhead = BULKHEAD.of(root);
        quote_spanned!(here=> pub fn bulkhead() -> #bulkhead { #UNREACHABLE!() })
    });
    let rate_limit = asks_for("rate_limit").then(|| {
        let limit = RATE_LIMIT.of(root);
        quote_spanned!(here=> pub fn rate_limit() -> #limit { #UNREACHABLE!() })
    });
    let pool = command.is_apart().then(|| {
        let pool = POOL.of(root);
        quote_spanned!(here=> pub fn pool() -> #pool { #UNREACHABLE!() })
    });
    let retry = asks_for("retry").then(|| {
        let retry = RETRY.of(root);
        quote_spanned!(here=> pub fn retry() -> #retry { #UNREACHABLE!() })
    });
    let cache = cache(command, &quote_spanned!(here=> #UNREACHABLE!()));
    let [snapshot, plan] = [&COMMAND_SNAPSHOT, &PLAN].map(|name| name.of(root));
    Some(quote_spanned! {here=>
        #declared
        #[allow(dead_code, missing_docs)]
        impl #path {
            #breaker
            #bulkhead
            #pool
            #retry
            #rate_limit
            #cache
            #drive
            pub fn metrics() -> #snapshot {
                #UNREACHABLE!()
            }
            pub fn plan() -> #plan {
                #UNREACHABLE!()
            }
            #cold
        }
    })
}

/// Where the handle is, whatever else has its name.
pub(super) fn path(command: &Command, name: &Ident) -> TokenStream {
    let module = module(command);
    quote_spanned!(Span::mixed_site()=> #module::#name)
}

/// The module that the handle hides in. Its mark keeps it apart from one that `use super::*` brings in: what a macro wrote
/// must not shadow what a glob imports (E0659).
fn module(command: &Command) -> Ident {
    // Where no module may stand, rustc says that it cannot find this: the remedy is in the name.
    let (name, mark) = (command.subject.plain_name(), &command.mark);
    format_ident!("__dyno_{name}_{mark}_in_an_impl_write_handle_false", span = Span::mixed_site())
}

fn declared(command: &Command, name: &Ident) -> TokenStream {
    let here = Span::mixed_site();
    let subject = &command.subject;
    let module = module(command);
    let vis = &subject.vis;
    let mut handle = name.clone();
    handle.set_span(located(name.span()));
    let title = format!(" Handle of the command `{}`.", subject.plain_name());
    quote_spanned! {here=>
        #[doc(hidden)]
        #[allow(non_snake_case)]
        mod #module {
            #[doc = #title]
            #[allow(dead_code, missing_copy_implementations, missing_debug_implementations, non_camel_case_types, unreachable_pub)]
            pub struct #handle {}
        }
        #[allow(unused_imports)]
        #vis use #module::*;
    }
}

fn breaker(root: &Root) -> TokenStream {
    let breaker = BREAKER.of(root);
    quote_spanned! {Span::mixed_site()=>
        /// Hands out the breaker of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn breaker() -> #breaker {
            Self::__site().breaker()
        }
    }
}

fn bulkhead(root: &Root) -> TokenStream {
    let bulkhead = BULKHEAD.of(root);
    quote_spanned! {Span::mixed_site()=>
        /// Hands out the bulkhead of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn bulkhead() -> #bulkhead {
            Self::__site().bulkhead()
        }
    }
}

fn pool(root: &Root) -> TokenStream {
    let pool = POOL.of(root);
    quote_spanned! {Span::mixed_site()=>
        /// Hands out the pool that the body of this command runs on.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn pool() -> #pool {
            Self::__site().pool()
        }
    }
}

fn retry(root: &Root) -> TokenStream {
    let retry = RETRY.of(root);
    quote_spanned! {Span::mixed_site()=>
        /// Hands out the retry of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn retry() -> #retry {
            Self::__site().retry()
        }
    }
}

fn rate_limit(root: &Root) -> TokenStream {
    let limit = RATE_LIMIT.of(root);
    quote_spanned! {Span::mixed_site()=>
        /// Hands out the rate limit of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn rate_limit() -> #limit {
            Self::__site().rate_limit()
        }
    }
}

/// The type of the cache, where it can be written down; where only the key is an expression, whoever asks for it knows that.
fn cache(command: &Command, site: &TokenStream) -> Option<TokenStream> {
    let cache = command.guard.cache.as_ref()?;
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let value = Cache::value_type(&command.subject)?;
    let kind = CACHE.of(root);
    let (generics, key) = match cache.key_type(&command.subject) {
        Some(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| key_type(part, root)).collect();
            let key = match &*parts {
                [part] => part.clone(),
                parts => quote_spanned!(here=> (#(#parts,)*)),
            };
            (None, key)
        }
        None if cache.key.is_some() => {
            let bounds = CACHE_KEY.of(root);
            (Some(quote_spanned!(here=> <__Key: #bounds>)), quote_spanned!(here=> __Key))
        }
        None => return None,
    };
    Some(quote_spanned! {here=>
        /// Hands out the cache of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn cache #generics () -> #kind<#key, #value> {
            #site
        }
    })
}

fn key_type(part: &KeyType, root: &Root) -> TokenStream {
    match part {
        KeyType::Owned(ty) => ty.to_token_stream(),
        KeyType::OfReference(ty) => {
            let own = OWN.of(root);
            quote_spanned!(Span::mixed_site()=> #own<#ty>)
        }
    }
}
