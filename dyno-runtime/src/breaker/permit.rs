//! The place of one attempt at a breaker that is used by hand.

use std::time::Duration;

use crate::breaker::report::Admission;
use crate::breaker::shared::Shared;
use crate::clock::Moment;

/// An admitted attempt. Report how it ended; one that is dropped without a report was neither good nor bad news.
///
/// ```
/// # let breaker = dyno::Breaker::builder("upload").build()?;
/// let permit = breaker.admit()?;
/// match std::net::TcpStream::connect("127.0.0.1:1") {
///     Ok(_) => permit.success(),
///     Err(_) => permit.failure(),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a permit that is dropped at once admits an attempt which is never made"]
#[derive(Debug)]
pub struct Permit<'a> {
    breaker: &'a Shared,
    admission: Admission,
    started: Option<Moment>,
    /// Whether it did its work, once that is known.
    ended: Option<bool>,
    /// What its error told.
    told: Option<Duration>,
}

impl<'a> Permit<'a> {
    pub(super) fn new(breaker: &'a Shared, admission: Admission, started: Option<Moment>) -> Self {
        Self { breaker, admission, started, ended: None, told: None }
    }

    /// Reports that the attempt did its work.
    pub fn success(mut self) {
        self.end(true);
    }

    /// Reports that the attempt failed.
    pub fn failure(mut self) {
        self.end(false);
    }

    /// Reports that the attempt failed with an error that tells when another has a chance: if this failure opens the breaker, it stays
    /// open so long at least.
    pub fn failure_for_at_least(mut self, retry_after: Duration) {
        self.told = Some(retry_after);
        self.end(false);
    }

    /// Reports nothing and gives the place back, as dropping does.
    pub fn ignore(self) {}

    /// Says what the drop will report.
    pub(super) fn end(&mut self, good: bool) {
        self.ended = Some(good);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let is_done = match self.ended {
            Some(true) => self.breaker.succeed_at_pace(self.admission),
            Some(false) => false,
            None => self.admission.probe.is_none(),
        };
        if let Some(retry_after) = self.told {
            self.breaker.leave_told(self.admission, retry_after, self.started, self.breaker.now());
        } else if !is_done {
            self.breaker.leave(self.admission, self.ended, self.started, self.breaker.now());
        }
    }
}
