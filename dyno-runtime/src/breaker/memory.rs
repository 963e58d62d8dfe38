//! What a thread remembers of an open breaker, so that it need not ask the machine again for each call.

use std::time::Duration;

use crate::breaker::report::Rejecting;
use crate::clock::{Clock, Moment};
use crate::error::Error;
use crate::sync::{Mutex, lock};

/// While rejections come faster than this, the clock is read on one in 16.
const FAST: Duration = Duration::from_millis(1);

/// The last rejection. The lock is the thread's own, so nobody waits for it.
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
    /// How many rejections need no clock.
    left: u32,
}

impl Memory {
    /// Keeps a rejection.
    pub(super) fn keep(&self, rejecting: Rejecting, error: &Error, now: Moment) {
        let Rejecting { revision, since, until } = rejecting;
        let rejection = Rejection { revision, error: error.clone(), since, until, now, left: 0 };
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
            (rejection.now, rejection.left) = (now, if is_fast { 15 } else { 0 });
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
