//! The time between two attempts.

use std::future::{pending, poll_fn};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use crate::clock::{Alarm, Clock, Deadline, Limit, Moment};
use crate::registry::instance_in_scope;

/// The time until the next attempt. Cancel safe: dropped, there is none.
#[derive(Debug)]
#[must_use = "the next attempt is not due yet"]
pub struct Pause(Duration);

impl Pause {
    pub(crate) fn of(wait: Duration) -> Self {
        Self(wait)
    }

    /// Waits by tokio's timer, or without a runtime by one of ours.
    pub async fn wait(self) {
        let Self(wait) = self;
        if wait.is_zero() {
            return;
        }
        match Deadline::now().after(Limit::from(wait)).map(Deadline::timer) {
            Some(Some(timer)) => timer.await,
            Some(None) => alarm(Clock::default().now().after(wait)).await,
            None => pending().await,
        }
    }

    /// How long it is.
    #[cfg(all(feature = "command", feature = "pool"))]
    pub(crate) fn time(self) -> Duration {
        self.0
    }

    /// Blocks the thread. Where time may stand still it does not wait at all: this may be the thread that moves the time.
    pub fn block(self) {
        if instance_in_scope().is_none_or(|registry| !registry.clock().is_tokios()) {
            thread::sleep(self.0);
        }
    }
}

/// Where there is no thread for the timer the next attempt is due at once.
async fn alarm(until: Moment) {
    let (mut alarm, clock) = (Alarm::default(), Clock::default());
    poll_fn(|cx| match alarm.set(until, cx.waker()) {
        Ok(()) if clock.now() < until => Poll::Pending,
        _ => Poll::Ready(()),
    })
    .await;
}
