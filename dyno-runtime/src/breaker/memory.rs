//! What a thread remembers of an open breaker, so that it need not ask the machine again for each call.

use crate::breaker::report::Rejecting;
use crate::clock::{Clock, Moment};
use crate::error::Error;
use crate::sync::{Mutex, lock};

/// The last rejection. Where a thread has a lane, the lock is its own and nobody waits for it.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Option<Box<Rejection>>>);

#[derive(Debug)]
struct Rejection {
    /// Which of the machine's refusals it was.
    revision: u64,
    error: Error,
    /// From when until when it holds.
    since: Moment,
    until: Moment,
}

impl Memory {
    /// Keeps a rejection.
    pub(super) fn keep(&self, rejecting: Rejecting, error: &Error) {
        let Rejecting { revision, since, until } = rejecting;
        let rejection = Rejection { revision, error: error.clone(), since, until };
        *lock(&self.0) = Some(Box::new(rejection));
    }

    /// Rejects again, if the machine would. The clock is read each time: whoever trusts an earlier reading, after however many
    /// rejections in however short a time, turns calls away when the wait is over, and where calls are few that is minutes.
    pub(super) fn reject(&self, revision: u64, clock: &Clock) -> Option<Error> {
        let memory = lock(&self.0);
        let rejection = memory.as_ref().filter(|rejection| rejection.revision == revision)?;
        let now = clock.now();
        (now < rejection.until).then(|| rejection.error_at(now))
    }
}

impl Rejection {
    fn error_at(&self, now: Moment) -> Error {
        let mut error = self.error.clone();
        if let Error::Open { since, retry_after, .. } = &mut error {
            *since = now.since(self.since);
            *retry_after = retry_after.map(|_| self.until.since(now));
        }
        error
    }
}

#[cfg(all(test, feature = "test-util", not(dyno_loom)))]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::Memory;
    use crate::breaker::report::Rejecting;
    use crate::clock::{Clock, ManualClock};
    use crate::error::Error;
    use crate::outcome::BreakerState;

    const SECOND: Duration = Duration::from_secs(1);

    /// A thread that was rejected just now, for five seconds to come.
    fn rejected(clock: &Clock) -> Memory {
        let (memory, now) = (Memory::default(), clock.now());
        let rejecting = Rejecting { revision: 1, since: now, until: now.after(5 * SECOND) };
        let error = Error::Open {
            name: Arc::from("inventory"),
            state: BreakerState::Open,
            since: Duration::ZERO,
            retry_after: Some(5 * SECOND),
            failure_rate: None,
            counted: 0,
            cause: None,
        };
        memory.keep(rejecting, &error);
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
                assert!(matches!(error, Some(Error::Open { retry_after: Some(wait), .. }) if wait == left * SECOND));
            }
            time.advance(SECOND);
        }
        assert!(memory.reject(1, &clock).is_none());
    }

    #[test]
    fn what_another_revision_rejected_holds_no_more() {
        let clock = Clock::from(ManualClock::new());
        let memory = rejected(&clock);
        assert!(memory.reject(1, &clock).is_some());
        assert!(memory.reject(2, &clock).is_none());
    }
}
