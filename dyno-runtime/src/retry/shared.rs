//! What all handles of a retry share: its settings and its budget.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, Moment};
use crate::event::{BudgetSpent, EventKind, EventLog};
use crate::registry::Registry;
use crate::retry::budget::{Budget, Calls, LIFE, Taken};
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
    /// Calls that no command counts.
    deposits: Deposits,
    /// How many attempts there may be, for whoever needs to know nothing else.
    n: AtomicU32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    settings: RetrySettings,
    random: fastrand::Rng,
    /// Charged when a retry is decided on, so that whoever has no chance does not wait for it; or when it begins, if that is long after.
    allowed: Budget,
    /// Charged when one is decided on that waits so long. Many may wait for the same moment.
    parked: Budget,
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
    pub(crate) who: u64,
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
            deposits: Deposits::new(),
            n: AtomicU32::new(settings.n),
            state: Mutex::new(State {
                settings,
                random,
                allowed: Budget::default(),
                parked: Budget::default(),
                retries: 0,
                refused: 0,
                refused_at: None,
            }),
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

    /// Counts a call that no command counts.
    #[inline]
    pub(super) fn call_begins(&self) {
        self.deposits.begins();
    }

    /// Counts its end.
    #[inline]
    pub(super) fn call_ends(&self) {
        self.deposits.ends();
    }

    /// The calls that no command counts.
    pub(super) fn calls(&self) -> Calls {
        self.deposits.calls()
    }

    /// Decides what follows a failed attempt. `rule` gives the wait where the back-off is custom: it is the user's, and asked without a
    /// lock. `calls` are those of who asks.
    pub(crate) fn next(
        self: &Arc<Self>,
        ask: Ask,
        rule: impl FnOnce() -> Option<Duration>,
        calls: impl FnOnce() -> Calls,
    ) -> Result<Due, GaveUp> {
        let Ask { attempt, previous, retry_after, left, who, n, is_ruled } = ask;
        let (mut settings, u) = {
            let mut state = lock(&self.state);
            (state.settings.clone(), state.random.f64())
        };
        settings.n = n.unwrap_or(settings.n);
        let failed = Failed { attempt, previous, retry_after, left, u, is_ruled };
        let mut taken = None;
        let allow = |share, wait| {
            taken = self.allows(share, wait, who, calls());
            taken.is_some()
        };
        match settings.next(&failed, rule, allow) {
            Next::Wait(wait) => Ok(Due::new(self.clone(), wait, taken)),
            Next::GiveUp(why) => Err(why),
        }
    }

    fn allows(&self, share: f64, wait: Duration, who: u64, calls: Calls) -> Option<Taken> {
        let now = self.clock.now();
        let mut state = lock(&self.state);
        let budget = state.charged_for(wait);
        budget.earn(now, share, who, calls);
        let Some(mut taken) = budget.take(now, who) else {
            self.refuses(state, share, calls, now);
            return None;
        };
        if wait >= LIFE {
            budget.begin(now, &mut taken);
        }
        Some(taken)
    }

    /// Takes back what was `taken` for one that does not begin.
    pub(super) fn give_back(&self, taken: Taken, wait: Duration) {
        lock(&self.state).charged_for(wait).give_back(taken);
    }

    /// Begins a retry after a wait, if the budget allows it, or has done so just before.
    pub(super) fn begins(&self, taken: Option<Taken>, wait: Duration, who: u64, calls: impl FnOnce() -> Calls) -> bool {
        let now = self.clock.now();
        let mut state = lock(&self.state);
        let budgeted = state.settings.budget.map(|share| (share, calls()));
        if let Some((share, calls)) = budgeted {
            state.allowed.earn(now, share, who, calls);
        }
        let still_counts = taken.is_some_and(|mut taken| {
            let budget = state.charged_for(wait);
            let counts = wait < LIFE && budget.begin(now, &mut taken);
            if !counts {
                budget.give_back(taken);
            }
            counts
        });
        if let (false, Some((share, calls))) = (still_counts, budgeted) {
            let Some(mut taken) = state.allowed.take(now, who) else {
                self.refuses(state, share, calls, now);
                return false;
            };
            state.allowed.begin(now, &mut taken);
        }
        state.retries += 1;
        true
    }

    fn refuses(&self, mut state: MutexGuard<'_, State>, share: f64, calls: Calls, now: Moment) {
        state.refused += 1;
        // With every few calls there is one more retry, and then none again: that is no news.
        if state.refused_at.replace(now).is_none_or(|then| now.since(then) >= LIFE) {
            let spent = BudgetSpent { retry: self.name.clone(), share, under_way: calls.under_way };
            self.events.push(now, EventKind::BudgetSpent(spent.clone()));
            // Subscribers are the user's.
            drop(state);
            spent.trace();
        }
    }

    pub(crate) fn snapshot(&self) -> RetrySnapshot {
        let now = self.clock.now();
        let state = &mut *lock(&self.state);
        let settings = state.settings.clone();
        let left = settings.budget.map(|_| state.allowed.left(now));
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
        lock(&self.layers).note(layer);
        self.n.store(after.n, Relaxed);
        Some(Box::new(|| {}))
    }
}

impl State {
    /// The budget that is charged when a retry is decided on.
    fn charged_for(&mut self, wait: Duration) -> &mut Budget {
        if wait < LIFE { &mut self.allowed } else { &mut self.parked }
    }
}
