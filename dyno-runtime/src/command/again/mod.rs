//! Attempts that follow a failed one.

mod asks;
mod following;
mod once;
mod settled;

use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

pub(super) use self::asks::{Asked, Said};
pub use self::asks::{Asks, ByDefault, Ends, Hint, NameCauses, PlainHint, TellWait};
pub use self::following::Following;
use self::following::Keeper;
pub use self::once::{Again, Of, Once, PlainOf, PlainOnce, Tries, again, parameter_again};
pub(super) use self::once::{All, Gathers, Last};
pub use self::settled::PlainTries;
use crate::clock::Deadline;
use crate::command::admitted::Admitted;
use crate::command::call::Call;
use crate::command::full::Full;
use crate::command::refusal::Refusal;
use crate::command::returns::Ended;
use crate::command::state::State;
use crate::error::{Error, Judged};
use crate::left::{Budget, Left, earliest};
use crate::metrics::Metrics;
use crate::outcome::{Outcome, on_unwind};
use crate::retry::{Ask, Calls, Due, GaveUp, is_within};

impl Call {
    /// Admits or rejects an attempt: the first, or another one.
    ///
    /// # Errors
    ///
    /// Those of [`Call::admit`].
    #[inline]
    pub fn admit_again(&mut self) -> Result<Admitted<'_>, Refusal> {
        if self.has_begun() { self.ask(None).map(|()| Admitted::begun(self)) } else { self.admit() }
    }

    /// Begins an attempt that nothing can refuse: the first, or another one.
    #[inline]
    pub fn attempt_again(&mut self) -> Admitted<'_> {
        // What is kept of the call by now must not be begun anew.
        if self.has_begun() {
            self.begin_attempt();
            Admitted::begun(self)
        } else {
            self.attempt()
        }
    }
}

impl<T, E> Ended<Result<T, E>> {
    /// Gives what the caller gets, or has another attempt follow after a pause.
    #[inline]
    pub fn again<K: Gathers<E>>(
        self,
        call: &mut Call,
        tries: &Tries<K>,
        on: &impl NameCauses<Result<T, E>>,
        backoff: &impl TellWait<Result<T, E>>,
        hint: impl FnOnce(&Self) -> Option<Duration>,
    ) -> ControlFlow<Self, Following<Result<T, E>, K>> {
        if let Self::Answered(_) = self {
            return Break(self);
        }
        self.follow(call, tries, on, backoff, hint, |kept, ended, judged| match ended {
            Self::Failed(Err(error)) => kept.own(error),
            Self::Refused(refusal) => kept.dynos(refusal.error()),
            // One error an attempt: that of a value says that it was judged a failure.
            Self::Failed(Ok(_)) | Self::Answered(_) => kept.dynos(judged()),
        })
    }
}

/// The same for what is no `Result`.
pub trait PlainAgain<R>: Sized {
    /// Gives what the caller gets, or has another attempt follow after a pause.
    fn again(
        self,
        call: &mut Call,
        tries: &Tries<Last>,
        on: &impl NameCauses<R>,
        backoff: &impl TellWait<R>,
        hint: impl FnOnce(&Self) -> Option<Duration>,
    ) -> ControlFlow<Self, Following<R, Last>>;
}

impl<R> PlainAgain<R> for Ended<R> {
    #[inline]
    fn again(
        self,
        call: &mut Call,
        tries: &Tries<Last>,
        on: &impl NameCauses<R>,
        backoff: &impl TellWait<R>,
        hint: impl FnOnce(&Self) -> Option<Duration>,
    ) -> ControlFlow<Self, Following<R, Last>> {
        if let Self::Answered(_) = self {
            return Break(self);
        }
        self.follow(call, tries, on, backoff, hint, |_, _, _| {})
    }
}

impl<R> Ended<R> {
    #[cold]
    fn follow<K>(
        self,
        call: &mut Call,
        tries: &Tries<K>,
        on: &impl NameCauses<R>,
        backoff: &impl TellWait<R>,
        hint: impl FnOnce(&Self) -> Option<Duration>,
        keep: Keeper<R, K>,
    ) -> ControlFlow<Self, Following<R, K>> {
        let full = call.full();
        let (ask, state) = (tries.ask(full), full.state.clone());
        let is_news = matches!(full.outcome, Outcome::Failure | Outcome::Timeout);
        let (ended, next) = {
            // What is asked is the user's.
            let _entered = full.trace.enter_call();
            on_unwind(
                || self.told().decide(is_news, ask, &state, on, backoff, hint),
                || full.outcome = Outcome::Panicked,
            )
        };
        match next {
            Some(Ok(due)) => return Continue(Following::after(full, ended, keep, due)),
            Some(Err(GaveUp::Nested)) => full.trace.leaves_it_to_the_caller(),
            _ => {}
        }
        Following::none(full, ended, keep)
    }

    fn decide(
        self,
        is_news: bool,
        ask: Ask,
        state: &State,
        on: &impl NameCauses<R>,
        backoff: &impl TellWait<R>,
        hint: impl FnOnce(&Self) -> Option<Duration>,
    ) -> (Self, Option<Result<Due, GaveUp>>) {
        let judged = || Error::from(Judged { name: state.name().clone() });
        let (ended, named) = on.names(self, &judged);
        let Some(retry) = state.retry().filter(|_| named.unwrap_or(is_news)) else {
            return (ended, None);
        };
        if is_within() && !retry.shared().is_nested() {
            return (ended, Some(Err(GaveUp::Nested)));
        }
        let told = match &ended {
            Self::Refused(refusal) => refusal.told().and_then(Error::retry_after),
            _ => hint(&ended),
        };
        let (metrics, ask) = (state.metrics(), Ask { retry_after: told, is_ruled: backoff.replaces(), ..ask });
        let rule = || backoff.wait(ask.attempt, &ended);
        let next = retry.shared().next(ask, rule, || calls(metrics));
        if matches!(next, Err(GaveUp::Budget)) {
            metrics.spent_its_budget(state.now());
        }
        (ended, Some(next))
    }

    /// Makes the error that a refusal is.
    fn told(self) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal.error().into()),
            ended => ended,
        }
    }
}

/// The calls that earn retries.
fn calls(metrics: &Metrics) -> Calls {
    let (made, under_way) = metrics.let_in();
    Calls { made, under_way }
}

impl<K> Tries<K> {
    /// What is known of an attempt that has failed, before anybody is asked.
    fn ask(&self, full: &mut Full) -> Ask {
        let now = Deadline::now();
        let since = *full.since.get_or_insert(now);
        let left = earliest(Left::after(full.left(now), now), Budget::current().started(since));
        Ask {
            attempt: self.made,
            previous: self.waited,
            retry_after: None,
            left: left.map(|left| if full.is_over(now) { Duration::ZERO } else { left.deadline.since(now) }),
            who: full.state().number(),
            n: None,
            is_ruled: false,
        }
    }

    /// Notes the wait for the next attempt, and gives its number.
    fn goes_on(&mut self, wait: Duration) -> u32 {
        self.waited = wait;
        self.made += 1;
        self.made
    }
}
