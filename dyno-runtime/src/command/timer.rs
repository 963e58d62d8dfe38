//! Waiting for a time while a body is on a pool: the thread that blocks on the call parks until then, and alarms wake a task. Where time
//! is tokio's, and may stand still, tokio's timer wakes both.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::io;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
#[cfg(any(feature = "rate_limit", feature = "retry"))]
use std::time::Duration;

use tokio::task::{Unconstrained, unconstrained};
use tokio::time::Sleep;

use crate::clock::{Alarm, Clock, Deadline, Limit, Moment};
#[cfg(any(feature = "rate_limit", feature = "retry"))]
use crate::registry::instance_in_scope;
#[cfg(feature = "retry")]
use crate::retry::Pause;
use crate::sync::block_on;

thread_local! {
    /// Until when the thread may park that polls a call here, if it blocks on it.
    static PARKS: Cell<Option<Until>> = const { Cell::new(None) };
}

/// A time of the system's clock to wait until; `None` is for ever.
type Until = Option<Moment>;

/// Blocks the thread until the call of a function that is not async has ended.
pub fn block<F: Future>(call: F) -> F::Output {
    let (mut call, clock) = (pin!(call), Clock::default());
    block_on(|cx| match polled(Some(None), || call.as_mut().poll(cx)) {
        (Poll::Ready(returned), _) => ControlFlow::Break(returned),
        (Poll::Pending, until) => ControlFlow::Continue(until.flatten().map(|until| until.since(clock.now()))),
    })
}

/// Polls for a task, which alarms wake.
pub(super) fn poll_for_task<R>(poll: impl FnOnce() -> R) -> R {
    polled(None, poll).0
}

/// Tells whether the call that is polled here is one that the thread blocks on.
pub(super) fn is_parked() -> bool {
    PARKS.get().is_some()
}

fn polled<R>(parks: Option<Until>, poll: impl FnOnce() -> R) -> (R, Option<Until>) {
    struct Restore(Option<Until>);
    impl Drop for Restore {
        fn drop(&mut self) {
            PARKS.set(self.0);
        }
    }
    let _restore = Restore(PARKS.replace(parks));
    let returned = poll();
    (returned, PARKS.get())
}

/// Waits for the next attempt of a function whose body runs on a pool.
#[cfg(feature = "retry")]
pub(super) async fn pause(pause: Pause) {
    // Where nobody could wake it the next attempt is due at once.
    let _ = wait_for(pause.time()).await;
}

/// Waits so long. Where time may stand still, and a thread blocks that may be the one which moves it, it does not wait at all.
#[cfg(any(feature = "rate_limit", feature = "retry"))]
pub(super) async fn wait_for(time: Duration) -> io::Result<()> {
    let mut timer = Timer::of(instance_in_scope().as_ref().map_or(&Clock::default(), |registry| registry.clock()));
    let until = timer.now().after(time);
    poll_fn(|cx| {
        if timer.clock.is_tokios() && is_parked() {
            return Poll::Ready(Ok(()));
        }
        timer.poll(until, cx)
    })
    .await
}

/// Wakes whoever polls a call. Dropped, it wakes nobody.
pub(super) struct Timer {
    clock: Clock,
    alarm: Alarm,
    /// Where time is tokio's.
    sleep: Option<(Moment, Pin<Box<Unconstrained<Sleep>>>)>,
}

impl Timer {
    /// Goes by tokio's clock where this is it, else by the system's.
    pub(super) fn of(clock: &Clock) -> Self {
        let clock = if clock.is_tokios() { clock.clone() } else { Clock::default() };
        Self { clock, alarm: Alarm::default(), sleep: None }
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The same moment by its clock, for what has just been read.
    pub(super) fn moment(&self, read: Deadline) -> Moment {
        read.moment(&self.clock)
    }

    pub(super) fn has_come(&self, moment: Moment) -> bool {
        moment <= self.now()
    }

    /// Is ready when that time has come, and wakes whoever polls it by then.
    ///
    /// # Errors
    ///
    /// When the system has no room for the thread that wakes.
    pub(super) fn poll(&mut self, until: Moment, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.has_come(until) {
            return Poll::Ready(Ok(()));
        }
        let mut at = until;
        if self.clock.is_tokios() {
            if let Some(sleep) = self.sleep(until) {
                return sleep.poll(cx).map(Ok);
            }
            // Outside of its runtime nothing moves it: looked at from time to time.
            at = Clock::default().now().after(until.since(self.now()));
        }
        if let Some(parks) = PARKS.get() {
            PARKS.set(Some(Some(parks.map_or(at, |other| other.min(at)))));
            return Poll::Pending;
        }
        self.alarm.set(at, cx.waker()).map_or_else(|problem| Poll::Ready(Err(problem)), |()| Poll::Pending)
    }

    /// Tokio's timer, if there is a runtime to drive it.
    fn sleep(&mut self, until: Moment) -> Option<Pin<&mut Unconstrained<Sleep>>> {
        if self.sleep.as_ref().is_none_or(|(at, _)| *at != until) {
            let left = Limit::from(until.since(self.now()));
            let sleep = Deadline::now().after(left)?.timer()?;
            // What a task may do in one go is not the concern of a thread that blocks.
            self.sleep = Some((until, Box::pin(unconstrained(sleep))));
        }
        self.sleep.as_mut().map(|(_, sleep)| sleep.as_mut())
    }
}
