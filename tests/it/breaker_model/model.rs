//! The model: the rules as they are written, with everything kept and nothing clever.

use dyno::{BreakerSettings, BreakerState, Window};

use super::ops::Edit;
use super::probes::{NEVER, Probes};
use super::window::{Counted, Outcomes, Tally, nanos};

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) settings: BreakerSettings,
    pub(super) state: BreakerState,
    /// Each transition that was made.
    pub(super) transitions: Vec<(BreakerState, BreakerState)>,
    generation: u32,
    since: u64,
    /// When an open breaker, or one that was forced open, stops being so.
    until: u64,
    failed_recoveries: u32,
    outcomes: Outcomes,
    probes: Probes,
}

/// What an admitted call holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    generation: u32,
    probe: Option<usize>,
    started: Option<u64>,
}

impl Model {
    pub(super) fn new(settings: BreakerSettings, now: u64) -> Self {
        Self {
            state: BreakerState::Closed,
            transitions: Vec::new(),
            generation: 0,
            since: now,
            until: NEVER,
            failed_recoveries: 0,
            outcomes: Outcomes::fresh(settings.window, now),
            probes: Probes::default(),
            settings,
        }
    }

    /// Admits a call, or rejects it.
    pub(super) fn admit(&mut self, now: u64) -> Option<Ticket> {
        self.expire(now);
        if self.state == BreakerState::Open && self.is_over(now) {
            self.enter(BreakerState::HalfOpen, now);
        }
        let settings = &self.settings;
        let probe = match self.state {
            BreakerState::Open | BreakerState::ForcedOpen => return None,
            BreakerState::HalfOpen => {
                let lease = nanos(settings.probe_lease.unwrap_or(settings.open_for));
                Some(self.probes.admit(now, settings.probes, lease)?)
            }
            _ => None,
        };
        // A call that nobody times has no length.
        let started = settings.slow_call.is_some_and(|time| nanos(time) < NEVER).then_some(now);
        Some(Ticket { generation: self.generation, probe, started })
    }

    /// Takes the end of a call: well, badly, or (`None`) without news.
    pub(super) fn report(&mut self, ticket: Ticket, good: Option<bool>, now: u64) {
        if good.is_some() || ticket.probe.is_some() {
            self.expire(now);
        }
        if ticket.generation != self.generation {
            return;
        }
        if let Some(probe) = ticket.probe {
            self.probes.end(probe, good.is_some());
        }
        let slow_call = self.settings.slow_call.map_or(NEVER, nanos);
        let slow = ticket.started.is_some_and(|started| now.saturating_sub(started) > slow_call);
        let records = matches!(self.state, BreakerState::Closed | BreakerState::HalfOpen | BreakerState::MetricsOnly);
        if let Some(good) = good.filter(|_| records) {
            self.count(Counted { failed: !good, slow }, now);
        }
    }

    fn count(&mut self, outcome: Counted, now: u64) {
        let turned = self.outcomes.count(self.window(), now, outcome);
        match self.state {
            BreakerState::Closed if outcome.failed || outcome.slow || turned => self.judge(now),
            BreakerState::HalfOpen => self.judge_probes(now),
            _ => {}
        }
    }

    fn judge(&mut self, now: u64) {
        let tally = self.tally(now);
        let in_a_row = self.settings.consecutive.is_some_and(|limit| self.in_a_row() >= u64::from(limit));
        if in_a_row || tally.counted >= self.quorum() && self.is_bad(tally) {
            self.enter(BreakerState::Open, now);
        }
    }

    fn judge_probes(&mut self, now: u64) {
        let tally = self.tally(now);
        if tally.counted < self.quorum() {
            return;
        }
        // Where only failures in a row trip it, nothing but failures opens it again.
        let only_in_a_row = self.settings.failure_rate.is_none() && self.settings.consecutive.is_some();
        if self.is_bad(tally) || only_in_a_row && tally.failures == tally.counted {
            self.failed_recoveries += 1;
            self.enter(BreakerState::Open, now);
        } else {
            self.enter(BreakerState::Closed, now);
        }
    }

