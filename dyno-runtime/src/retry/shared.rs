//! What all handles of a retry share: its settings and its budget.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, Moment};
use crate::event::{BudgetSpent, EventKind, EventLog};
use crate::registry::Registry;
use crate::retry::budget::LIFE;
use crate::retry::deposits::Deposits;
use crate::retry::due::Due;
use crate::retry::schedule::{Failed, GaveUp, Next};
use crate::retry::settings::RetrySettings;
use crate::retry::snapshot::RetrySnapshot;
use crate::settings::{Follow, Layer, Layers, Live, Origin};
use crate::sync::plain::{AtomicU32, Ordering::Relaxed};
use crate::sync::{Mutex, MutexGuard, lock};

#[derive(Debug)]
pub(crate) struct Shared {
    name: Arc<str>,
    /// Who says what of the settings.
    layers: Mutex<Layers<RetrySettings>>,
    clock: Clock,
    events: Arc<EventLog>,
    budget: Deposits,
    /// How many attempts there may be, for whoever needs to know nothing else.
    n: AtomicU32,
    state: Mutex<State>,
}

/// How many there were, by the second: when it began.
pub(crate) type Seconds = Vec<(Moment, u64)>;

#[derive(Debug)]
struct State {
    settings: RetrySettings,
    random: fastrand::Rng,
    /// Who makes first attempts, and how many that were in each second when this was last asked for.
    firsts: Vec<(usize, Seconds)>,
    retries: u64,
    refused: u64,
    /// When a retry was last refused.
    refused_at: Option<Moment>,
}

/// What is known of a failed attempt besides how much chance it gets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// The number of the attempt, from 1.
    pub(crate) attempt: u32,
    /// How long was waited before it.
    pub(crate) previous: Duration,
    pub(crate) retry_after: Option<Duration>,
    /// What is left of the call's time.
    pub(crate) left: Option<Duration>,
    /// Who asks, as a number of his own.
    pub(crate) who: usize,
    /// How many attempts there may be, instead of what is set.
    pub(crate) n: Option<u32>,
    /// Whether the rule is asked whatever the back-off is.
    pub(crate) is_ruled: bool,
}

