//! An attempt that is awaited.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use crate::model::Command;
use crate::names::{BOXED_TIMER, ERR, OK, OWN_TIMER, PARAMETER_REFUSE, PIN, REFUSE, RUN_BARE};

use super::call::{admitted, asked, at_error, body, by_type, given};
use super::judge;

// Input:
//     #[command(timeout = 2s)]
//     async fn stock(..) -> .. { BODY }
//
// Output:
//     {
//         run_bare(
//             __call.admit().map(Admitted::awaited),
//             pin!(Some(async move { BODY })),                 // dropped before `From` is asked: it may hold what that asks for
//             pin!(OWN_TIMER),                             // BOXED_TIMER where there is no time limit
//             |__returned| judge(..),
//             |__error| refuse(__error),
//         )
//         .await
//     }
/// Awaits the attempt, where nothing else follows: what is refused goes the same way, because what comes from two places is moved once more.
pub(super) fn bare(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let root = &command.guard.root;
    let (admitted, awaits) = (admitted(command), awaits(command, &given(command)));
    let (refuse, run_bare) = (by_type(command, &REFUSE, &PARAMETER_REFUSE), RUN_BARE.of(root));
    // As a closure, because of a path it is said twice that a type has no room.
    let refuse = quote_spanned!(at_error(command)=> |__error| #refuse(__error));
    let Some(asked) = asked(command) else {
        return quote_spanned!(here=> { #run_bare(#admitted, #awaits, #refuse).await });
    };
    quote_spanned! {here=>
        let mut __attempt = match #admitted {
            #OK(__attempt) => __attempt,
            #ERR(__error) => return (#refuse)(__error),
        };
        #asked
        { #run_bare(#OK(__attempt), #awaits, #refuse).await }
    }
}

// Output:
//     __attempt.run(pin!(async move { BODY }), pin!(OWN_TIMER), |__returned| judge(..)).await
/// Awaits the attempt, and says how it ended.
pub(super) fn whole(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let awaits = awaits(command, &body(command));
    let run = quote_spanned!(here=> __attempt.run(#awaits).await);
    match asked(command) {
        Some(asked) => quote_spanned!(here=> { #asked #run }),
        None => run,
    }
}

/// What is awaited, the timer that ends it, and what is asked of it. A timer stands beside the call where a time limit is declared.
fn awaits(command: &Command, body: &TokenStream) -> TokenStream {
    let Command { subject, guard, .. } = command;
    let (judge, hint) = (judge::judge(command), judge::hint(guard));
    let timer = if guard.timeout.is_some() || guard.attempt_timeout.is_some() {
        // As if the user had written it, as that of the body.
        let theirs = subject.sig.ident.span();
        let (pin, timer) = (PIN.at(theirs), OWN_TIMER.of(&guard.root));
        quote_spanned!(theirs=> #pin!(#timer))
    } else {
        BOXED_TIMER.of(&guard.root).to_token_stream()
    };
    quote_spanned!(Span::mixed_site()=> #body, #timer, #judge, #hint)
}
