//! The breaker as a pure machine: (state, now, outcome) in, decision out. It reads no clock and calls no user.

use std::mem::take;
use std::time::Duration;

use crate::breaker::probes::Probes;
use crate::breaker::recent::{Recent, Tally};
use crate::breaker::report::{Admission, Change, Refusal, Report};
use crate::breaker::settings::BreakerSettings;
use crate::clock::Moment;
use crate::outcome::TransitionCause;

/// Everything a breaker knows.
#[derive(Debug)]
pub(crate) struct State {
    pub(super) settings: BreakerSettings,
    pub(super) phase: Phase,
    /// Counts transitions: an outcome belongs to the generation in which its call was admitted.
    pub(super) generation: u64,
    /// Counts everything that makes refusals differ from those before.
    pub(super) revision: u64,
    pub(super) since: Moment,
    /// When it last was closed; `None` while it is. A probe that fails begins `since` anew, and not this.
    pub(super) not_closed_since: Option<Moment>,
    pub(super) recent: Recent,
    pub(super) in_a_row: u32,
    pub(super) failed_recoveries: u32,
    /// Whether a rule of the user's own is asked how long to stay open.
    pub(super) is_ruled: bool,
    /// How long to stay open at least, if the failure that is reported opens it.
    pub(super) told: Duration,
    /// What brought it into its phase.
    pub(super) cause: Option<TransitionCause>,
    pub(super) changes: Vec<Change>,
    /// Whether a bucket has turned since outcomes were judged.
    pub(super) has_turned: bool,
    pub(super) random: fastrand::Rng,
}

/// Where the machine is, with what it must know there.
#[derive(Debug)]
pub(super) enum Phase {
    Closed,
    Open {
        until: Moment,
        /// What the user's rule cannot shorten.
        at_least: Duration,
    },
    HalfOpen(Probes),
    ForcedOpen {
        until: Moment,
    },
    Disabled,
    MetricsOnly,
}

impl State {
    pub(crate) fn new(settings: BreakerSettings, now: Moment, random: fastrand::Rng, is_ruled: bool) -> Self {
        Self {
            recent: Recent::new(settings.window, now),
            settings,
            phase: Phase::Closed,
            generation: 1,
            revision: 1,
            since: now,
            not_closed_since: None,
            in_a_row: 0,
            failed_recoveries: 0,
            is_ruled,
            told: Duration::ZERO,
            cause: None,
            changes: Vec::new(),
            has_turned: false,
            random,
        }
    }

    /// Admits or rejects one attempt. A probe that does not report within `lease` gives its place back.
    pub(crate) fn admit(&mut self, now: Moment, lease: Option<Duration>) -> Result<Admission, Refusal> {
        self.expire(now);
        if let Phase::Open { until, .. } = self.phase {
            if now >= until {
                self.enter(Phase::HalfOpen(Probes::default()), now, TransitionCause::WaitOver);
            }
        }
        if matches!(self.phase, Phase::Open { .. } | Phase::ForcedOpen { .. }) {
            return Err(self.refusal(now, self.retry_after(now)));
        }
        let generation = self.generation;
        let Phase::HalfOpen(probes) = &mut self.phase else {
            return Ok(Admission { generation, probe: None });
        };
        let lease = self.settings.probe_lease.or(lease).unwrap_or(self.settings.open_for);
        match probes.admit(now, lease, self.settings.probes) {
            Ok(probe) => Ok(Admission { generation, probe: Some(probe) }),
            Err(free_in) => Err(self.refusal(now, free_in)),
        }
    }

    /// Tells whether nobody is let through, not even as a probe.
    #[cfg(all(feature = "cache", feature = "command"))]
    pub(crate) fn is_open(&self, now: Moment) -> bool {
        matches!(self.phase, Phase::Open { until, .. } | Phase::ForcedOpen { until } if now < until)
    }

    /// Counts what an attempt reports, and judges. What comes late is not counted.
    pub(crate) fn report(&mut self, now: Moment, admission: Admission, report: Report) {
        self.expire(now);
        if admission.generation != self.generation {
            return;
        }
        match &mut self.phase {
            Phase::HalfOpen(probes) => {
                if admission.probe.is_some_and(|probe| probes.report(probe, report)) {
                    self.judge_probes(now);
                }
            }
            Phase::Closed | Phase::MetricsOnly => self.count(now, report),
            Phase::Open { .. } | Phase::ForcedOpen { .. } | Phase::Disabled => {}
        }
    }

    /// Counts a failure whose error tells when another attempt has a chance: if it opens the breaker, that stays open so long at least.
    pub(crate) fn report_told(&mut self, now: Moment, admission: Admission, report: Report, retry_after: Duration) {
        self.told = retry_after;
        self.report(now, admission, report);
        self.told = Duration::ZERO;
    }

