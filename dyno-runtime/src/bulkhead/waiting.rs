//! One wait for a permit: polled by a task or by a thread, and left at any moment.

use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::thread::{Thread, current, park, park_timeout};
use std::time::Duration;

use crate::bulkhead::state::{Entry, Full, Gate, Ticket};
use crate::clock::Clock;

/// A wait for a permit. Dropped while it waits, it leaves the queue; dropped when it has been let in and does not know yet, it
/// hands the permit on.
#[derive(Debug)]
pub(crate) struct Waiting<'a> {
    gate: &'a Gate,
    ticket: Option<Ticket>,
}

impl<'a> Waiting<'a> {
    pub(crate) fn new(gate: &'a Gate) -> Self {
        Self { gate, ticket: None }
    }

    /// Comes in, lines up, or is turned away. When it is ready and well, a permit is to be given back.
    pub(crate) fn poll(&mut self, waker: &Waker) -> Poll<Result<(), Full>> {
        let Some(ticket) = self.ticket else {
            return self.begin(waker);
        };
        if self.gate.still_waits(ticket, waker) {
            return Poll::Pending;
        }
        self.ticket = None;
        Poll::Ready(Ok(()))
    }

    /// Blocks the thread until it is let in or turned away, or (`None`) its time is up.
    pub(crate) fn park(mut self, limit: Option<Duration>) -> Option<Result<(), Full>> {
        let (clock, waker) = (Clock::default(), Waker::from(Arc::new(Parked(current()))));
        let began = clock.now();
        loop {
            if let Poll::Ready(entered) = self.poll(&waker) {
                return Some(entered);
            }
            match limit.map(|limit| limit.saturating_sub(clock.now().since(began))) {
                None => park(),
                Some(Duration::ZERO) => return None,
                Some(left) => park_timeout(left),
            }
        }
    }

    fn begin(&mut self, waker: &Waker) -> Poll<Result<(), Full>> {
        if self.gate.enter_at_once() {
            return Poll::Ready(Ok(()));
        }
        if !self.gate.has_queue() {
            return Poll::Ready(self.gate.enter());
        }
        match self.gate.line_up(waker.clone()) {
            Ok(Entry::In) => Poll::Ready(Ok(())),
            Ok(Entry::Queued(ticket)) => {
                self.ticket = Some(ticket);
                Poll::Pending
            }
            Err(full) => Poll::Ready(Err(full)),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.ticket.is_some_and(|ticket| self.gate.give_up(ticket)) {
            self.gate.leave();
        }
    }
}

/// A thread that waits.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
