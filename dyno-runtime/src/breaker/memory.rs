//! What a thread remembers of an open breaker, so that it need not ask the machine again for each call.

use std::sync::Arc;

use crate::breaker::report::Rejecting;
use crate::clock::{Clock, Moment};
use crate::error::{Error, Open};
use crate::outcome::TransitionCause;
use crate::stats::Count;
use crate::sync::{Mutex, lock};

/// The last rejection.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Where a thread has a lane, the lock is its own and nobody waits for it.
    last: Mutex<Option<Box<Rejection>>>,
    /// Which of the machine's refusals it was, and until when it holds: for the owner of the lane, who writes it.
    revision: Count,
    until: Count,
}

#[derive(Debug)]
struct Rejection {
    /// Which of the machine's refusals it was.
    revision: u64,
    error: Arc<Open>,
    /// From when until when it holds.
    since: Moment,
    until: Moment,
}

impl Memory {
    /// Keeps a rejection.
    pub(super) fn keep(&self, rejecting: Rejecting, open: &Open) {
        let Rejecting { revision, since, until } = rejecting;
        let rejection = Rejection { revision, error: Arc::new(apart(open)), since, until };
        *lock(&self.last) = Some(Box::new(rejection));
        self.revision.set(revision);
        self.until.set(until.as_nanos());
    }

    /// Rejects again, if the machine would. The clock is read each time: whoever trusts an earlier reading, after however many
    /// rejections in however short a time, turns calls away when the wait is over, and where calls are few that is minutes.
    pub(super) fn reject(&self, revision: u64, clock: &Clock) -> Option<Error> {
        let mut memory = lock(&self.last);
        let rejection = memory.as_mut().filter(|rejection| rejection.revision == revision)?;
        let now = clock.now();
        (now < rejection.until).then(|| rejection.error_at(now))
    }

    /// Tells whether it would reject again, and when. For the owner alone.
    #[cfg(feature = "command")]
    pub(super) fn still_rejects(&self, revision: u64, clock: &Clock) -> Option<Moment> {
        if self.revision.get() != revision {
            return None;
        }
        let now = clock.now();
        (now.as_nanos() < self.until.get()).then_some(now)
    }

    /// Makes the error that it would reject with.
    #[cfg(feature = "command")]
    pub(super) fn error_at(&self, now: Moment) -> Option<Error> {
        lock(&self.last).as_mut().map(|rejection| rejection.error_at(now))
    }
}

impl Rejection {
    /// Makes it of the last one, if nobody holds that any more.
    fn error_at(&mut self, now: Moment) -> Error {
        let open = Arc::make_mut(&mut self.error);
        open.since = now.since(self.since);
        open.retry_after = open.retry_after.map(|_| self.until.since(now));
        Error::Open(self.error.clone())
    }
}

/// The same error with texts of its own: counting who holds them would carry their cache lines from thread to thread.
fn apart(open: &Open) -> Open {
    let mut open = Open { name: Arc::from(&*open.name), ..open.clone() };
    if let Some(TransitionCause::ByHand { reason }) = &mut open.cause {
        *reason = Arc::from(&**reason);
    }
    open
}

#[cfg(all(test, feature = "test-util", not(dyno_loom)))]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::Memory;
    use crate::breaker::report::Rejecting;
    use crate::clock::{Clock, ManualClock};
    use crate::error::{Error, Open};
    use crate::outcome::BreakerState;

    const SECOND: Duration = Duration::from_secs(1);

    /// A thread that was rejected just now, for five seconds to come.
    fn rejected(clock: &Clock) -> Memory {
        let (memory, now) = (Memory::default(), clock.now());
        let rejecting = Rejecting { revision: 1, since: now, until: now.after(5 * SECOND) };
        let open = Open {
            name: Arc::from("inventory"),
            state: BreakerState::Open,
            since: Duration::ZERO,
            retry_after: Some(5 * SECOND),
            failure_rate: None,
            counted: 0,
            cause: None,
        };
        memory.keep(rejecting, &open);
        memory
    }

    #[test]
    fn many_rejections_at_once_do_not_hide_the_end_of_the_wait() {
        let time = ManualClock::new();
        // As dear as the system's: where clocks are spared, this one is.
        let clock = Clock::scripted(&time);
        let memory = rejected(&clock);
        for left in (1..=5).rev() {
            for _ in 0..1_000 {
                let error = memory.reject(1, &clock);
                assert_eq!(error.and_then(|error| error.retry_after()), Some(left * SECOND));
                #[cfg(feature = "command")]
                assert_eq!(memory.still_rejects(1, &clock), Some(clock.now()));
            }
            time.advance(SECOND);
        }
        assert!(memory.reject(1, &clock).is_none());
        #[cfg(feature = "command")]
        assert_eq!(memory.still_rejects(1, &clock), None);
    }

    #[test]
    fn what_another_revision_rejected_holds_no_more() {
        let clock = Clock::from(ManualClock::new());
        let memory = rejected(&clock);
        assert!(memory.reject(1, &clock).is_some());
        assert!(memory.reject(2, &clock).is_none());
        #[cfg(feature = "command")]
        assert_eq!(memory.still_rejects(2, &clock), None);
    }

    #[test]
    fn an_error_that_somebody_keeps_stays_as_it_was() {
        let time = ManualClock::new();
        let clock = Clock::from(&time);
        let memory = rejected(&clock);
        let open = || match memory.reject(1, &clock) {
            Some(Error::Open(open)) => open,
            other => panic!("{other:?}"),
        };
        let place = Arc::as_ptr(&open());
        time.advance(SECOND);
        let kept = open();
        assert_eq!(Arc::as_ptr(&kept), place, "nobody held the last one, so this is made of it");
        time.advance(SECOND);
        let next = open();
        assert_ne!(Arc::as_ptr(&next), place, "what is held is left alone");
        assert_eq!((kept.since, kept.retry_after), (SECOND, Some(4 * SECOND)));
        assert_eq!((next.since, next.retry_after), (2 * SECOND, Some(3 * SECOND)));
        let place = Arc::as_ptr(&next);
        drop(next);
        assert_eq!(Arc::as_ptr(&open()), place, "and the next is made of that one again");
    }
}
