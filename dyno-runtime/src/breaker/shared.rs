//! What all handles of a breaker share: the machine under its lock, and in front of it what a healthy call needs.

use std::sync::Arc;
use std::time::Duration;

use crate::breaker::lanes::{Lanes, Taken};
use crate::breaker::report::{Admission, Change, Report};
use crate::breaker::rule::Rule;
use crate::breaker::settings::BreakerSettings;
use crate::breaker::snapshot::BreakerSnapshot;
use crate::breaker::state::State;
use crate::breaker::word::Word;
use crate::clock::{Clock, Moment, nanos};
use crate::error::Error;
use crate::event::{EventKind, EventLog, Transition};
use crate::outcome::{BreakerState, contained};
use crate::settings::{Hand, Layers, Origin};
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// Off, as a number of nanoseconds.
const NEVER: u64 = u64::MAX;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(super) name: Arc<str>,
    /// Who says what of the settings.
    pub(super) layers: Mutex<Layers<BreakerSettings>>,
    pub(super) clock: Clock,
    events: Arc<EventLog>,
    pub(super) rule: Option<Rule>,
    pub(super) word: AtomicU64,
    pub(super) lanes: Lanes,
    turns_at: AtomicU64,
    slow_after: AtomicU64,
    /// Whether rejections by the command's own bulkhead are failures.
    counts_rejections: AtomicU64,
    /// Within what time so many calls must come that not all need the clock, in nanoseconds.
    gap: AtomicU64,
    /// What threads remember of an earlier one holds no more.
    pub(super) revision: AtomicU64,
    pub(super) machine: Mutex<Machine>,
    hand: Hand,
}

#[derive(Debug)]
pub(super) struct Machine {
    pub(super) state: State,
    taken: Taken,
}

/// What became of the machine, and nobody was told of yet.
pub(super) struct Changed {
    transitions: Vec<Transition>,
    generation: u64,
    number: u32,
}

