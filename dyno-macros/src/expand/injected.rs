//! Parameters that are filled before anything else happens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::model::{Arg, Command, Ending, Injected, StandIn, Subject};
use crate::names::{
    ERR, ERROR, FUTURE, LACKING, LACKING_ANSWERED, NONE, OK, OPTION, Ours, PLAIN_LACKING, PLAIN_TAG, PLAIN_WISH,
    RESULT, Root, SOME, SPOT, TAG_OF, WANT, WISH_OF, WITH, WITH_SYNC, located,
};

use super::apart::may_not_last;
use super::cold;

// Input:
//     #[command]
//     fn stock(sku: Sku, #[inject] http: Arc<dyn Http>, #[inject(tag = Replica, fallback = Arc::new(NoDb))] db: Arc<dyn Db>) -> .. { .. }
//
// Output:
//     static __SPOT0: Spot = Spot::new("http", || None);
//     static __SPOT1: Spot = Spot::new("db", || Some(TagOf(&Replica).tag()));
//     let (__found0, (__found1, ())) = match __call.inject_sync(&(want::<Arc<dyn Http>>(&__SPOT0), (want::<Option<Arc<dyn Db>>>(&__SPOT1), ()))) {
//         Ok(__found) => __found,
//         Err(__error) => return Lacking::<Result<Stock, StockError>>::new().returns(__error),
//     };
//     let http: Arc<dyn Http> = __found0;
//     let db: Arc<dyn Db> = match __found1 { Some(__found) => __found, None => Arc::new(NoDb) };
pub(super) fn filled(command: &Command) -> Option<TokenStream> {
    let (subject, root) = (&command.subject, &command.guard.root);
    subject.injected().next()?;
    let here = Span::mixed_site();
    let spots = all(subject).map(|(index, (arg, said))| {
        let (spot, name) = (spot(index), parameter(arg));
        let (kind, tag) = (SPOT.of(root), tag(said, root));
        quote_spanned!(here=> static #spot: #kind = #kind::new(#name, || #tag);)
    });
    // That a type parameter must last is said of its type and of all that is found: at one place it is one error.
    let at_found = at_found(subject);
    let wants = nested(
        at_found,
        all(subject).map(|(index, (arg, said))| {
            let (at_type, spot) = (arg.ty.span(), spot(index));
            let (want, asked) = (WANT.at(root, at_type), asked(arg, said, root));
            quote_spanned!(located(at_type)=> #want::<#asked>(&#spot))
        }),
    );
    let founds = nested(here, all(subject).map(|(index, _)| found(index).into_token_stream()));
    let bound = all(subject).map(|(index, (arg, said))| bind(arg, said, &found(index)));
    let at_type = located(subject.returns.span());
    let lacking = LACKING.at(root, at_type);
    let returns = subject.returns.written().unwrap_or_else(|| quote_spanned!(here=> ()));
    let lacking = quote_spanned!(at_type=> #lacking::<#returns>::new());
    let lacking = match command.ending() {
        Ending::Answered(_) => {
            let answered = LACKING_ANSWERED.at(root, at_type);
            quote_spanned!(at_type=> #answered(#lacking))
        }
        Ending::Watched | Ending::Carried => lacking,
    };
    let returned = quote_spanned!(at_type=> #lacking.returns(__error));
    // The thread that a function on a pool blocks may as well block here.
    let inject = if subject.is_async() {
        quote_spanned!(at_found=> __call.inject(&#wants).await)
    } else {
        quote_spanned!(at_found=> __call.inject_sync(&#wants))
    };
    Some(quote_spanned! {here=>
        #(#spots)*
        let #founds = match #inject {
            #OK(__found) => __found,
            #ERR(__error) => return #returned,
        };
        #(#bound)*
    })
}

/// What decides by types, in a function with something injected.
pub(super) fn traits(command: &Command) -> impl Iterator<Item = &'static Ours> {
    let traits = [&PLAIN_LACKING, &PLAIN_TAG];
    traits.into_iter().filter(|_| command.subject.injected().next().is_some())
}

/// What is known of it before the first call.
pub(super) fn wishes(command: &Command) -> TokenStream {
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let known = command.subject.injected().filter(|(arg, _)| command.subject.is_known_outside(&arg.ty));
    let wishes = known.map(|(arg, said)| {
        let (name, tag, asked) = (parameter(arg), tag(said, root), asked(arg, said, root));
        let [wish, tags, wishes] = [&WISH_OF, &PLAIN_TAG, &PLAIN_WISH].map(|name| name.of(root));
        quote_spanned! {here=>
            .inject({
                #[allow(unused_imports)]
                use #tags as _;
                #[allow(unused_imports)]
                use #wishes as _;
                #wish::<#asked>::new().wish(#name, #tag)
            })
        }
    });
    wishes.collect()
}

// Output, in the handle:
//     /// Calls the function with these in the place of what is injected.
//     pub fn with(sku: Sku, http: Arc<dyn Http>, db: Arc<dyn Db>) -> impl Future<Output = Result<Stock, StockError>> {
//         let __call = stock(sku);
//         with(Self::__site(), (http, (Some(db), ())), __call)
//     }
pub(super) fn with(command: &Command, site: &TokenStream) -> Option<TokenStream> {
    let (subject, root) = (&command.subject, &command.guard.root);
    if subject.injected().next().is_none() || !subject.is_prepared() {
        return None;
    }
    let here = Span::mixed_site();
    let Subject { vis, sig, .. } = subject;
    let generics = &sig.generics;
    let where_clause = &generics.where_clause;
    let (name, turbofish, visible) = (&sig.ident, cold::turbofish(sig), cold::names(subject));
    let at_found = at_found(subject);
    let given = nested(
        at_found,
        all(subject).map(|(_, (arg, said))| {
            let name = cold::given_name(arg, subject);
            match said.fallback {
                None => name.into_token_stream(),
                Some(StandIn::Value(_)) => quote_spanned!(here=> #SOME(#name)),
                Some(StandIn::Closure(_)) => {
                    let error = ERROR.of(root);
                    quote_spanned!(here=> #OK::<_, #error>(#name))
                }
            }
        }),
    );
    let inputs = cold::all_inputs(subject);
    let output = subject.returns.written().unwrap_or_else(|| quote_spanned!(here=> ()));
    let call = quote_spanned!(here=> #name #turbofish(#(#visible),*));
    let (returned, call) = if subject.is_async() {
        let with = WITH.at(root, at_found);
        (quote_spanned!(here=> impl #FUTURE<Output = #output>), quote_spanned!(at_found=> #with(#site, #given, #call)))
    } else {
        let with = WITH_SYNC.at(root, at_found);
        (output, quote_spanned!(at_found=> #with(#site, #given, move || #call)))
    };
    let allowed = subject.attrs.iter().filter_map(cold::allowed);
    Some(quote_spanned! {here=>
        /// Calls the function with these in the place of what is injected, in their order among its parameters.
        #[allow(dead_code, deprecated, unreachable_code, unreachable_pub, unused_variables, clippy::all, clippy::pedantic)]
        #(#allowed)*
        #vis fn with #generics(#inputs) -> #returned #where_clause {
            #call
        }
    })
}

fn bind(arg: &Arg, said: &Injected, found: &Ident) -> TokenStream {
    let here = Span::mixed_site();
    let (name, ty) = (&arg.name, &arg.ty);
    let at_type = located(ty.span());
    let value = match &said.fallback {
        None => quote_spanned!(at_type=> #found),
        Some(StandIn::Value(value)) => quote_spanned! {located(value.span())=>
            match #found {
                #SOME(__found) => __found,
                #NONE => #value,
            }
        },
        Some(StandIn::Closure(closure)) => quote_spanned! {located(closure.span())=>
            match #found {
                #OK(__found) => __found,
                #ERR(__error) => (#closure)(__error),
            }
        },
    };
    quote_spanned!(here=> #[allow(unused_variables)] let #name: #ty = #value;)
}

/// The type that is asked for: one that may be missing, where something stands in.
fn asked(arg: &Arg, said: &Injected, root: &Root) -> TokenStream {
    let (ty, at_type) = (&arg.ty, located(arg.ty.span()));
    match said.fallback {
        None => ty.to_token_stream(),
        Some(StandIn::Value(_)) => quote_spanned!(at_type=> #OPTION<#ty>),
        Some(StandIn::Closure(_)) => {
            let error = ERROR.of(root);
            quote_spanned!(at_type=> #RESULT<#ty, #error>)
        }
    }
}

fn tag(said: &Injected, root: &Root) -> TokenStream {
    match &said.tag {
        None => NONE.to_token_stream(),
        Some(tag) => {
            let at_tag = located(tag.span());
            let of = TAG_OF.at(root, at_tag);
            quote_spanned!(at_tag=> #SOME(#of(&#tag).tag()))
        }
    }
}

fn all(subject: &Subject) -> impl DoubleEndedIterator<Item = (usize, (&Arg, &Injected))> {
    subject.injected().collect::<Vec<_>>().into_iter().enumerate()
}

/// The place of what is said of all types together.
fn at_found(subject: &Subject) -> Span {
    let arg = may_not_last(subject, |arg| !arg.is_visible());
    arg.map_or_else(Span::mixed_site, |arg| located(arg.ty.span()))
}

/// `(a, (b, ()))`
fn nested(here: Span, parts: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    parts.rev().fold(quote_spanned!(here=> ()), |rest, part| quote_spanned!(here=> (#part, #rest)))
}

fn parameter(arg: &Arg) -> String {
    arg.name.unraw().to_string()
}

fn spot(index: usize) -> Ident {
    format_ident!("__SPOT{index}", span = Span::mixed_site())
}

fn found(index: usize) -> Ident {
    format_ident!("__found{index}", span = Span::mixed_site())
}
