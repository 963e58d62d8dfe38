//! What the outcomes that are counted by now would come to under other settings.

use crate::breaker::settings::BreakerSettings;
use crate::breaker::snapshot::BreakerSnapshot;
use crate::outcome::TransitionCause;

impl BreakerSnapshot {
    /// Says why it would be open if it were judged by these settings, and how many more failures in a row would open it, if any number of them would.
    pub(crate) fn under(&self, then: &BreakerSettings) -> (Option<TransitionCause>, Option<u64>) {
        let Self { counted, failures, slow, in_a_row, .. } = *self;
        let is_judged = counted > 0 && counted >= then.quorum();
        let rate = |part: u64| share(part, counted);
        let failure = then.failure_rate.filter(|limit| is_judged && rate(failures) >= *limit);
        let is_slow = is_judged && then.slow_call.is_some() && rate(slow) >= then.slow_rate;
        let cause = if failure.is_some() {
            Some(TransitionCause::FailureRate { rate: rate(failures), counted })
        } else if is_slow {
            Some(TransitionCause::SlowRate { rate: rate(slow), counted })
        } else {
            then.consecutive
                .filter(|limit| in_a_row >= *limit)
                .map(|_| TransitionCause::Consecutive { failures: in_a_row })
        };
        if cause.is_some() {
            return (cause, Some(0));
        }
        let in_a_row = then.consecutive.map(|limit| u64::from(limit.saturating_sub(in_a_row)));
        let by_rate = then.failure_rate.and_then(|limit| {
            let (mut least, mut most) = (then.quorum().saturating_sub(counted), 1 << 40);
            let is_enough = |more: u64| share(failures + more, counted + more) >= limit;
            if !is_enough(most) {
                return None;
            }
            while least < most {
                let middle = least + (most - least) / 2;
                if is_enough(middle) { most = middle } else { least = middle + 1 }
            }
            Some(least.max(1))
        });
        (None, [in_a_row, by_rate].into_iter().flatten().min())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of counts")]
fn share(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}
