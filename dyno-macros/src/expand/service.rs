//! The static of a service, which tells the global registry how it is built.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

use crate::model::{Closure, Command, Fallback, Service, ServiceScope};
use crate::names::{
    ARC, DECLARE, ERR, LATER, NONE, OFFER, OK, PLAIN_LATER, PLAIN_SERVED, PLAIN_SHARING, PLAIN_TAG, Root, SERVED,
    SERVICE_OF, SERVICE_SCOPE, SERVICE_SITE, SHARING, SOME, TAG_OF, located,
};

use super::answer::own_braces;
use super::beside::own_site;

// Input:
//     #[service(eager, fallback = read_only, shutdown = |db| db.close(), tag = Replica, as = dyn Db)]
//     async fn db(..) -> Result<Postgres, ConnectError> { .. }
//
// Output, beside the function:
//     const _: () = {
//         static SERVICE: ServiceSite = ServiceSite::new(|__registry| offer(
//             service_of(..)                                     // the command's site
//                 .later(|| async {
//                     match Served(db().await).told() {
//                         Ok(__service) => {
//                             let __service: Arc<dyn Db> = Sharing(__service).arc();
//                             Ok(__service)
//                         }
//                         Err(__error) => Err(__error),
//                     }
//                 })
//                 .eager()
//                 .fallback(|__error| async move { match Served(Comes(read_only()).later().await).told() { .. } })
//                 .shutdown(|__service| async move { Served(Comes({ let db = __service; db.close() }).later().await).told().map(|_| ()) }),
//             __registry,
//             Some(TagOf(&Replica).tag()),
//         ));
//         declare! { SERVICE }
//     };
pub(super) fn service(command: &Command) -> Option<TokenStream> {
    let service = command.guard.service.as_ref()?;
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let [site, of, offer, declare] = [&SERVICE_SITE, &SERVICE_OF, &OFFER, &DECLARE].map(|name| name.of(root));
    let traits = [&PLAIN_SERVED, &PLAIN_SHARING, &PLAIN_LATER, &PLAIN_TAG].map(|name| name.of(root));
    let own_site = own_site(command);
    let built = built(command, service);
    let scope = service.scope.filter(|scope| *scope != ServiceScope::Singleton).map(|scope| {
        let scopes = SERVICE_SCOPE.of(root);
        let word = match scope {
            ServiceScope::Singleton => quote_spanned!(here=> Singleton),
            ServiceScope::Scoped => quote_spanned!(here=> Scoped),
            ServiceScope::Transient => quote_spanned!(here=> Transient),
        };
        quote_spanned!(here=> .scope(#scopes::#word))
    });
    let eager = service.is_eager.then(|| quote_spanned!(here=> .eager()));
    let fallback = service.fallback.as_ref().map(|fallback| stand_in(fallback, service, root));
    let shutdown = service.shutdown.as_ref().map(|shutdown| closing(shutdown, root));
    let tag = match &service.tag {
        None => NONE.to_token_stream(),
        Some(tag) => {
            let at_tag = located(tag.span());
            let of = TAG_OF.at(root, at_tag);
            quote_spanned!(at_tag=> #SOME(#of(&#tag).tag()))
        }
    };
    Some(quote_spanned! {here=>
        #[allow(deprecated, unused_imports, clippy::all, clippy::pedantic)]
        const _: () = {
            #(use #traits as _;)*
            static SERVICE: #site = #site::new(|__registry| #offer(
                #of(#own_site) #built #scope #eager #fallback #shutdown,
                __registry,
                #tag,
            ));
            #declare! { SERVICE }
        };
    })
}

/// Calls the function. What is wrong with the type that it returns is shown there.
fn built(command: &Command, service: &Service) -> TokenStream {
    let subject = &command.subject;
    let at_type = located(subject.returns.span());
    let name = &subject.sig.ident;
    if subject.is_async() {
        let shared = shared(&quote_spanned!(at_type=> #name().await), service, &command.guard.root, at_type);
        return quote_spanned!(at_type=> .later(|| async { #shared }));
    }
    let shared = shared(&quote_spanned!(at_type=> #name()), service, &command.guard.root, at_type);
    quote_spanned!(at_type=> .blocking(|| { #shared }))
}

/// `fallback = read_only`, `fallback = |error| ..`
fn stand_in(fallback: &Fallback, service: &Service, root: &Root) -> TokenStream {
    let here = Span::mixed_site();
    let (answer, at) = match fallback {
        Fallback::Path(function) => {
            let at_path = located(function.span());
            (quote_spanned!(at_path=> #function()), at_path)
        }
        Fallback::Closure(closure) => {
            let Closure { error, answer, output } = &**closure;
            let of_type = output.as_ref().map(|output| quote_spanned!(here=> : #output));
            let cause = closure.takes_cause().then(|| quote_spanned!(here=> let #error = __error;));
            let answer = own_braces(answer);
            let answer = quote_spanned!(here=> { #cause let __answer #of_type = #answer; __answer });
            (answer, located(closure.answer.span()))
        }
        Fallback::Literal(value) => (value.to_token_stream(), located(value.span())),
    };
    let later = LATER.at(root, at);
    let shared = shared(&quote_spanned!(at=> #later(#answer).later().await), service, root, at);
    quote_spanned!(at=> .fallback(|__error| async move { #shared }))
}

/// `shutdown = close`, `shutdown = |db| db.close().await`
fn closing(shutdown: &Expr, root: &Root) -> TokenStream {
    let at = located(shutdown.span());
    let called = match shutdown {
        Expr::Closure(closure) => {
            let (pattern, answer) = (closure.inputs.first(), own_braces(&closure.body));
            quote_spanned!(at=> { let #pattern = __service; #answer })
        }
        path => quote_spanned!(at=> #path(__service)),
    };
    let [served, later] = [&SERVED, &LATER].map(|name| name.at(root, at));
    quote_spanned!(at=> .shutdown(|__service| async move { #served(#later(#called).later().await).told().map(|_| ()) }))
}

/// What was returned, as what is provided.
fn shared(returned: &TokenStream, service: &Service, root: &Root, at: Span) -> TokenStream {
    let [served, sharing] = [&SERVED, &SHARING].map(|name| name.at(root, at));
    let provided_as = service.provided_as.as_ref().map(|ty: &Type| {
        let arc = ARC.at(at);
        quote_spanned!(at=> : #arc<#ty>)
    });
    quote_spanned! {at=>
        match #served(#returned).told() {
            #OK(__service) => {
                let __service #provided_as = #sharing(__service).arc();
                #OK(__service)
            }
            #ERR(__error) => #ERR(__error),
        }
    }
}
