//! A body that is awaited, however long it takes.

use std::future::Future;
use std::mem::replace;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::clock::Deadline;
use crate::command::attempt::Attempt;
use crate::command::returns::Ended;
use crate::command::run::{Asks, Body};
use crate::command::wait::Waiter;

impl Attempt<'_> {
    /// Awaits a body that no time limit of its own ends.
    pub(in crate::command) fn observe<F: Future>(
        self,
        body: Pin<&mut F>,
        asked: impl Asks<F::Output>,
    ) -> impl Body<Returned = F::Output> {
        Observed { running: Some((self, asked)), body, waits: false }
    }
}

/// However long it takes.
struct Observed<'a, 'b, F, Q> {
    /// Until it has ended.
    running: Option<(Attempt<'a>, Q)>,
    body: Pin<&'b mut F>,
    waits: bool,
}

impl<F: Future, Q: Asks<F::Output>> Body for Observed<'_, '_, F, Q> {
    type Returned = F::Output;

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some((attempt, _)) = &mut self.running else { return Poll::Pending };
        attempt.poll(self.body.as_mut(), cx)
    }

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn has_failed(&mut self, returned: &F::Output) -> bool {
        self.running.take().is_some_and(|(attempt, asked)| asked.has_failed(attempt, returned, None))
    }

    fn goes_on(&mut self, _: &mut Context<'_>) -> Poll<Ended<F::Output>> {
        if let (false, Some((attempt, _))) = (replace(&mut self.waits, true), &mut self.running) {
            attempt.waits(Deadline::now());
        }
        Poll::Pending
    }

    fn leave(&mut self) {}
}