    fn is_bad(&self, tally: Tally) -> bool {
        self.settings.failure_rate.is_some_and(|limit| tally.failure_rate() >= limit)
            || self.settings.slow_call.is_some() && tally.slow_rate() >= self.settings.slow_rate
    }

    /// Changes a setting. Whatever comes next is judged by it.
    pub(super) fn configure(&mut self, edit: Edit, now: u64) {
        self.outcomes.turn(self.window(), now);
        edit.apply(&mut self.settings);
        // When as many have reported as now suffice, no other outcome need come to be judged.
        if self.state == BreakerState::HalfOpen {
            self.judge_probes(now);
        }
    }

    /// Trips by hand; false when that is illegal.
    pub(super) fn trip(&mut self, now: u64) -> bool {
        self.expire(now);
        if matches!(self.state, BreakerState::Closed | BreakerState::HalfOpen) {
            self.enter(BreakerState::Open, now);
        }
        self.state == BreakerState::Open
    }

    pub(super) fn reset(&mut self, now: u64) {
        self.enter(BreakerState::Closed, now);
        self.failed_recoveries = 0;
    }

    pub(super) fn force_open(&mut self, for_time: u64, now: u64) {
        self.enter(BreakerState::ForcedOpen, now);
        self.until = now.saturating_add(for_time);
    }

    /// Goes to a state, with a fresh window. Only a closed breaker can be made what it is.
    pub(super) fn enter(&mut self, to: BreakerState, now: u64) {
        let from = self.state;
        if from == to && to != BreakerState::Closed {
            return;
        }
        if to == BreakerState::Open {
            if from == BreakerState::Closed && self.in_state_for(now) >= nanos(self.settings.open_max) {
                self.failed_recoveries = 0;
            }
            self.until = now.saturating_add(self.wait());
        }
        if from != to {
            self.transitions.push((from, to));
            self.since = now;
        }
        self.state = to;
        self.generation += 1;
        self.probes = Probes::default();
        self.outcomes = Outcomes::fresh(self.window(), now);
    }

    /// What was forced open for a while is closed by whatever comes next.
    fn expire(&mut self, now: u64) {
        if self.state == BreakerState::ForcedOpen && self.is_over(now) {
            self.enter(BreakerState::Closed, now);
        }
    }

    fn wait(&self) -> u64 {
        let mut wait = nanos(self.settings.open_for);
        for _ in 0..self.failed_recoveries {
            wait = wait.saturating_mul(2).min(nanos(self.settings.open_max));
        }
        wait
    }

    fn is_over(&self, now: u64) -> bool {
        self.until != NEVER && now >= self.until
    }

    pub(super) fn in_state_for(&self, now: u64) -> u64 {
        now.saturating_sub(self.since)
    }

    /// How long until a call is admitted; `None` when that is now, or nobody knows.
    pub(super) fn retry_after(&self, now: u64) -> Option<u64> {
        match self.state {
            BreakerState::Open | BreakerState::ForcedOpen if self.until != NEVER => {
                Some(self.until.saturating_sub(now))
            }
            BreakerState::HalfOpen => self.probes.retry_after(now, self.settings.probes),
            _ => None,
        }
    }

    /// How many outcomes a verdict needs.
    pub(super) fn quorum(&self) -> u64 {
        u64::from(match (self.state, self.settings.window) {
            (BreakerState::HalfOpen, _) => self.settings.min_calls.min(self.settings.probes),
            (_, Window::Calls(calls)) => self.settings.min_calls.min(calls),
            _ => self.settings.min_calls,
        })
    }

    pub(super) fn tally(&self, now: u64) -> Tally {
        self.outcomes.tally(self.window(), now)
    }

    pub(super) fn in_a_row(&self) -> u64 {
        self.outcomes.in_a_row()
    }

    fn window(&self) -> Window {
        match self.state {
            // All of them, also when fewer are asked for meanwhile.
            BreakerState::HalfOpen => Window::Calls(u32::MAX),
            _ => self.settings.window,
        }
    }
}
