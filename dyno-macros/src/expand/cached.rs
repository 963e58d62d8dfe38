//! A function with a cache: those who ask, and the makings of what is not there.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Pat};

use crate::model::{Arg, Cache, Command, Ending, Subject, ValueType};
use crate::names::{
    CACHE_KEYS, CACHE_PART, CACHED, DETACHED, DURATION, ENDED, ERR, FOUND_HIT, FOUND_OTHER, KEEPING, KEEPS, LED,
    LED_SYNC, LENT, LIVES, MAKER, NONE, OK, ON_POOL, ON_RUNTIME, OWNER, PARAMETER_CACHE_PART, PARAMETER_KEEPS, PIN,
    PLAIN_CACHED, PLAIN_COPIED, PLAIN_DETACHED, PLAIN_END, PLAIN_KEEPING, PLAIN_LENT, PLAIN_RETURN, PLAIN_SHARED,
    PLAIN_TELLING, REFUSED, SHARES, STORES, located,
};

use crate::parse::{Sense, mention};

use super::call::{Kept, admitted, answering, asked, attempt, carry, imports, run, settled, underscored};
use super::{answer, apart, cold, function, injected, judge, repeat};

// Input:
//     #[command(timeout = 2s, retry = 3, cache(ttl = 30s), fallback = last_known)]
//     async fn stock(sku: Sku) -> Result<Stock, StockError> { BODY }
//
// Output:
//     let mut __call = __site().call();
//     let __cached = Cached::<Result<Stock, StockError>>::new();
//     keeps(__cached.stores());
//     let __stores = Keeping(__cached.stores()).stores();
//     let __ended = match __call.admit() {
//         Ok(mut __attempt) => match __attempt.find(__stores, &Keys((tells(Lent(&sku).lent()).part(),)), None) {
//             Found::Hit(__value) => return __attempt.hit(__stores.answer(__value)),
//             Found::Other(__asked) => {
//                 let __maker = __attempt.maker();
//                 let __kept = ..;
//                 let __making = Beside::<523124044>.__handle(__Instead::<..>(PhantomData)).__make(__maker.another(), sku);
//                 let __made = Detached(__making, on_runtime()).made(__asked, __maker.name(), __stores, |__error| .., |__failure| .., |__value| ..);
//                 __attempt.run_cached(pin!(__made), true, |__returned| judge(..)).await
//             }
//         },
//         Err(__error) => Ended::Refused(__error),
//     };
//     ..                                               // the fallback, as ever
//
// and in the handle:
//     async fn __make(self, __maker: Maker, sku: Sku) -> Ended<Result<Stock, StockError>> {
//         let mut __call = __maker.call();             // a call of its own, with all the policies
//         ..
//     }
//
// Where the signature borrows, the making stands in its place, `led(.., async { BODY }, ..)`, and whoever asks leads it. Of a function whose
// body runs on a pool it is a task of its own, `Detached(async move { BODY }, on_pool()).made(..)`.
pub(super) fn line(command: &Command, cache: &Cache, site: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let (subject, root) = (&command.subject, &command.guard.root);
    let at_type = located(subject.returns.span());
    let ending = command.ending();
    let mut traits = vec![
        &PLAIN_RETURN,
        &PLAIN_LENT,
        &PLAIN_CACHED,
        &PLAIN_COPIED,
        &PLAIN_DETACHED,
        &PLAIN_KEEPING,
        &PLAIN_SHARED,
        &PLAIN_TELLING,
        &STORES,
    ];
    if let Ending::Answered(fallback) = ending {
        traits.push(&PLAIN_END);
        traits.extend(answering(command, fallback));
    }
    let imported = imports(command, traits);
    let filled = injected::filled(command);
    let (cached, returns) = (CACHED.at(root, at_type), subject.returns.written());
    let (hit, other, refused) = (FOUND_HIT.of(root), FOUND_OTHER.of(root), REFUSED.of(root));
    // The handle writes the type down as it is spelled here.
    let agreed = match command.handle().and_then(|_| Cache::value_type(subject)) {
        Some(ValueType::Spelled(value)) => Some(quote_spanned!(at_type=> __cached.stores().keeps(#NONE::<#value>);)),
        _ => None,
    };
    let parts = taken_apart(subject);
    let (keys, owner) = (keys(command, cache), owner(command));
    let found = quote_spanned!(at_type=> __attempt.find(__stores, &#keys, #owner));
    let found = if parts.is_empty() { found } else { quote_spanned!(here=> { #parts #found }) };
    let kept_or_said = kept_or_said(command, at_type);
    let (made, maker) = made(command, cache);
    let (judge, asked) = (judge::judge(command), asked(command));
    let is_async = subject.is_async();
    let run = if subject.is_async() || command.is_apart() {
        // As if the user had written it: see `call::body`.
        let pin = PIN.at(subject.sig.ident.span());
        quote_spanned!(here=> __attempt.run_cached(#pin!(#made), #is_async, #judge).await)
    } else {
        quote_spanned!(here=> __attempt.run_cached_sync(#made, #judge))
    };
    let kept = match ending {
        Ending::Answered(_) => Kept::of(command),
        _ => Vec::new(),
    };
    let (names, clones) = (kept.iter().map(|kept| &kept.name), kept.iter().map(|kept| &kept.clone));
    let values = kept.iter().map(|kept| &kept.value);
    let declared = (!kept.is_empty()).then(|| quote_spanned!(here=> let __kept;));
    let keep_clones = declared
        .as_ref()
        .map(|_| underscored(subject, &quote_spanned!(here=> __kept = __attempt.spare(|| (#(#clones,)*));)));
    let keep_values = declared.as_ref().map(|_| underscored(subject, &quote_spanned!(here=> __kept = (#(#values,)*);)));
    let again = declared.as_ref().map(|_| {
        quote_spanned! {here=>
            #[allow(unused_mut, unused_variables)]
            let (#(#names,)*) = __kept;
        }
    });
    let end = match ending {
        Ending::Answered(fallback) => {
            let (answer, settled) = (answer::answer(command, fallback), settled(fallback));
            quote_spanned!(here=> #settled #again #answer)
        }
        _ if command.guard.can_refuse() => carry(command),
        _ => quote_spanned!(at_type=> __cached.carry(__ended)),
    };
    quote_spanned! {here=>
        #imported
        #maker
        let mut __call = #site.call();
        #filled
        let __cached = #cached::<#returns>::new();
        #kept_or_said
        #agreed
        #declared
        let __ended = match __call.admit() {
            #OK(mut __attempt) => {
                #[allow(clippy::used_underscore_binding)]
                let __found = #found;
                match __found {
                    #hit(__value) => return __attempt.hit(__stores.answer(__value)),
                    #other(__asked) => {
                        let __maker = __attempt.maker();
                        #keep_clones
                        #asked
                        #run
                    }
                }
            }
            #ERR(__error) => {
                #keep_values
                #refused(__error)
            }
        };
        #end
    }
}

/// The store of what can be kept; what cannot be is said at the type.
fn kept_or_said(Command { subject, guard, .. }: &Command, at_type: Span) -> TokenStream {
    let root = &guard.root;
    let said = if is_generic(subject) {
        let keeps = PARAMETER_KEEPS.at(root, at_type);
        quote_spanned!(at_type=> #keeps(__cached.stores(), || ());)
    } else {
        let keeps = KEEPS.at(root, at_type);
        quote_spanned!(at_type=> #keeps(__cached.stores());)
    };
    let keeping = KEEPING.at(root, at_type);
    quote_spanned!(at_type=> #said let __stores = #keeping(__cached.stores()).stores();)
}

/// What tells values apart: each part is shown where it stands, or at its type.
fn keys(command: &Command, cache: &Cache) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    let part = |at: Span, part: TokenStream| {
        let lent = LENT.at(root, at);
        // All of it there, or what is missing would be shown from the attribute to there.
        let part = shown(part, at);
        if is_generic(&command.subject) {
            let check = PARAMETER_CACHE_PART.at(root, at);
            return quote_spanned!(located(at)=> #check(#lent(&(#part)).lent(), || ()).part());
        }
        let check = CACHE_PART.at(root, at);
        quote_spanned!(located(at)=> #check(#lent(&(#part)).lent()).part())
    };
    let parts: Vec<_> = match &cache.key {
        Some(Expr::Tuple(tuple)) => {
            tuple.elems.iter().map(|elem| part(elem.span(), quote_spanned!(here=> #elem))).collect()
        }
        Some(key) => vec![part(key.span(), quote_spanned!(here=> #key))],
        None => {
            let args = Cache::arguments(&command.subject);
            let named = args.iter().flat_map(|(arg, names)| names.iter().map(|name| (arg.ty.span(), *name)));
            named.map(|(at, name)| part(at, quote_spanned!(here=> #name))).collect()
        }
    };
    let keys = CACHE_KEYS.of(root);
    quote_spanned!(here=> #keys((#(#parts,)*)))
}

/// Tells the methods of one impl apart, which may differ in nothing that is in the key or the value: the type of a closure has all that they are
/// generic over, in `Self` or in the trait.
fn owner(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    match command.handle() {
        Some(_) => NONE.to_token_stream(),
        None => {
            let owner = OWNER.of(&command.guard.root);
            quote_spanned!(here=> #owner(&|| ()))
        }
    }
}

/// Whether a type in it may be a parameter.
fn is_generic(subject: &Subject) -> bool {
    let is_opaque = |arg: &Arg| mention(arg.ty.to_token_stream(), "impl", Sense::Any).is_some();
    subject.sig.generics.type_params().next().is_some() || subject.args.iter().any(is_opaque)
}

/// The parts of what is handed on as a whole, for the key.
fn taken_apart(subject: &Subject) -> TokenStream {
    let held = subject.args.iter().filter(|arg| arg.is_held() && !matches!(arg.pattern, Some(Pat::Wild(_))));
    let parts = held.map(|Arg { name, pattern, .. }| {
        let pattern = by_reference(pattern.to_token_stream());
        quote_spanned!(Span::mixed_site()=> #[allow(unused_variables)] let #pattern = &#name;)
    });
    parts.collect()
}

/// A pattern of what is there by reference anyhow, and stays as it is.
fn by_reference(pattern: TokenStream) -> TokenStream {
    let each = pattern.into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) if word == "ref" || word == "mut" => None,
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), by_reference(group.stream()));
            inside.set_span(group.span());
            Some(TokenTree::Group(inside))
        }
        token => Some(token),
    });
    each.collect()
}

/// Tokens of the user's, shown at another place: that of their type.
fn shown(tokens: TokenStream, at: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(at.resolved_at(token.span()));
        token
    });
    moved.collect()
}

/// What makes a value or waits for one, and where it can outlive whoever asks the function that it is made by.
fn made(command: &Command, cache: &Cache) -> (TokenStream, Option<TokenStream>) {
    let here = Span::mixed_site();
    let (subject, root) = (&command.subject, &command.guard.root);
    let at_type = located(subject.returns.span());
    let (cached, shares, returns) = (CACHED.of(root), SHARES.of(root), subject.returns.written());
    let ttl = match &cache.ttl_of {
        Some(ttl_of) => {
            let lives = LIVES.at(root, ttl_of.span());
            let moves = command.is_apart().then(|| quote_spanned!(here=> move));
            quote_spanned!(located(ttl_of.span())=> #moves |__value| #lives(__value, #ttl_of))
        }
        None => quote_spanned!(here=> |_| #NONE::<#DURATION>),
    };
    let converts = quote_spanned! {here=>
        |__error| #shares(__error).share(#shares(__error).text()),
        |__failure| #cached::<#returns>::new().errors().copy(__failure),
        #ttl
    };
    if cache.is_detached(command) {
        let (detached, ended) = (DETACHED.at(root, at_type), ENDED.of(root));
        let on_runtime = ON_RUNTIME.of(root);
        // Not as `cold` calls them, which are others where a name says that it is unused.
        let names: Vec<_> = subject.args.iter().map(|arg| &arg.name).collect();
        let (ended, takes) = (quote_spanned!(here=> #ended<#returns>), names.len() + 1);
        let (instead, handle) = apart::found_or(command, &Ident::new("__make", here), takes, &ended);
        let awaited = quote_spanned! {at_type=>
            {
                #[allow(clippy::used_underscore_binding)]
                let __making = #handle.__make(__maker.another(), #(#names),*);
                #detached(__making, #on_runtime()).made(__asked, __maker.name(), __stores, #converts)
            }
        };
        return (awaited, Some(instead));
    }
    let making = making(command);
    if command.is_apart() {
        let (detached, on_pool) = (DETACHED.at(root, at_type), ON_POOL.of(root));
        let unnamed = subject.args.iter().filter(|arg| arg.is_of_call() && arg.is_ignored()).map(|arg| {
            let (conditions, name) = (arg.conditions(), &arg.name);
            quote_spanned!(here=> #(#conditions)* let _ = &#name;)
        });
        let future = quote_spanned! {here=>
            { let __maker = __maker.another(); async move { #(#unnamed)* #making } }
        };
        let made =
            quote_spanned!(at_type=> #detached(#future, #on_pool()).made(__asked, __maker.name(), __stores, #converts));
        return (made, None);
    }
    if subject.is_async() {
        let led = LED.at(root, at_type);
        return (quote_spanned!(at_type=> #led(__asked, __maker.name(), __stores, async { #making }, #converts)), None);
    }
    let led = LED_SYNC.at(root, at_type);
    let made = quote_spanned! {at_type=>
        || #led(__asked, __maker.name(), __stores, || { #making }, #converts)
    };
    (made, None)
}

/// Whether what makes a value is a function of the handle: there its future is done when it is asked whether it can be sent.
pub(super) fn is_made_beside(command: &Command) -> bool {
    command.guard.cache.as_ref().is_some_and(|cache| cache.is_detached(command))
}

/// That function.
pub(super) fn make(command: &Command) -> Option<TokenStream> {
    if !is_made_beside(command) {
        return None;
    }
    let here = Span::mixed_site();
    let (subject, root) = (&command.subject, &command.guard.root);
    let (maker, ended, returns) = (MAKER.of(root), ENDED.of(root), subject.returns.written());
    let sig = function::signature(subject);
    let injected = subject.injected().map(|(arg, _)| {
        let Arg { name, ty, .. } = arg;
        quote_spanned!(here=> #name: #ty)
    });
    let inputs = sig.inputs.iter().map(ToTokens::to_token_stream).chain(injected);
    let (imported, making) = (imports(command, [&PLAIN_RETURN]), making(command));
    let allowed = subject.attrs.iter().filter_map(cold::allowed);
    Some(quote_spanned! {here=>
        #[allow(clippy::unused_async, clippy::unused_self)]
        #(#allowed)*
        async fn __make(self, __maker: #maker, #(#inputs),*) -> #ended<#returns> {
            #imported
            #making
        }
    })
}

/// A call of its own, to what it ended with.
fn making(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let refused = REFUSED.of(&command.guard.root);
    if let Some(retry) = &command.guard.retry {
        let (attempts, gathered) = (repeat::attempts(command, retry), repeat::gathered(command));
        return quote_spanned!(here=> let mut __call = __maker.call(); #attempts #gathered);
    }
    let (admitted, run, attempt) = (admitted(command), run(command), attempt(command));
    quote_spanned! {here=>
        let mut __call = __maker.call();
        match #admitted {
            #OK(#attempt) => #run,
            #ERR(__error) => #refused(__error),
        }
    }
}
