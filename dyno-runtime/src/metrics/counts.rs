//! What there is to read, as plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;

/// How many calls and attempts ended how. Every one is counted. In counts of the last 10 s, up to 23 calls of each thread that
/// answered at once may stand in another second than their own; up to 95 where just before more than 100,000 came in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// Calls that began.
    pub started: u64,
    /// How calls ended, before any fallback answered.
    pub calls: Outcomes,
    /// How the attempts of these calls ended. Of a command with a cache they are those of its makings: whoever finds a value makes none.
    pub attempts: Outcomes,
    /// Fallbacks that answered.
    pub fallback_success: u64,
    /// Fallbacks that failed, panicked or were dropped.
    pub fallback_failure: u64,
    /// Attempts that followed one that failed.
    pub retries: u64,
    /// How often a budget was spent, so that no other attempt followed.
    pub retries_refused: u64,
}

impl Counts {
    /// Tells how many attempts a call makes: 1 where nothing is attempted again. `None` where no call has ended. Attempts of calls
    /// that have not ended are counted as well.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody counts so far")]
    pub fn amplification(&self) -> Option<f64> {
        let calls = self.calls.sum();
        (calls > 0).then(|| self.attempts.sum() as f64 / calls as f64)
    }
}

/// A count for each way to end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Outcomes {
    /// Answered.
    pub success: u64,
    /// Returned an error.
    pub failure: u64,
    /// Ran out of time.
    pub timeout: u64,
    /// Were not admitted, or could not be waited for (`Error::NoRuntime`).
    pub rejected: u64,
    /// Were dropped or cancelled.
    pub cancelled: u64,
    /// Panicked.
    pub panicked: u64,
    /// Returned an error that `ignore` names.
    pub ignored: u64,
}

impl Outcomes {
    /// Sums all.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.success + self.ignored + self.cancelled + self.errors()
    }

    /// Sums failures, timeouts, rejections and panics.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.failure + self.timeout + self.rejected + self.panicked
    }
}

/// How long calls took, their fallbacks included, over the last 60 s; those that were rejected are left out. `None` where
/// nothing was counted; times are in seconds when serialized.
///
/// Every call is counted. As long as calls answer at once (within 2 µs, without waiting, often), one in 16 is timed and stands
/// for those since the last, and one in 64 while a thread makes more than 100,000 in a second; the clock costs more than they do. Calls that wait or are answered by a fallback are all timed and
/// stand for themselves; where they had begun untimed, from where they first waited or asked the fallback. Where eight calls in a
/// row have waited on a thread, the next begins untimed, and is one of those that the next timed one stands for if it does not wait.
/// With `exact_latency` every call is timed from its start, and stands for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LatencySnapshot {
    /// How many calls ended that were not rejected.
    pub count: u64,
    /// Their mean.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub mean: Option<Duration>,
    /// The shortest; this and the quantiles are within 12.5 %.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub min: Option<Duration>,
    /// What a quarter did not exceed.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub p25: Option<Duration>,
    /// The median.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub p50: Option<Duration>,
    /// What 3 of 4 did not exceed.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub p75: Option<Duration>,
    /// What 9 of 10 did not exceed.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub p90: Option<Duration>,
    /// What 95 of 100 did not exceed.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub p95: Option<Duration>,
    /// What 99 of 100 did not exceed.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub p99: Option<Duration>,
    /// What 995 of 1,000 did not exceed.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub p99_5: Option<Duration>,
    /// What 999 of 1,000 did not exceed.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub p99_9: Option<Duration>,
    /// The longest of those that were timed.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub max: Option<Duration>,
}

/// Where each count stands among the counters.
pub(super) mod place {
    use super::Outcome;

    pub(in crate::metrics) const STARTED: usize = 0;
    pub(in crate::metrics) const CALLS: usize = 1;
    #[cfg(feature = "retry")]
    pub(in crate::metrics) const REJECTED: usize = CALLS + Outcome::Rejected as usize;
    pub(in crate::metrics) const ATTEMPTS: usize = CALLS + Outcome::COUNT;
    pub(in crate::metrics) const FALLBACK_SUCCESS: usize = ATTEMPTS + Outcome::COUNT;
    pub(in crate::metrics) const FALLBACK_FAILURE: usize = FALLBACK_SUCCESS + 1;
    pub(in crate::metrics) const RETRIES: usize = FALLBACK_FAILURE + 1;
    pub(in crate::metrics) const RETRIES_REFUSED: usize = RETRIES + 1;
    /// Calls that ended well at their only attempt, without the clock. Each is a call and an attempt that went well.
    pub(in crate::metrics) const WENT_WELL: usize = RETRIES_REFUSED + 1;
    pub(in crate::metrics) const ALL: usize = WENT_WELL + 1;
}

impl From<&[u64; place::ALL]> for Counts {
    fn from(all: &[u64; place::ALL]) -> Self {
        Self {
            started: all[place::STARTED],
            calls: outcomes(&all[place::CALLS..], all[place::WENT_WELL]),
            attempts: outcomes(&all[place::ATTEMPTS..], all[place::WENT_WELL]),
            fallback_success: all[place::FALLBACK_SUCCESS],
            fallback_failure: all[place::FALLBACK_FAILURE],
            retries: all[place::RETRIES],
            retries_refused: all[place::RETRIES_REFUSED],
        }
    }
}

fn outcomes(from: &[u64], went_well: u64) -> Outcomes {
    let of = |outcome: Outcome| from[outcome as usize];
    Outcomes {
        success: of(Outcome::Success) + went_well,
        failure: of(Outcome::Failure),
        timeout: of(Outcome::Timeout),
        rejected: of(Outcome::Rejected),
        cancelled: of(Outcome::Cancelled),
        panicked: of(Outcome::Panicked),
        ignored: of(Outcome::Ignored),
    }
}
