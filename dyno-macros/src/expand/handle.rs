//! What stands beside a free function under its own name, in the namespace of types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

use super::beside::{found, own_site};
use super::{apart, aspect, cached, cold, injected, service, spelled};
use crate::model::{Cache, Command, KeyType, ValueType, has_names};
use crate::names::{
    BREAKER, BULKHEAD, CACHE, CACHE_KEY, CACHE_OF, COMMAND_SNAPSHOT, FUSE, HARNESS, HOLDS, IS_FUSE, KIND_OF, NO_FUSE,
    OWN, OWNING, OWNING_OF, OWNS, PLAIN_CACHE_OF, PLAIN_KIND_OF, PLAIN_OWNING_OF, PLAN, POOL, RATE_LIMIT, RETRY,
    RETURNING, Root, SOME_FUSE, UNREACHABLE, located,
};

// Input:
//     #[command(breaker = "inventory")]
//     pub async fn stock(..) -> .. { .. }
//
// Output:
//     mod __dyno_stock_1f2e3d4c { pub struct stock {} }
//     pub use __dyno_stock_1f2e3d4c::*;          // a glob, so that the user's own `mod stock` wins
//     impl __dyno_beside_stock_1f2e3d4c for Beside<523124044> { .. }
//     impl __dyno_stock_1f2e3d4c::stock {        // out here, where the attribute's expressions mean what they say
//         pub fn breaker() -> Breaker { Beside::<523124044>.__site().breaker() }
//         pub fn metrics() -> CommandSnapshot { Beside::<523124044>.__site().metrics() }
//         pub fn plan() -> Plan { Beside::<523124044>.__site().plan() }
//         pub fn command(..) -> ColdCall<..> { .. }     // of an async function
//     }
pub(super) fn handle(command: &Command, name: &Ident) -> TokenStream {
    let here = Span::mixed_site();
    let (guard, site) = (&command.guard, own_site(command));
    let handed_out = [
        (guard.fuse.is_some(), "fuse", &FUSE, " Hands out the fuse of this command."),
        (guard.harness.is_some(), "harness", &HARNESS, " Hands out the harness of this command."),
        (guard.breaker.is_some(), "breaker", &BREAKER, " Hands out the breaker of this command."),
        (guard.bulkhead.is_some(), "bulkhead", &BULKHEAD, " Hands out the bulkhead of this command."),
        (command.is_apart(), "pool", &POOL, " Hands out the pool that the body of this command runs on."),
        (guard.retry.is_some(), "retry", &RETRY, " Hands out the retry of this command."),
        (guard.rate_limit.is_some(), "rate_limit", &RATE_LIMIT, " Hands out the rate limit of this command."),
        (true, "metrics", &COMMAND_SNAPSHOT, " Reads what this command has counted."),
        (true, "plan", &PLAN, " Lists what guards this command, outermost first."),
    ];
    let handed_out = handed_out.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, word, kind, about)| {
        let (word, kind) = (Ident::new(word, here), kind.of(&guard.root));
        quote_spanned! {here=>
            #[doc = #about]
            #[must_use]
            #[allow(dead_code, unreachable_pub)]
            pub fn #word() -> #kind {
                #site.#word()
            }
        }
    });
    let cache = cache(command, Some(&site));
    let (named, aspect) =
        (spelled::named(command), aspect::handed_out(command, &quote_spanned!(here=> #site.aspect())));
    let no_fuse = no_fuse(command);
    let (drive, cold) = (apart::drive(command), cold::command(command, &site));
    let (path, declared, found) = (path(command, name), declared(command, name), found(command, name));
    let (make, with) = (cached::make(command), injected::with(command, &site));
    let service = service::service(command);
    // Where rustc says how to declare a type that it does not find: told in the same words as that of the function, it is told once.
    let implements = quote_spanned!(command.subject.sig.ident.span()=> impl);
    quote_spanned! {here=>
        #declared
        #found
        #service
        #named
        #implements #path {
            #(#handed_out)*
            #no_fuse
            #aspect
            #cache
            #drive
            #make
            #cold
            #with
        }
    }
}

// Output:
//     pub fn fuse<'__call>() -> SomeFuse where NoFuse<'__call>: IsFuse { unreachable!() }
/// Where there is none: what rustc finds by this name is that of iterators. Only whoever calls it is told; the lifetime makes it so.
fn no_fuse(command: &Command) -> Option<TokenStream> {
    if command.guard.fuse.is_some() {
        return None;
    }
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let [nothing, is_fuse, some] = [&NO_FUSE, &IS_FUSE, &SOME_FUSE].map(|name| name.of(root));
    Some(quote_spanned! {here=>
        #[doc(hidden)]
        #[allow(dead_code, unreachable_pub)]
        pub fn fuse<'__call>() -> #some where #nothing<'__call>: #is_fuse { #UNREACHABLE!() }
    })
}

/// A handle for a command that has mistakes, so that whoever uses it is not told of more than those.
pub(crate) fn stand_in(command: &Command) -> Option<TokenStream> {
    let name = command.handle()?;
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let (drive, cold) = (apart::stand_in(command), cold::command(command, &quote_spanned!(here=> #UNREACHABLE!())));
    let (path, declared) = (path(command, name), declared(command, name));
    // Only what was asked for: the others' features may be off.
    let asks_for = |word: &str| command.guard.asks_for(word);
    let handed_out = [
        (asks_for("fuse"), "fuse", &FUSE),
        (asks_for("harness"), "harness", &HARNESS),
        (asks_for("breaker"), "breaker", &BREAKER),
        (asks_for("bulkhead"), "bulkhead", &BULKHEAD),
        (command.is_apart(), "pool", &POOL),
        (asks_for("retry"), "retry", &RETRY),
        (asks_for("rate_limit"), "rate_limit", &RATE_LIMIT),
        (true, "metrics", &COMMAND_SNAPSHOT),
        (true, "plan", &PLAN),
    ];
    let handed_out = handed_out.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, word, kind)| {
        let (word, kind) = (Ident::new(word, here), kind.of(root));
        quote_spanned!(here=> pub fn #word() -> #kind { #UNREACHABLE!() })
    });
    let cache = cache(command, None).filter(|_| cfg!(feature = "cache"));
    let aspect = aspect::handed_out(command, &quote_spanned!(here=> #UNREACHABLE!()));
    let aspect = aspect.filter(|_| cfg!(feature = "aspect") && has_names(&command.subject));
    // What rustc refuses of the signature it would refuse here as well.
    let is_refused = command.subject.is_refused();
    let named = (!is_refused).then(|| spelled::named(command));
    let typed = (!is_refused).then(|| quote_spanned!(here=> #aspect #cache #drive #cold));
    Some(quote_spanned! {here=>
        #declared
        #named
        #[allow(dead_code, missing_docs)]
        impl #path {
            #(#handed_out)*
            #typed
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
    format_ident!("__dyno_{}_{:08x}", command.subject.plain_name(), command.mark, span = Span::mixed_site())
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

/// The type of the cache, where it can be written down; where only the key is an expression, whoever asks for it knows that.
fn cache(command: &Command, site: Option<&TokenStream>) -> Option<TokenStream> {
    let cache = command.guard.cache.as_ref()?;
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let value = value_type(Cache::value_type(&command.subject)?, root);
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
    let found = match site {
        Some(site) => {
            let [of, plain] = [&CACHE_OF, &PLAIN_CACHE_OF].map(|name| name.of(root));
            quote_spanned! {here=>
                #[allow(unused_imports)]
                use #plain as _;
                #of::<#key, #value>::new(#site).handed_out()
            }
        }
        None => quote_spanned!(here=> #UNREACHABLE!()),
    };
    Some(quote_spanned! {here=>
        /// Hands out the cache of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn cache #generics () -> #kind<#key, #value> {
            #found
        }
    })
}

/// Where only its type knows whether a return type is a `Result`, it is asked.
fn value_type(value: ValueType, root: &Root) -> TokenStream {
    let here = Span::mixed_site();
    match value {
        ValueType::Spelled(ty) => ty.to_token_stream(),
        ValueType::Of(returns) => {
            let [kind, plain, returning, holds] =
                [&KIND_OF, &PLAIN_KIND_OF, &RETURNING, &HOLDS].map(|name| name.of(root));
            quote_spanned! {here=>
                <#returning<{
                    #[allow(unused_imports)]
                    use #plain as _;
                    #kind::<#returns>::IS_RESULT
                }> as #holds<#returns>>::Value
            }
        }
    }
}

fn key_type(part: &KeyType, root: &Root) -> TokenStream {
    match part {
        KeyType::Owned(ty) => ty.to_token_stream(),
        // What `str` is when it is owned everybody knows: so it is read where types are shown.
        KeyType::OfReference(ty) if ty.to_token_stream().to_string() == "str" => {
            let own = OWN.of(root);
            quote_spanned!(Span::mixed_site()=> #own<#ty>)
        }
        KeyType::OfReference(ty) => {
            let [of, plain, owning, owns] = [&OWNING_OF, &PLAIN_OWNING_OF, &OWNING, &OWNS].map(|name| name.of(root));
            // What cannot be owned is told of in the call.
            quote_spanned! {Span::mixed_site()=>
                <#owning<{
                    #[allow(unused_imports)]
                    use #plain as _;
                    #of::<#ty>::IS_OWNED
                }> as #owns<#ty>>::Own
            }
        }
    }
}
