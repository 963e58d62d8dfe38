//! Attempts, one after the other, until one goes well or is the last.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprClosure, ReturnType, parse_quote_spanned};

use crate::model::{Command, Ending, Question, Retry};
use crate::names::{
    BOOL, BREAK, BY_DEFAULT, CONTINUE, DURATION, ERR, HINT, Name, OK, ONCE, Ours, PIN_NEW, PLAIN_AGAIN, PLAIN_HINT,
    PLAIN_OF, PLAIN_ONCE, PLAIN_TRIES, REFUSED, WITHIN, WITHIN_SYNC, located,
};
use crate::parse::bare;

use super::call::{Kept, admitted, asked, run, run_here};
use super::judge;

/// What decides by the type of what is returned.
pub(super) fn traits(command: &Command) -> impl Iterator<Item = &'static Ours> {
    let traits = [&PLAIN_ONCE, &PLAIN_OF, &PLAIN_AGAIN, &PLAIN_HINT];
    let settling = command.guard.fallback.as_ref().map(|_| &PLAIN_TRIES);
    traits.into_iter().chain(settling).filter(|_| command.subject.is_repeated)
}

/// What the last attempt ended with, behind the errors of those before it. Where a fallback answers, the type needs no room for dyno's.
pub(super) fn gathered(command: &Command) -> TokenStream {
    let at_type = located(command.subject.returns.span());
    match &command.guard.fallback {
        Some(_) => quote_spanned!(at_type=> __tries.settled(__ended)),
        None => quote_spanned!(at_type=> __tries.gathered(__ended)),
    }
}