impl Shared {
    pub(super) fn new(
        name: Arc<str>,
        layers: Layers<RetrySettings>,
        settings: RetrySettings,
        random: fastrand::Rng,
        registry: &Registry,
    ) -> Self {
        let clock = registry.clock().clone();
        Self {
            name,
            layers: Mutex::new(layers),
            budget: Deposits::new(clock.now()),
            n: AtomicU32::new(settings.n),
            state: Mutex::new(State { settings, random, firsts: Vec::new(), retries: 0, refused: 0, refused_at: None }),
            events: registry.event_log().clone(),
            clock,
        }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn built_at(&self) -> Origin {
        lock(&self.layers).built_at().clone()
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &RetrySettings) -> bool {
        lock(&self.layers).base() == settings
    }

    /// Tells whether there may be another attempt at all.
    #[inline]
    pub(crate) fn retries(&self) -> bool {
        self.n.load(Relaxed) > 1
    }

    /// Tells whether it retries inside of another.
    pub(crate) fn is_nested(&self) -> bool {
        lock(&self.state).settings.nested
    }

    /// Counts a first attempt that no command counts.
    #[inline]
    pub(super) fn deposit(&self) {
        self.budget.deposit(&self.clock);
    }

    /// Decides what follows a failed attempt. `rule` gives the wait where the back-off is custom: it is the user's, and asked without a
    /// lock. `firsts` is how many first attempts he who asks has made that are not counted here.
    pub(crate) fn next(
        self: &Arc<Self>,
        ask: Ask,
        rule: impl FnOnce() -> Option<Duration>,
        firsts: impl FnOnce() -> Seconds,
    ) -> Result<Due, GaveUp> {
        let Ask { attempt, previous, retry_after, left, who, n, is_ruled } = ask;
        let (mut settings, u) = {
            let mut state = lock(&self.state);
            (state.settings.clone(), state.random.f64())
        };
        settings.n = n.unwrap_or(settings.n);
        let failed = Failed { attempt, previous, retry_after, left, u, is_ruled };
        let mut foreseen = None;
        let foresee = |share, wait| {
            foreseen = self.foresee(share, wait, who, firsts());
            foreseen.is_some()
        };
        match settings.next(&failed, rule, foresee) {
            Next::Wait(wait) => Ok(Due::new(self.clone(), wait, foreseen)),
            Next::GiveUp(why) => Err(why),
        }
    }

    /// Has the budget foresee a retry after a wait, and tells when that is due.
    fn foresee(&self, share: f64, wait: Duration, who: usize, firsts: Seconds) -> Option<Moment> {
        let now = self.clock.now();
        let due = now.after(wait);
        let mut state = lock(&self.state);
        let firsts = state.note(who, firsts, now);
        let may = self.budget.foresee(now, due, share, firsts);
        if !may {
            self.refuses(state, share, firsts, now);
        }
        may.then_some(due)
    }

    /// Has it forget one that does not come, or comes now.
    pub(super) fn forget(&self, due: Moment) {
        self.budget.forget(due);
    }

    /// Takes a retry from the budget that begins, and tells whether there was one left.
    pub(super) fn begins(&self, who: usize, firsts: impl FnOnce() -> Seconds) -> bool {
        let Some(share) = lock(&self.state).settings.budget else { return true };
        let (now, firsts) = (self.clock.now(), firsts());
        let mut state = lock(&self.state);
        let firsts = state.note(who, firsts, now);
        let may = self.budget.withdraw(now, share, firsts);
        if may {
            state.retries += 1;
        } else {
            self.refuses(state, share, firsts, now);
        }
        may
    }

    fn refuses(&self, mut state: MutexGuard<'_, State>, share: f64, firsts: u64, now: Moment) {
        state.refused += 1;
        // With every few calls there is one more retry, and then none again: that is no news.
        if state.refused_at.replace(now).is_none_or(|then| now.since(then) >= LIFE) {
            let spent = BudgetSpent { retry: self.name.clone(), share, firsts };
            self.events.push(now, EventKind::BudgetSpent(spent.clone()));
            // Subscribers are the user's.
            drop(state);
            spent.trace();
        }
    }

    pub(crate) fn snapshot(&self) -> RetrySnapshot {
        let now = self.clock.now();
        let state = lock(&self.state);
        let settings = state.settings.clone();
        let left = settings.budget.map(|share| self.budget.left(now, share, state.firsts(now)));
        RetrySnapshot { name: self.name.to_string(), retries: state.retries, refused: state.refused, left, settings }
    }
}

impl Live for Shared {
    type Settings = RetrySettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> RetrySettings {
        lock(&self.state).settings.clone()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<RetrySettings>) -> R) -> R {
        look(&lock(&self.layers))
    }

    fn take_over<'a>(&'a self, before: &RetrySettings, after: &RetrySettings, layer: Layer<'_>) -> Option<Follow<'a>> {
        let mut state = lock(&self.state);
        if state.settings != *before {
            return None;
        }
        state.settings.clone_from(after);
        lock(&self.layers).note(before, after, layer);
        self.n.store(after.n, Relaxed);
        Some(Box::new(|| {}))
    }
}

impl State {
    /// Notes the first attempts of somebody, and tells how many all have made.
    fn note(&mut self, who: usize, firsts: Seconds, now: Moment) -> u64 {
        self.firsts.retain(|(other, firsts)| *other != who && recent(firsts, now) > 0);
        if !firsts.is_empty() {
            self.firsts.push((who, firsts));
        }
        self.firsts(now)
    }

    /// How many first attempts commands have made in the last 10 s, as far as that is known.
    fn firsts(&self, now: Moment) -> u64 {
        self.firsts.iter().map(|(_, firsts)| recent(firsts, now)).sum()
    }
}

/// Those of the last 10 s.
fn recent(firsts: &Seconds, now: Moment) -> u64 {
    firsts.iter().filter(|(began, _)| now.since(*began) < LIFE).map(|(_, firsts)| firsts).sum()
}
