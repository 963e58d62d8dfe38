//! What a thread remembers of an open breaker, so that it need not ask the machine again for each call.

use std::time::Duration;

use crate::breaker::report::Rejecting;
use crate::clock::{Clock, Moment};
use crate::error::Error;
use crate::sync::{Mutex, lock};

/// While rejections come faster than this, the clock is read on ever fewer of them, down to one in 16: a few at once, before a
/// pause, must not hide for long that the wait is over.
const FAST: Duration = Duration::from_millis(1);

/// The last rejection. Where a thread has a lane, the lock is its own and nobody waits for it.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Option<Box<Rejection>>>);

#[derive(Debug)]
struct Rejection {
    /// Which of the machine's refusals it was.
    revision: u64,
    error: Error,
    /// From when until when it holds, and when the clock was last read.
    since: Moment,
    until: Moment,
    now: Moment,
    /// How many rejections in a row need no clock, and how many of these are left.
    run: u32,
    left: u32,
}

impl Memory {
    /// Keeps a rejection.
    pub(super) fn keep(&self, rejecting: Rejecting, error: &Error, now: Moment) {
        let Rejecting { revision, since, until } = rejecting;
        let rejection = Rejection { revision, error: error.clone(), since, until, now, run: 0, left: 0 };
        *lock(&self.0) = Some(Box::new(rejection));
    }

    /// Rejects again, if the machine would.
    pub(super) fn reject(&self, revision: u64, clock: &Clock) -> Option<Error> {
        let mut memory = lock(&self.0);
        let rejection = memory.as_mut().filter(|rejection| rejection.revision == revision)?;
        if rejection.left > 0 {
            rejection.left -= 1;
        } else {
            let now = clock.now();
            let is_fast = clock.is_systems() && now.since(rejection.now) < FAST;
            rejection.now = now;
            rejection.run = if is_fast { (2 * rejection.run + 1).min(15) } else { 0 };
            rejection.left = rejection.run;
        }
        (rejection.now < rejection.until).then(|| rejection.error_now())
    }
}

impl Rejection {
    fn error_now(&self) -> Error {
        let mut error = self.error.clone();
        if let Error::Open { since, retry_after, .. } = &mut error {
            *since = self.now.since(self.since);
            *retry_after = retry_after.map(|_| self.until.since(self.now));
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
        memory.keep(rejecting, &error, now);
        memory
    }

    /// How many of a few calls are rejected though the wait is over.
    fn too_many(bursts: u32, calls: u32) -> usize {
        let time = ManualClock::new();
        let clock = Clock::scripted(&time);
        let memory = rejected(&clock);
        for _ in 0..bursts {
            (0..calls).for_each(|_| assert!(memory.reject(1, &clock).is_some()));
            time.advance(SECOND);
        }
        time.advance(5 * SECOND);
        (0..100).take_while(|_| memory.reject(1, &clock).is_some()).count()
    }

    #[test]
    fn a_few_rejections_at_once_do_not_hide_the_end_of_the_wait() {
        assert_eq!(too_many(4, 1), 0);
        assert!(too_many(4, 2) <= 1);
        assert!(too_many(4, 5) <= 3);
        assert!(too_many(1, 1_000) <= 15);
    }

    #[test]
    fn rejections_that_come_fast_need_the_clock_one_time_in_16() {
        let time = ManualClock::new();
        let clock = Clock::scripted(&time);
        let memory = rejected(&clock);
        let mut read = 0;
        let mut since = Duration::MAX;
        for _ in 0..1_600 {
            time.advance(Duration::from_nanos(20));
            let Some(Error::Open { since: told, .. }) = memory.reject(1, &clock) else {
                panic!("the wait is not over");
            };
            read += u32::from(told != since);
            since = told;
        }
        assert!((100..=106).contains(&read), "{read}");
    }

    #[test]
    fn what_another_revision_rejected_holds_no_more() {
        let clock = Clock::from(ManualClock::new());
        let memory = rejected(&clock);
        assert!(memory.reject(1, &clock).is_some());
        assert!(memory.reject(2, &clock).is_none());
    }
}
