//! A body that is awaited, however long it takes.

use std::mem::replace;
use std::task::{Context, Poll};

use crate::clock::Deadline;
use crate::command::attempt::Attempt;
use crate::command::returns::Ended;
use crate::command::run::{Asks, Body, Place, Returned};
use crate::command::wait::Waiter;

impl Attempt<'_> {
    /// Awaits a body that no time limit of its own ends.
    pub(in crate::command) fn observe<P: Place>(
        self,
        body: P,
        asked: impl Asks<Returned<P>>,
    ) -> impl Body<Returned = Returned<P>> {
        Observed { running: Some((self, asked)), body, waits: false }
    }
}

/// However long it takes.
struct Observed<'a, P, Q> {
    /// Until it has ended.
    running: Option<(Attempt<'a>, Q)>,
    body: P,
    waits: bool,
}

impl<P: Place, Q: Asks<Returned<P>>> Body for Observed<'_, P, Q> {
    type Returned = Returned<P>;

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Returned<P>> {
        let (Some((attempt, _)), Some(body)) = (&mut self.running, self.body.future()) else { return Poll::Pending };
        attempt.poll(body, cx)
    }

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn has_failed(&mut self, returned: &Returned<P>) -> bool {
        self.running.take().is_some_and(|(attempt, asked)| asked.has_failed(attempt, returned, None))
    }

    fn goes_on(&mut self, _: &mut Context<'_>) -> Poll<Ended<Returned<P>>> {
        if let (false, Some((attempt, _))) = (replace(&mut self.waits, true), &mut self.running) {
            attempt.waits(Deadline::now());
        }
        Poll::Pending
    }

    fn leave(&mut self) {
        self.body.leave();
    }
}