impl Shared {
    pub(super) fn new(
        name: Arc<str>,
        layers: Layers<BreakerSettings>,
        clock: Clock,
        events: Arc<EventLog>,
        rule: Option<Rule>,
        machine: State,
    ) -> Self {
        let lanes = Lanes::new();
        let shared = Self {
            name,
            layers: Mutex::new(layers),
            clock,
            events,
            rule,
            word: AtomicU64::new(Word::of(&machine).0),
            turns_at: AtomicU64::new(0),
            slow_after: AtomicU64::new(NEVER),
            counts_rejections: AtomicU64::new(0),
            gap: AtomicU64::new(0),
            revision: AtomicU64::new(0),
            machine: Mutex::new(Machine { taken: lanes.untouched(), state: machine }),
            lanes,
            hand: Hand::nobodys(),
        };
        shared.publish(&lock(&shared.machine).state);
        shared
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn hand(&self) -> &Hand {
        &self.hand
    }

    pub(super) fn built_at(&self) -> Origin {
        lock(&self.layers).built_at().clone()
    }

    /// Tells whether it was built with just these. Two rules cannot be compared: they are the same at the same place.
    pub(super) fn is_declared_as(&self, settings: &BreakerSettings, rule: Option<&Rule>, origin: &Origin) -> bool {
        let same_rule = match (&self.rule, rule) {
            (None, None) => true,
            (Some(one), Some(other)) => one.is(other) || self.built_at() == *origin,
            _ => false,
        };
        lock(&self.layers).base() == settings && same_rule
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Tells whether calls must be timed from their start.
    pub(super) fn times_calls(&self) -> bool {
        self.slow_after.load(Ordering::Relaxed) != NEVER
    }

    /// Tells whether it is a failure when a command's own bulkhead turns a call away.
    pub(crate) fn counts_rejections(&self) -> bool {
        self.counts_rejections.load(Ordering::Relaxed) != 0
    }

    /// Within how many nanoseconds so many calls must come that not all need the clock.
    pub(crate) fn gap(&self) -> u64 {
        self.gap.load(Ordering::Relaxed)
    }

    /// Admits, if the breaker is healthy.
    #[inline]
    pub(crate) fn enter_at_once(&self) -> Option<Admission> {
        let word = Word(self.word.load(Ordering::Acquire));
        word.is_healthy().then(|| Admission { generation: word.generation(), probe: None })
    }

    /// Admits or rejects, by the caller's clock. The start of the call is asked for, unless it is rejected as others were just
    /// before.
    #[cold]
    pub(crate) fn enter(
        &self,
        clock: &Clock,
        started: impl FnOnce() -> Moment,
        lease: Option<Duration>,
    ) -> Result<Admission, Error> {
        let word = Word(self.word.load(Ordering::Acquire));
        let memory = &self.lanes.any().memory;
        if let Some(error) = memory.reject(self.revision.load(Ordering::Acquire), clock) {
            return Err(error);
        }
        let now = started();
        if !word.is_watched() {
            return Ok(Admission { generation: word.generation(), probe: None });
        }
        let asked = self.with(now, |state| state.admit(now, lease).map_err(|refusal| (refusal, state.rejecting())));
        asked.map_err(|(refusal, rejecting)| {
            let open = refusal.open(self.name.clone());
            if let Some(rejecting) = rejecting {
                memory.keep(rejecting, &open);
            }
            open.into()
        })
    }

    /// Reports a success of which nobody knows the time, if the breaker is healthy and has been since the attempt was admitted.
    #[inline]
    pub(crate) fn succeed(&self, admission: Admission) -> bool {
        let is_healthy = self.word.load(Ordering::Acquire) == Word::healthy(admission.generation).0;
        if is_healthy {
            match self.lanes.mine() {
                Some(lane) => lane.succeed(admission.generation),
                None => _ = self.lanes.succeed(admission.generation),
            }
        }
        is_healthy
    }

    /// Reports a success as [`Shared::succeed`] does, unless it is time to read the clock.
    #[inline]
    pub(super) fn succeed_at_pace(&self, admission: Admission) -> bool {
        self.lanes.mine().is_some_and(|lane| lane.pace.lets_go()) && self.succeed(admission)
    }

    /// Reports how an admitted attempt ended: well, badly, or (`None`) without news.
    pub(crate) fn leave(&self, admission: Admission, ended: Option<bool>, started: Option<Moment>, now: Moment) {
        let slow_after = self.slow_after.load(Ordering::Relaxed);
        let slow = started.is_some_and(|started| now.nanos_since(started) > slow_after);
        let report = match ended {
            Some(true) => Report::Success { slow },
            Some(false) => Report::Failure { slow },
            None => Report::Neutral,
        };
        let word = Word(self.word.load(Ordering::Acquire));
        let is_plain = !word.is_watched() && report == (Report::Success { slow: false });
        if !is_plain || now.as_nanos() >= self.turns_at.load(Ordering::Relaxed) {
            self.with(now, |state| state.report(now, admission, report));
        } else if word.generation() == admission.generation {
            // What is of another generation came late.
            let lane = self.lanes.succeed(admission.generation);
            if let Some(lane) = lane {
                lane.pace.timed(now, true, self.gap());
            }
        }
    }

    /// Reports that an admitted attempt failed with an error that tells when another has a chance.
    pub(crate) fn leave_told(&self, admission: Admission, retry_after: Duration, started: Option<Moment>, now: Moment) {
        let slow_after = self.slow_after.load(Ordering::Relaxed);
        let report = Report::Failure { slow: started.is_some_and(|started| now.nanos_since(started) > slow_after) };
        self.with(now, |state| state.report_told(now, admission, report, retry_after));
    }

    /// Runs `work` on the machine, then tells what changed. `work` is ours; subscribers and the user's rule are asked
    /// without the lock.
    pub(super) fn with<R>(&self, now: Moment, work: impl FnOnce(&mut State) -> R) -> R {
        let (result, changed) = self.decide(&mut lock(&self.machine), now, work);
        self.tell(&changed);
        result
    }

    /// Runs `work` on the machine, and gives what changed, to be told.
    pub(super) fn decide<R>(
        &self,
        machine: &mut Machine,
        now: Moment,
        work: impl FnOnce(&mut State) -> R,
    ) -> (R, Changed) {
        let Machine { state, taken } = machine;
        if state.counts_successes() {
            state.fold(self.lanes.take(taken, state.generation()));
        }
        let result = work(state);
        let transitions = state.take_changes().into_iter().map(|change| self.keep(change, now)).collect();
        self.publish(state);
        (result, Changed { transitions, generation: state.generation(), number: state.wait_number() })
    }

    /// Tells subscribers what changed, and asks the user's rule. Never under a lock.
    pub(super) fn tell(&self, changed: &Changed) {
        let Changed { transitions, generation, number } = changed;
        if transitions.last().is_some_and(|transition| transition.to == BreakerState::Open) {
            self.ask_rule(*generation, *number);
        }
        transitions.iter().for_each(Transition::trace);
    }

    /// Keeps the event; under the lock, so that events stand in the order in which they happened.
    fn keep(&self, change: Change, now: Moment) -> Transition {
        let Change { from, to, cause } = change;
        let transition = Transition { breaker: self.name.clone(), from, to, cause };
        self.events.push(now, EventKind::Transition(transition.clone()));
        transition
    }

    pub(crate) fn snapshot(&self) -> BreakerSnapshot {
        let now = self.now();
        let machine = lock(&self.machine);
        let successes = self.lanes.count(&machine.taken, machine.state.generation());
        BreakerSnapshot::of(&self.name, &machine.state, successes, now)
    }

    /// Asks the user's rule how long to stay open, without a lock.
    fn ask_rule(&self, generation: u64, number: u32) {
        let Some(rule) = &self.rule else {
            return;
        };
        let wait = rule.wait(number);
        {
            let state = &mut lock(&self.machine).state;
            state.set_wait(generation, wait);
            self.publish(state);
        }
        if wait.is_none() {
            let breaker = &self.name;
            contained(
                || tracing::error!(target: "dyno", %breaker, "the rule of `open_for` panicked; the plain `open_for` is used"),
            );
        }
    }

    fn publish(&self, state: &State) {
        let slow_after = state.settings().slow_call.map_or(NEVER, nanos);
        self.slow_after.store(slow_after, Ordering::Relaxed);
        self.counts_rejections.store(state.settings().count_rejections.into(), Ordering::Relaxed);
        self.revision.store(state.revision(), Ordering::Release);
        self.turns_at.store(state.turns_at().as_nanos(), Ordering::Relaxed);
        let gap = if self.clock.is_systems() { state.bucket() / 8 } else { Duration::ZERO };
        self.gap.store(nanos(gap), Ordering::Relaxed);
        self.word.store(Word::of(state).0, Ordering::Release);
    }
}
