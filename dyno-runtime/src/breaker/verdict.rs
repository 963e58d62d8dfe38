//! When the machine trips, recovers, and for how long it stays open.

use std::mem::take;
use std::time::Duration;

use crate::breaker::recent::Tally;
use crate::breaker::report::Report;
use crate::breaker::settings::BreakerSettings;
use crate::breaker::state::{Phase, State};
use crate::clock::Moment;
use crate::outcome::TransitionCause;

impl State {
    pub(super) fn count(&mut self, now: Moment, report: Report) {
        let (failed, slow) = match report {
            Report::Success { slow } => (false, slow),
            Report::Failure { slow } => (true, slow),
            Report::Neutral => return,
        };
        let turned = take(&mut self.has_turned) | self.recent.advance(now);
        self.recent.add(Tally::one(failed, slow));
        self.in_a_row = if failed { self.in_a_row.saturating_add(1) } else { 0 };
        if matches!(self.phase, Phase::Closed) && (turned || failed || slow) {
            self.judge(now);
        }
    }

    fn judge(&mut self, now: Moment) {
        if let Some(cause) = verdict(&self.settings, &self.recent.sum(), self.in_a_row) {
            self.open(now, cause);
        }
    }

    pub(super) fn judge_probes(&mut self, now: Moment) {
        let Phase::HalfOpen(probes) = &self.phase else {
            return;
        };
        let tally = probes.tally();
        if tally.counted < self.settings.probe_quorum() {
            return;
        }
        // A breaker that trips on failures in a row only must still see that all probes failed.
        let limit = self.settings.failure_rate.or(self.settings.consecutive.map(|_| 1.0));
        let Tally { failures, slow, counted } = tally;
        if too_bad(&self.settings, &tally, limit).is_some() {
            self.failed_recoveries = self.failed_recoveries.saturating_add(1);
            self.open(now, TransitionCause::ProbesFailed { failures, slow, counted });
        } else {
            self.enter(Phase::Closed, now, TransitionCause::ProbesPassed { counted });
            self.start_afresh(now);
        }
    }

    pub(super) fn open(&mut self, now: Moment, cause: TransitionCause) {
        let closed_for = now.since(self.since);
        if matches!(self.phase, Phase::Closed) && closed_for >= self.settings.open_max {
            self.failed_recoveries = 0;
        }
        // The rule is asked without the lock; until it has answered, nobody passes.
        let at_least = self.told;
        let until = if self.is_ruled { Moment::NEVER } else { now.after(self.wait().max(at_least)) };
        self.enter(Phase::Open { until, at_least }, now, cause);
    }

    /// How long to stay open, without a rule: doubled, capped, and lengthened by the jitter.
    pub(super) fn wait(&mut self) -> Duration {
        let BreakerSettings { open_max, jitter, .. } = self.settings;
        let wait = self.doubled().min(open_max);
        let longer = wait.as_secs_f64() * jitter * self.random.f64();
        // What is too long for a duration is for ever, which jitter cannot lengthen.
        wait.saturating_add(Duration::try_from_secs_f64(longer).unwrap_or_default())
    }

    /// `open_for`, doubled for each failed recovery.
    fn doubled(&self) -> Duration {
        let nanos = self.settings.open_for.as_nanos();
        let factor = 1_u128.checked_shl(self.failed_recoveries).unwrap_or(u128::MAX);
        u64::try_from(nanos.saturating_mul(factor)).map_or(Duration::MAX, Duration::from_nanos)
    }
}

/// Says why a closed breaker opens by what is counted, if it does.
pub(super) fn verdict(settings: &BreakerSettings, tally: &Tally, in_a_row: u32) -> Option<TransitionCause> {
    let is_known = tally.counted >= settings.quorum();
    let by_rate = if is_known { too_bad(settings, tally, settings.failure_rate) } else { None };
    let is_row = settings.consecutive.is_some_and(|limit| in_a_row >= limit);
    by_rate.or_else(|| is_row.then_some(TransitionCause::Consecutive { failures: in_a_row }))
}

fn too_bad(settings: &BreakerSettings, tally: &Tally, failure_limit: Option<f64>) -> Option<TransitionCause> {
    let counted = tally.counted;
    let rate = tally.failure_rate();
    if failure_limit.is_some_and(|limit| rate >= limit) {
        return Some(TransitionCause::FailureRate { rate, counted });
    }
    let rate = tally.slow_rate();
    let slow = settings.slow_call.is_some() && rate >= settings.slow_rate;
    slow.then_some(TransitionCause::SlowRate { rate, counted })
}