/// What the last attempt answered.
pub(super) fn answered(command: &Command, returned: &TokenStream) -> TokenStream {
    let at_type = located(command.subject.returns.span());
    match &command.guard.fallback {
        Some(_) => quote_spanned!(at_type=> __tries.answered_at_last(#returned)),
        None => quote_spanned!(at_type=> __tries.answered(#returned)),
    }
}

// Input:
//     #[command(timeout = 2s, retry(n = 3, on = |error: &StockError| error.is_transient()))]
//     async fn stock(sku: Sku) -> Result<Stock, Compound<StockError>> { BODY }
//
// Output:
//     let __once = Once::<Result<Stock, Compound<StockError>>>::new();
//     let __of = __once.of();                              // what one attempt returns: `Result<Stock, StockError>`
//     let mut __tries = __once.tries();                    // where errors are gathered, or are not
//     let __ended = loop {
//         let __ended = match __call.admit_again().map(Admitted::awaited) {
//             Ok(mut __attempt) => {
//                 let __nests = __attempt.nests();
//                 let (sku,) = __attempt.spare(|| (again(&sku),));
//                 __attempt.run(retried(__nests, pin!(async move { BODY })), BOXED_TIMER, |__returned| judge(..)).await
//             }
//             Err(__error) => Ended::Refused(__error),
//         };
//         let __next = match __ended.again(&mut __call, &__tries, &__of.on(|error: &StockError| ..), &ByDefault, |__ended| ..) {
//             Break(__ended) => break __ended,
//             Continue(__next) => __next,
//         };
//         if let Break(__ended) = __next.begins(&mut __call, &mut __tries).await {  // after a pause, if one can begin then
//             break __ended;
//         }
//     };
pub(super) fn attempts(command: &Command, retry: &Retry) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    let at_type = located(command.subject.returns.span());
    let (once, hint, refused) = (ONCE.at(root, at_type), HINT.of(root), REFUSED.of(root));
    let returns = command.subject.returns.written();
    let spared = spared(command);
    let is_watched = matches!(command.ending(), Ending::Watched);
    let (tries, ended) = if is_watched {
        let observed = observe(command);
        (
            quote_spanned!(here=> own_tries),
            quote_spanned! {here=>
                {
                    let mut __attempt = __call.attempt_again();
                    let __nests = __attempt.nests();
                    #spared
                    #observed
                }
            },
        )
    } else {
        let (admitted, run) = (admitted(command), run(command));
        (
            quote_spanned!(here=> tries),
            quote_spanned! {here=>
                match #admitted {
                    #OK(mut __attempt) => {
                        let __nests = __attempt.nests();
                        #spared
                        #run
                    }
                    #ERR(__error) => #refused(__error),
                }
            },
        )
    };
    let on = match &retry.on {
        None => BY_DEFAULT.of(root),
        Some(Question::OfError(expr)) => quote_spanned!(located(expr.span())=> __of.on_error(#expr)),
        Some(Question::Typed(expr)) => {
            let question = returning(expr, &BOOL);
            quote_spanned!(located(expr.span())=> __of.on(#question))
        }
    };
    let backoff = match &retry.backoff {
        None => BY_DEFAULT.of(root),
        Some(Question::OfError(expr)) => quote_spanned!(located(expr.span())=> __of.backoff_error(#expr)),
        Some(Question::Typed(expr)) => {
            let rule = returning(expr, &DURATION);
            quote_spanned!(located(expr.span())=> __of.backoff(#rule))
        }
    };
    let begins = if command.is_apart() {
        quote_spanned!(here=> begins_apart(&mut __call, &mut __tries).await)
    } else if command.subject.is_async() {
        quote_spanned!(here=> begins(&mut __call, &mut __tries).await)
    } else {
        quote_spanned!(here=> begins_here(&mut __call, &mut __tries))
    };
    quote_spanned! {here=>
        let __once = #once::<#returns>::new();
        #[allow(unused_variables)]
        let __of = __once.of();
        let mut __tries = __once.#tries();
        let __ended = loop {
            let __ended = #ended;
            let __next = match __ended.again(&mut __call, &__tries, &#on, &#backoff, |__ended| #hint(__ended).retry_after()) {
                #BREAK(__ended) => break __ended,
                #CONTINUE(__next) => __next,
            };
            if let #BREAK(__ended) = __next.#begins {
                break __ended;
            }
        };
    }
}

/// A closure that says what it returns, so that what is wrong there is shown in its body, apart from what is wrong with its arguments.
/// All of it as if the user had written it, so that the closure is shown as one piece.
//
// Input:
//     |error: &StockError| error.is_transient()
//
// Output:
//     |error: &StockError| -> bool { error.is_transient() }
fn returning(question: &Expr, ty: &Name) -> Expr {
    match question {
        Expr::Closure(closure) if matches!(closure.output, ReturnType::Default) => {
            let (body, here) = (bare((*closure.body).clone()), closure.body.span());
            let ty = ty.at(here);
            Expr::Closure(ExprClosure {
                output: parse_quote_spanned!(here=> -> #ty),
                body: match body {
                    Expr::Block(_) => Box::new(body),
                    body => parse_quote_spanned!(here=> { #body }),
                },
                ..closure.clone()
            })
        }
        question => question.clone(),
    }
}

/// What each attempt gets of its own.
fn spared(command: &Command) -> Option<TokenStream> {
    let kept = Kept::of(command);
    if kept.is_empty() {
        return None;
    }
    let here = Span::mixed_site();
    // What may not be there cannot stand among others.
    let (always, conditional): (Vec<_>, Vec<_>) = kept.iter().partition(|kept| kept.conditions.is_empty());
    let spared = (!always.is_empty()).then(|| {
        let (clones, names) = (always.iter().map(|kept| &kept.clone), always.iter().map(|kept| &kept.name));
        quote_spanned! {here=>
            #[allow(unused_mut, unused_variables, clippy::used_underscore_binding)]
            let (#(#names,)*) = __attempt.spare(|| (#(#clones,)*));
        }
    });
    let conditional = conditional.into_iter().map(|Kept { conditions, clone, name, .. }| {
        quote_spanned! {here=>
            #(#conditions)*
            #[allow(unused_mut, unused_variables, clippy::used_underscore_binding)]
            let #name = __attempt.spare(|| #clone);
        }
    });
    Some(quote_spanned!(here=> #spared #(#conditional)*))
}

fn observe(command: &Command) -> TokenStream {
    if !command.subject.is_async() {
        return run_here(command);
    }
    let (judge, body, asked) = (judge::judge(command), super::call::body(command), asked(command));
    match asked {
        Some(asked) => quote_spanned!(Span::mixed_site()=> { #asked __attempt.observe(#body, #judge).await }),
        None => quote_spanned!(Span::mixed_site()=> __attempt.observe(#body, #judge).await),
    }
}

/// Tells commands inside of the body that they are attempted again with it.
pub(super) fn within(command: &Command, body: TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    match (command.subject.is_repeated, command.subject.is_async()) {
        (false, _) => body.into_token_stream(),
        (true, true) => {
            let within = WITHIN.of(root);
            quote_spanned!(here=> #PIN_NEW(&mut #within(__nests, #body)))
        }
        (true, false) => {
            let within = WITHIN_SYNC.of(root);
            quote_spanned!(here=> #within(__nests, #body))
        }
    }
}
