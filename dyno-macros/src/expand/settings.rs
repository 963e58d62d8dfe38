//! What a command and its policies are set to.

use std::time::Duration;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Pat};

use super::{aspect, injected};
use crate::model::{Argument, Backoff, Command, Declared, Fallback, Jitter, Policy, Renewal, Retry, Setting};
use crate::names::{
    BACKOFF, CACHE_POLICY, COUNT, DURATION, JITTER, NONE, Root, SOME, SPEC, STRINGIFY, WINDOW_CALLS, located,
};
use crate::parse::duration;

// Input:
//     #[command(timeout = 2s, attempt_timeout = off, breaker("inventory", failure_rate = 50%), fallback = last_known, ignore = is_client)]
//
// Output:
//     Spec::new()
//         .timeout(Some(Duration::from_secs(2)))
//         .attempt_timeout(None)
//         .breaker(Some("inventory"), |__builder| __builder.failure_rate(0.5), true)
//         .fallback(stringify!(last_known))
//         .question("ignore", stringify!(is_client))
pub(super) fn spec(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let guard = &command.guard;
    let sync = (!command.subject.is_async()).then(|| quote_spanned!(here=> .sync()));
    let limit = |setting: &Setting<Duration>| match setting {
        Setting::Given(time) => some(&duration(*time, here)),
        // `Some` alone would take any type, and complain later and elsewhere.
        Setting::Constant(expr) => some(&quote_spanned!(here=> { let __limit: #DURATION = #expr; __limit })),
        Setting::Off => NONE.to_token_stream(),
    };
    let timeout = guard.timeout.as_ref().map(limit).map(|limit| quote_spanned!(here=> .timeout(#limit)));
    let attempt_timeout =
        guard.attempt_timeout.as_ref().map(limit).map(|limit| quote_spanned!(here=> .attempt_timeout(#limit)));
    let exact_latency = guard.exact_latency.as_ref().map(|setting| {
        let is_exact = value(setting, &quote_spanned!(here=> bool), |flag| quote_spanned!(here=> #flag));
        quote_spanned!(here=> .exact_latency(#is_exact))
    });
    let group = guard.group.as_ref().map(|group| quote_spanned!(here=> .group(#group)));
    // A time limit on what is not async asks for the pool of the group.
    let of_group = (command.is_apart() && guard.pool.is_none()).then(Policy::default);
    let pool = if of_group.is_some() { &of_group } else { &guard.pool };
    let retry = guard.retry.as_ref().map(|retry| self::retry(retry, &guard.root));
    let shared = [
        ("fuse", &guard.fuse),
        ("breaker", &guard.breaker),
        ("bulkhead", &guard.bulkhead),
        ("pool", pool),
        ("rate_limit", &guard.rate_limit),
    ];
    let shared = shared.into_iter().filter_map(|(word, asked)| Some(policy(word, asked.as_ref()?, &guard.root)));
    let aspect = guard.aspect.as_ref().map(|Policy { name, .. }| {
        let name = name.as_ref().map_or_else(|| NONE.to_token_stream(), some);
        let joins = aspect::joins(command);
        quote_spanned!(here=> .aspect(#name, #joins))
    });
    let by = guard.by.as_ref().map(|by| quote_spanned!(here=> .by(#STRINGIFY!(#by))));
    let fuse_by = guard.fuse_by.as_ref().map(|by| quote_spanned!(here=> .fuse_by(#STRINGIFY!(#by))));
    let harness = guard.harness.as_ref().map(|_| quote_spanned!(here=> .harness()));
    let cache = guard.cache.as_ref().map(|cache| {
        let calls = cache.declared.iter().map(|declared| call(declared, &guard.root));
        quote_spanned!(here=> .cache(|__builder| __builder #(#calls)*))
    });
    let fallback = guard.fallback.as_ref().map(|fallback| {
        let written = written(fallback);
        quote_spanned!(here=> .fallback(#written))
    });
    let questions =
        [("ignore", &guard.ignore), ("failure_if", &guard.failure_if)].into_iter().filter_map(|(word, asked)| {
            let written = asked_as(asked.as_ref()?);
            Some(quote_spanned!(here=> .question(#word, #written)))
        });
    let wishes = injected::wishes(command);
    let spec = SPEC.of(&guard.root);
    quote_spanned!(here=> #spec::new() #sync #group #aspect #timeout #attempt_timeout #cache #exact_latency #retry #(#shared)* #by #fuse_by #harness #fallback #(#questions)* #wishes)
}

/// The fallback, for whoever reads what guards the function.
fn written(fallback: &Fallback) -> TokenStream {
    match fallback {
        Fallback::Path(function) => quote_spanned!(Span::mixed_site()=> #STRINGIFY!(#function)),
        Fallback::Closure(closure) => outline([&closure.error]),
        Fallback::Literal(value) => quote_spanned!(Span::mixed_site()=> #STRINGIFY!(#value)),
    }
}

/// What `ignore` or `failure_if` asks, for the same reader.
fn asked_as(question: &Expr) -> TokenStream {
    match question {
        Expr::Closure(closure) => outline(&closure.inputs),
        path => quote_spanned!(Span::mixed_site()=> #STRINGIFY!(#path)),
    }
}

/// A closure without the types of its arguments and its body.
fn outline<'a>(arguments: impl IntoIterator<Item = &'a Pat>) -> TokenStream {
    let names = arguments.into_iter().map(|argument| match argument {
        Pat::Type(typed) => typed.pat.to_token_stream().to_string(),
        name => name.to_token_stream().to_string(),
    });
    literal(Literal::string(&format!("|{}| ..", names.collect::<Vec<_>>().join(", "))))
}

/// The retry, and what its closures ask.
fn retry(Retry { policy, on, backoff }: &Retry, root: &Root) -> TokenStream {
    let retry = self::policy("retry", policy, root);
    let asked = [("on", on), ("backoff", backoff)].into_iter().filter_map(|(word, question)| {
        let written = asked_as(question.as_ref()?.expr());
        Some(quote_spanned!(Span::mixed_site()=> .retries(#word, #written)))
    });
    quote_spanned!(Span::mixed_site()=> #retry #(#asked)*)
}

fn policy(word: &str, Policy { name, declared }: &Policy, root: &Root) -> TokenStream {
    let here = Span::mixed_site();
    let word = Ident::new(word, here);
    let name = match name {
        Some(name) => some(name),
        None => NONE.to_token_stream(),
    };
    let calls = declared.iter().map(|declared| call(declared, root));
    let settled = !declared.is_empty();
    quote_spanned!(here=> .#word(#name, |__builder| __builder #(#calls)*, #settled))
}

fn call(Declared { method, argument }: &Declared, root: &Root) -> TokenStream {
    let argument = self::argument(argument, root);
    quote_spanned!(Span::mixed_site()=> .#method(#argument))
}

fn argument(argument: &Argument, root: &Root) -> TokenStream {
    let here = Span::mixed_site();
    match argument {
        Argument::Duration(setting) | Argument::MaybeDuration(setting) => {
            value(setting, &quote_spanned!(here=> #DURATION), |time| duration(*time, here))
        }
        Argument::Rate(setting) => {
            value(setting, &quote_spanned!(here=> f64), |rate| literal(Literal::f64_unsuffixed(*rate)))
        }
        Argument::Count(Setting::Constant(expr)) => {
            let count = COUNT.at(root, expr.span());
            quote_spanned!(located(expr.span())=> #count(#expr))
        }
        Argument::Count(setting) => count(setting),
        Argument::MaybeCount(setting) => match setting {
            // Any number that is none of the compiler's would be an `i32` behind `Into`.
            Setting::Given(count) => literal(Literal::u32_suffixed(*count)),
            _ => count(setting),
        },
        Argument::Limit(calls, per) => {
            let per = value(per, &quote_spanned!(here=> #DURATION), |time| duration(*time, here));
            let calls = count(calls);
            quote_spanned!(here=> #calls, #per)
        }
        Argument::Flag(setting) => value(setting, &quote_spanned!(here=> bool), |flag| quote_spanned!(here=> #flag)),
        Argument::Calls(setting) => {
            let (window, calls) = (WINDOW_CALLS.of(root), count(setting));
            quote_spanned!(here=> #window(#calls))
        }
        Argument::Rule(expr) => expr.to_token_stream(),
        Argument::Text(Some(words)) => words.to_token_stream(),
        Argument::Text(None) => NONE.to_token_stream(),
        Argument::Backoff(backoff) => self::backoff(backoff, root),
        Argument::CustomBackoff => {
            let kind = BACKOFF.of(root);
            quote_spanned!(here=> #kind::Custom)
        }
        Argument::Jitter(jitter) => self::jitter(jitter, root),
        Argument::Renewal(renewal) => self::renewal(renewal, root),
    }
}

fn backoff(Backoff { rule, base, factor, max }: &Backoff, root: &Root) -> TokenStream {
    let here = Span::mixed_site();
    let (kind, time) =
        (BACKOFF.of(root), |setting| value(setting, &quote_spanned!(here=> #DURATION), |time| duration(*time, here)));
    let base = time(base);
    let number =
        |setting| value(setting, &quote_spanned!(here=> f64), |number| literal(Literal::f64_unsuffixed(*number)));
    let factor = factor.as_ref().map(number).map(|factor| quote_spanned!(here=> .factor(#factor)));
    let max = max.as_ref().map(time).map(|max| quote_spanned!(here=> .max(#max)));
    quote_spanned!(here=> #kind::#rule(#base) #factor #max)
}

fn renewal(renewal: &Renewal, root: &Root) -> TokenStream {
    let (here, kind) = (Span::mixed_site(), CACHE_POLICY.of(root));
    let number = |given: &Option<Setting<f64>>, default: f64| {
        let given = given.as_ref();
        let found = |number: &f64| literal(Literal::f64_unsuffixed(*number));
        given.map_or_else(|| found(&default), |given| value(given, &quote_spanned!(here=> f64), found))
    };
    match renewal {
        Renewal::Adaptive => quote_spanned!(here=> #kind::Adaptive),
        Renewal::Static => quote_spanned!(here=> #kind::Static),
        Renewal::Linear => quote_spanned!(here=> #kind::Linear),
        Renewal::XFetch(beta) => {
            let beta = number(beta, 1.0);
            quote_spanned!(here=> #kind::XFetch { beta: #beta })
        }
        Renewal::Exponential(k) => {
            let k = number(k, 2.0);
            quote_spanned!(here=> #kind::Exponential { k: #k })
        }
        Renewal::Custom(expr) => expr.to_token_stream(),
    }
}

fn jitter(jitter: &Jitter, root: &Root) -> TokenStream {
    let (here, kind) = (Span::mixed_site(), JITTER.of(root));
    match jitter {
        Jitter::Rule(rule) => quote_spanned!(here=> #kind::#rule),
        Jitter::Factor(share) => {
            let share = value(share, &quote_spanned!(here=> f64), |share| literal(Literal::f64_unsuffixed(*share)));
            quote_spanned!(here=> #kind::Factor(#share))
        }
    }
}

fn count(setting: &Setting<u32>) -> TokenStream {
    let kind = quote_spanned!(Span::mixed_site()=> u32);
    value(setting, &kind, |count| literal(Literal::u32_unsuffixed(*count)))
}

fn value<T>(setting: &Setting<T>, kind: &TokenStream, given: impl FnOnce(&T) -> TokenStream) -> TokenStream {
    match setting {
        Setting::Given(found) => given(found),
        Setting::Constant(expr) => expr.to_token_stream(),
        // `impl Into<Option<T>>` cannot tell of what this is none.
        Setting::Off => quote_spanned!(Span::mixed_site()=> #NONE::<#kind>),
    }
}

fn some(inside: &impl ToTokens) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> #SOME(#inside))
}

fn literal(mut literal: Literal) -> TokenStream {
    literal.set_span(Span::mixed_site());
    literal.to_token_stream()
}
