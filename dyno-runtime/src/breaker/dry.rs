//! What the outcomes that are counted by now would come to under other settings.

use std::sync::Arc;

use crate::breaker::recent::{Recent, Tally};
use crate::breaker::settings::BreakerSettings;
use crate::breaker::shared::Shared;
use crate::breaker::verdict::verdict;
use crate::outcome::TransitionCause;

/// More failures than anybody waits for.
const MANY: u64 = 1 << 40;

impl Shared {
    /// Says why it would be open if it were judged by these settings, how many more failures in a row would open it, if any number of them would,
    /// and whether that holds only if they come at once: what is counted by time grows old.
    pub(crate) fn under(self: &Arc<Self>, then: &BreakerSettings) -> (Option<TransitionCause>, Option<u64>, bool) {
        let now = self.now();
        let ((mut recent, in_a_row), follow) = self.quietly(now, |state| {
            state.recent.advance(now);
            (state.recent.clone(), state.in_a_row)
        });
        follow();
        if then.window != self.snapshot().settings.window {
            recent = recent.resized(then.window, now);
        }
        let cause = verdict(then, &recent.sum(), in_a_row);
        if cause.is_some() {
            return (cause, Some(0), false);
        }
        let in_a_row = then.consecutive.map(|limit| u64::from(limit.saturating_sub(in_a_row)));
        let by_time = matches!(recent, Recent::Span(_)) && then.failure_rate.is_some();
        let by_rate = match recent {
            Recent::Span(_) => of_span(then, recent.sum()),
            Recent::Last(_) => of_last(then, recent),
        };
        let is_sooner = in_a_row.is_some_and(|row| by_rate.is_none_or(|rate| row <= rate));
        (None, [in_a_row, by_rate].into_iter().flatten().min(), by_time && !is_sooner)
    }
}

impl Shared {
    /// How many failures in a row open it by these settings' rate where the last so many calls are judged; `None` where a time is, or no rate.
    pub(crate) fn failures_by_rate(self: &Arc<Self>, then: &BreakerSettings) -> Option<u64> {
        let now = self.now();
        let (recent, follow) = self.quietly(now, |state| state.recent.clone());
        follow();
        match recent.resized(then.window, now) {
            recent @ Recent::Last(_) => of_last(then, recent),
            Recent::Span(_) => None,
        }
    }
}

/// Failures come to those that there are.
fn of_span(then: &BreakerSettings, now: Tally) -> Option<u64> {
    let after = |more: u64| Tally { counted: now.counted + more, failures: now.failures + more, slow: now.slow };
    let least = then.quorum().saturating_sub(now.counted).max(1);
    // That some were slow counts for less with each failure that is not.
    let is_slow = then.slow_call.is_some() && after(least).slow_rate() >= then.slow_rate;
    if is_slow {
        return Some(least);
    }
    let limit = then.failure_rate?;
    let is_enough = |more: u64| after(more).failure_rate() >= limit;
    if !is_enough(MANY) {
        return None;
    }
    let (mut least, mut most) = (least, MANY);
    while least < most {
        let middle = least + (most - least) / 2;
        if is_enough(middle) { most = middle } else { least = middle + 1 }
    }
    Some(least)
}

/// Each takes the place of the oldest, so that in the end there are no others.
fn of_last(then: &BreakerSettings, mut recent: Recent) -> Option<u64> {
    let rates = BreakerSettings { consecutive: None, ..then.clone() };
    let mut failures = 1..=recent.room();
    failures.find(|_| {
        recent.add(Tally::one(true, false));
        verdict(&rates, &recent.sum(), 0).is_some()
    })
}
