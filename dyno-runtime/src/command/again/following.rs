//! The pause after a failed attempt, and whether another one begins then.

use std::fmt;
use std::future::{Future, pending};
use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

use crate::clock::Deadline;
use crate::command::again::calls;
use crate::command::again::once::Tries;
use crate::command::call::Call;
use crate::command::full::Full;
use crate::command::returns::Ended;
#[cfg(feature = "pool")]
use crate::command::timer::pause;
use crate::error::{Error, Judged};
use crate::left::Budget;
use crate::outcome::{Outcome, on_unwind};
use crate::retry::{Due, Pause};

/// Keeps what an attempt ended with that others follow. The last argument makes the error of a value that was judged a failure.
pub(super) type Keeper<R, K> = fn(&mut K, Ended<R>, &dyn Fn() -> Error);

/// What a failed attempt ended with, until another one begins; if none can, the caller gets that. Dropped meanwhile, the call was
/// cancelled.
#[must_use]
pub struct Following<R, K> {
    ended: Ended<R>,
    outcome: Outcome,
    keep: Keeper<R, K>,
    /// If there is none, whoever prepared the call drops it.
    due: Option<Due>,
}

impl<R, K> Following<R, K> {
    /// Has another attempt follow.
    pub(super) fn after(full: &mut Full, ended: Ended<R>, keep: Keeper<R, K>, due: Due) -> Self {
        let outcome = full.outcome;
        // Its error was told when it was judged.
        if let Ended::Refused(refusal) = &ended {
            refusal.told().into_iter().for_each(|error| full.tell_refusal(error));
        }
        full.begins_again();
        Self { ended, outcome, keep, due: Some(due) }
    }

    /// Gives what the caller gets, if no other attempt follows.
    pub(super) fn none(full: &Full, ended: Ended<R>, keep: Keeper<R, K>) -> ControlFlow<Ended<R>, Self> {
        match &ended {
            // Whoever prepared the call without its fallback finds the refusal.
            Ended::Refused(refusal) if refusal.told().is_some_and(|error| full.leaves_at_last(error)) => {
                Continue(Self { ended, outcome: full.outcome, keep, due: None })
            }
            _ => Break(ended),
        }
    }

    /// Waits, by tokio's timer or by one of ours, and begins; or gives what the caller gets.
    pub fn begins(self, call: &mut Call, tries: &mut Tries<K>) -> impl Future<Output = ControlFlow<Ended<R>>> {
        self.begins_after(Pause::wait, call, tries)
    }

    /// The same where the body runs on a pool.
    #[cfg(feature = "pool")]
    pub fn begins_apart(self, call: &mut Call, tries: &mut Tries<K>) -> impl Future<Output = ControlFlow<Ended<R>>> {
        self.begins_after(pause, call, tries)
    }

    /// The same, and blocks the thread.
    pub fn begins_here(self, call: &mut Call, tries: &mut Tries<K>) -> ControlFlow<Ended<R>> {
        let Some(due) = &self.due else { return Break(self.ended) };
        due.pause().block();
        match self.begin(call, tries) {
            Ok(()) => Continue(()),
            Err(Break(ended) | Continue(Self { ended, .. })) => Break(ended),
        }
    }

    #[expect(clippy::manual_async_fn, reason = "an async fn keeps its arguments twice")]
    fn begins_after<F: Future<Output = ()>>(
        self,
        wait: fn(Pause) -> F,
        call: &mut Call,
        tries: &mut Tries<K>,
    ) -> impl Future<Output = ControlFlow<Ended<R>>> {
        async move {
            let mut following = self;
            loop {
                match following.due.as_ref().map(Due::pause) {
                    Some(pause) => wait(pause).await,
                    None => pending().await,
                }
                following = match following.begin(call, tries) {
                    Ok(()) => return Continue(()),
                    Err(Break(ended)) => return Break(ended),
                    Err(Continue(never)) => never,
                };
            }
        }
    }

    /// Begins another attempt, if there is time for it and the budget has one left; else says what becomes of the last one.
    #[cold]
    fn begin(self, call: &mut Call, tries: &mut Tries<K>) -> Result<(), ControlFlow<Ended<R>, Self>> {
        let Self { ended, outcome, keep, due } = self;
        let full = call.full();
        let wait = due.as_ref().map(Due::wait).unwrap_or_default();
        if !due.is_some_and(|due| full.has_time() && full.takes(due)) {
            full.ends_all_the_same(outcome);
            return Err(Self::none(full, ended, keep));
        }
        let name = full.state.name().clone();
        // What is not kept is dropped, and may be the user's.
        on_unwind(
            || keep(&mut tries.kept, ended, &|| Error::from(Judged { name: name.clone() })),
            || full.outcome = Outcome::Panicked,
        );
        full.trace.attempts(tries.goes_on(wait));
        Ok(())
    }
}

impl Full {
    /// Tells whether there is time for another attempt.
    fn has_time(&self) -> bool {
        let now = Deadline::now();
        let callers = Budget::current().remaining_since(self.since.unwrap_or(now));
        !self.is_over(now) && callers != Some(Duration::ZERO)
    }

    /// Takes a retry from the budget, and counts it.
    fn takes(&self, due: Due) -> bool {
        let (state, metrics) = (self.state(), self.state().metrics());
        let now = state.now();
        let may = due.begins(state.number(), || calls(metrics));
        if may {
            metrics.retried(now);
        } else {
            metrics.spent_its_budget(now);
        }
        may
    }
}

impl<R, K> fmt::Debug for Following<R, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following").field("due", &self.due).finish_non_exhaustive()
    }
}
