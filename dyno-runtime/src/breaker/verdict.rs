//! When the machine trips, recovers, and for how long it stays open.

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
        let turned = self.recent.advance(now);
        self.recent.add(Tally::one(failed, slow));
        self.in_a_row = if failed { self.in_a_row.saturating_add(1) } else { 0 };
        if matches!(self.phase, Phase::Closed) && (turned || failed || slow) {
            self.judge(now);
        }
    }

    fn judge(&mut self, now: Moment) {
        let tally = self.recent.sum();
        let verdict = (tally.counted >= self.settings.quorum())
            .then(|| self.too_bad(&tally, self.settings.failure_rate))
            .flatten();
        let in_a_row = self.in_a_row;
        if let Some(cause) = verdict {
            self.open(now, cause);
        } else if self.settings.consecutive.is_some_and(|limit| in_a_row >= limit) {
            self.open(now, TransitionCause::Consecutive { failures: in_a_row });
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
        if self.too_bad(&tally, limit).is_some() {
            self.failed_recoveries = self.failed_recoveries.saturating_add(1);
            self.open(now, TransitionCause::ProbesFailed { failures, slow, counted });
        } else {
            self.enter(Phase::Closed, now, TransitionCause::ProbesPassed { counted });
            self.start_afresh(now);
        }
    }

    fn too_bad(&self, tally: &Tally, failure_limit: Option<f64>) -> Option<TransitionCause> {
        let counted = tally.counted;
        let rate = tally.failure_rate();
        if failure_limit.is_some_and(|limit| rate >= limit) {
            return Some(TransitionCause::FailureRate { rate, counted });
        }
        let rate = tally.slow_rate();
        let slow = self.settings.slow_call.is_some() && rate >= self.settings.slow_rate;
        slow.then_some(TransitionCause::SlowRate { rate, counted })
    }

    pub(super) fn open(&mut self, now: Moment, cause: TransitionCause) {
        let closed_for = now.since(self.since);
        if matches!(self.phase, Phase::Closed) && closed_for >= self.settings.open_max {
            self.failed_recoveries = 0;
        }
        // The rule is asked without the lock; until it has answered, nobody passes.
        let until = if self.is_ruled { Moment::NEVER } else { now.after(self.wait()) };
        self.enter(Phase::Open { until }, now, cause);
    }

    /// How long to stay open, without a rule: doubled, capped, and lengthened by the jitter.
    pub(super) fn wait(&mut self) -> Duration {
        let BreakerSettings { open_for, open_max, jitter, .. } = self.settings;
        let factor = 2_u32.saturating_pow(self.failed_recoveries);
        let wait = open_for.saturating_mul(factor).min(open_max);
        let lengthened = wait.as_secs_f64() * (1.0 + jitter * self.random.f64());
        // Too long for a duration is for ever, which jitter cannot lengthen.
        Duration::try_from_secs_f64(lengthened).map_or(wait, |lengthened| lengthened.max(wait))
    }
}