    /// Adds successes that were counted elsewhere since the last time. They end a row of failures: every failure comes here, and
    /// finds those folded in that came before it.
    pub(crate) fn fold(&mut self, successes: u64) {
        if successes > 0 {
            self.in_a_row = 0;
            self.recent.add(Tally { counted: successes, ..Tally::default() });
        }
    }

    /// Says what the user's rule answered for the wait that began with `generation`; `None` if it had no answer.
    pub(crate) fn set_wait(&mut self, generation: u64, wait: Option<Duration>) {
        if let (true, Phase::Open { at_least, .. }) = (self.generation == generation, &self.phase) {
            let at_least = *at_least;
            let wait = wait.unwrap_or_else(|| self.wait()).max(at_least);
            self.revision += 1;
            self.phase = Phase::Open { until: self.since.after(wait), at_least };
        }
    }

    /// Takes new settings over; windows, probes and waits go on.
    pub(crate) fn configure(&mut self, now: Moment, settings: BreakerSettings) {
        self.has_turned |= self.recent.advance(now);
        if settings.window != self.settings.window {
            self.recent = self.recent.resized(settings.window, now);
        }
        self.settings = settings;
        // With fewer probes a verdict may be due that no report will ask for.
        self.judge_probes(now);
    }

    /// The transitions since the last time, in order: what was forced may expire just before something else happens.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        take(&mut self.changes)
    }

    pub(super) fn expire(&mut self, now: Moment) {
        if let Phase::ForcedOpen { until, .. } = self.phase {
            if now >= until {
                self.enter(Phase::Closed, now, TransitionCause::Expired);
                self.start_afresh(now);
            }
        }
    }

    pub(super) fn enter(&mut self, phase: Phase, now: Moment, cause: TransitionCause) {
        let from = self.state();
        self.revision += 1;
        self.phase = phase;
        self.since = now;
        let is_closed = matches!(self.phase, Phase::Closed);
        self.not_closed_since = (!is_closed).then(|| self.not_closed_since.unwrap_or(now));
        self.generation += 1;
        self.cause = Some(cause.clone());
        self.changes.push(Change { from, to: self.state(), cause });
    }

    pub(super) fn start_afresh(&mut self, now: Moment) {
        self.recent = Recent::new(self.settings.window, now);
        self.in_a_row = 0;
        self.has_turned = false;
    }

    pub(crate) fn refusal(&self, now: Moment, retry_after: Option<Duration>) -> Refusal {
        Refusal { since: now.since(self.since), retry_after, cause: self.cause.clone(), state: self.state() }
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use std::time::Duration;

    use loom::sync::Arc;
    use loom::thread;

    use super::State;
    use crate::breaker::report::Report;
    use crate::breaker::settings::BreakerSettings;
    use crate::clock::Moment;
    use crate::outcome::BreakerState;
    use crate::sync::{AtomicU64, Mutex, Ordering, lock};

    /// Two threads come to a breaker whose wait is over: one place is theirs, at whatever moment each comes, reports or drops it.
    #[test]
    fn loom_never_more_probes_are_out_than_there_are_places() {
        for report in [Report::Neutral, Report::Success { slow: false }, Report::Failure { slow: false }] {
            loom::model(move || {
                let began = Moment::at(Duration::ZERO);
                let settings = BreakerSettings { probes: 1, jitter: 0.0, ..BreakerSettings::default() };
                let over = began.after(settings.open_for);
                let mut open = State::new(settings, began, fastrand::Rng::with_seed(7), false);
                open.trip(began).unwrap();
                let shared = Arc::new((Mutex::new(open), AtomicU64::new(0)));
                let comes = {
                    let shared = Arc::clone(&shared);
                    move || {
                        let (machine, out) = &*shared;
                        let Ok(admission) = lock(machine).admit(over, None) else {
                            return false;
                        };
                        if admission.probe.is_some() {
                            assert_eq!(out.fetch_add(1, Ordering::Relaxed), 0);
                            out.fetch_sub(1, Ordering::Relaxed);
                        }
                        lock(machine).report(over, admission, report);
                        true
                    }
                };
                let other = thread::spawn(comes.clone());
                let admitted = [comes(), other.join().unwrap()];
                let state = lock(&shared.0).state();
                match report {
                    Report::Neutral => assert_eq!(state, BreakerState::HalfOpen),
                    Report::Success { .. } => assert_eq!(state, BreakerState::Closed),
                    Report::Failure { .. } => {
                        assert_eq!((state, admitted.into_iter().filter(|one| *one).count()), (BreakerState::Open, 1));
                    }
                }
            });
        }
    }
}
