//! What all handles of a fuse share: what is said of it under a lock, and in front of that a word that calls read.

use std::hash::Hash;
use std::mem::replace;
use std::sync::Arc;

use crate::clock::{Clock, Moment};
use crate::error::{Blown, Error};
use crate::event::{EventKind, EventLog, FuseCause, FuseChange};
use crate::fuse::settings::FuseSettings;
use crate::fuse::share::{place, threshold};
use crate::fuse::snapshot::FuseSnapshot;
use crate::fuse::state::State;
use crate::settings::{Hand, Layers, Origin, SetTo};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// All may pass.
const INTACT: u64 = 0;
/// Nobody may.
const BLOWN: u64 = 1;
/// Only for a while.
const EXPIRES: u64 = 2;
/// Only a share may.
const SHARED_OUT: u64 = 4;

#[derive(Debug)]
pub(crate) struct Shared {
    word: AtomicU64,
    /// Which places of keys are let in, where only a share of them is.
    threshold: AtomicU64,
    rejected: AtomicU64,
    pub(super) name: Arc<str>,
    pub(super) clock: Clock,
    events: Arc<EventLog>,
    /// Lets in by chance where there is no key.
    random: Mutex<fastrand::Rng>,
    pub(super) settings: SetTo<FuseSettings>,
    state: Mutex<State>,
    hand: Hand,
}

/// Whether a call is among those that are let in where a share of them is; `None` leaves it to chance.
pub(crate) type Chosen = Option<bool>;

impl Shared {
    pub(super) fn new(
        name: Arc<str>,
        layers: Layers<FuseSettings>,
        clock: Clock,
        events: Arc<EventLog>,
        random: fastrand::Rng,
        settings: FuseSettings,
    ) -> Self {
        let state = State::new(settings.blown.as_deref(), clock.now());
        let shared = Self {
            word: AtomicU64::new(INTACT),
            threshold: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            name,
            clock,
            events,
            random: Mutex::new(random),
            state: Mutex::new(state),
            settings: SetTo::new(layers, settings),
            hand: Hand::nobodys(),
        };
        shared.settings.read(|settings| shared.publish(&lock(&shared.state), shared.clock.now(), settings));
        shared
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    #[cfg(feature = "command")]
    pub(super) fn hand(&self) -> &Hand {
        &self.hand
    }

    pub(super) fn built_at(&self) -> Origin {
        self.settings.built_at()
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &FuseSettings) -> bool {
        self.settings.is_declared_as(settings)
    }

    /// Tells whether all may pass.
    #[inline]
    pub(crate) fn lets_all_in(&self) -> bool {
        self.word.load(Relaxed) == INTACT
    }

    /// Tells whether it lets only a share in, and may be intact: what it was blown for a time may be over by now.
    #[inline]
    pub(crate) fn asks_for_key(&self) -> bool {
        let word = self.word.load(Relaxed);
        word & SHARED_OUT != 0 && word & (BLOWN | EXPIRES) != BLOWN
    }

    /// Tells whether it is not blown.
    #[inline]
    pub(crate) fn is_intact(&self) -> bool {
        match self.word.load(Relaxed) & (BLOWN | EXPIRES) {
            INTACT => true,
            BLOWN => false,
            _ => self.is_intact_by_now(),
        }
    }

    #[cold]
    fn is_intact_by_now(&self) -> bool {
        let now = self.clock.now();
        if lock(&self.state).until().is_some_and(|until| until <= now) {
            self.change(now, FuseCause::Expired, |_| ());
        }
        lock(&self.state).blow_at(now).is_none()
    }

    /// Tells whether a key is among those that are let in while it is intact.
    pub(crate) fn chooses<K: Hash + ?Sized>(&self, key: &K) -> bool {
        if self.word.load(Relaxed) & SHARED_OUT == 0 {
            return true;
        }
        place(&self.name, key) < self.threshold.load(Relaxed)
    }

    /// Lets in or turns away.
    #[inline]
    pub(crate) fn check(&self, chosen: impl FnOnce(&Self) -> Chosen) -> Result<(), Error> {
        if self.lets_all_in() { Ok(()) } else { self.check_with_care(chosen) }
    }

    #[cold]
    fn check_with_care(&self, chosen: impl FnOnce(&Self) -> Chosen) -> Result<(), Error> {
        if self.word.load(Relaxed) & BLOWN != 0 {
            self.refusal()?;
        }
        // A key is the user's.
        if chosen(self).unwrap_or_else(|| self.throws()) {
            return Ok(());
        }
        self.rejected.fetch_add(1, Relaxed);
        let share = self.settings.read(|settings| settings.admit);
        Err(Error::from(Blown {
            name: self.name.clone(),
            reason: None,
            since: None,
            retry_after: None,
            share: Some(share),
        }))
    }

    /// Turns away where it is still blown.
    fn refusal(&self) -> Result<(), Error> {
        let now = self.clock.now();
        if self.word.load(Relaxed) & EXPIRES != 0 {
            self.change(now, FuseCause::Expired, |_| ());
        }
        let state = lock(&self.state);
        let Some(blow) = state.blow_at(now) else { return Ok(()) };
        let error = Error::from(Blown {
            name: self.name.clone(),
            reason: Some(blow.reason.clone()),
            since: Some(now.since(blow.since)),
            retry_after: state.intact_at().map(|until| until.since(now)),
            share: None,
        });
        drop(state);
        self.rejected.fetch_add(1, Relaxed);
        Err(error)
    }

    pub(super) fn blow(&self, reason: Arc<str>, until: impl FnOnce(Moment) -> Option<Moment>) {
        let now = self.clock.now();
        let reason = if reason.trim().is_empty() { "nobody said why".into() } else { reason };
        let until = until(now).filter(|until| *until != Moment::NEVER);
        self.change(now, FuseCause::ByHand, |state| state.blow(reason, now, until));
        self.hand.is_overtaken();
    }

    pub(super) fn reset(&self) {
        self.change(self.clock.now(), FuseCause::ByHand, State::reset);
        self.hand.is_overtaken();
    }

    /// Has settings edited with what holds now for `blown`, whoever said so: what is set to another was said, and what is left as it is was not. Tells
    /// whether something was said that the settings do not show.
    pub(super) fn edit(&self, settings: &mut FuseSettings, edit: impl FnOnce(&mut FuseSettings)) -> bool {
        let holds = lock(&self.state).blow_at(self.clock.now()).map(|blow| blow.reason.to_string());
        let before = replace(&mut settings.blown, holds.clone());
        edit(settings);
        if settings.blown == holds {
            settings.blown = before;
            return false;
        }
        settings.blown == before
    }

    /// Hears what the settings say of it although they stay as they were.
    pub(super) fn hear(&self, blown: Option<&str>) {
        let now = self.clock.now();
        self.change(now, FuseCause::Settings, |state| state.settle(blown, now));
        self.hand.is_overtaken();
    }

    pub(crate) fn snapshot(&self) -> FuseSnapshot {
        let (now, settings) = (self.clock.now(), self.settings.settings());
        let state = lock(&self.state);
        let (blow, passes) = (state.blow_at(now), state.passes_at(now));
        FuseSnapshot {
            name: self.name.to_string(),
            blown: blow.map(|blow| blow.reason.to_string()),
            since: blow.map(|blow| now.since(blow.since)),
            retry_after: blow.and(state.intact_at()).map(|until| until.since(now)),
            left: passes.map(|(until, _)| until.since(now)),
            then: passes.and_then(|(_, then)| then).map(ToString::to_string),
            rejected: self.rejected.load(Relaxed),
            settings,
        }
    }

    /// Changes what is said of it, and tells of that, unless it comes to the same.
    fn change(&self, now: Moment, cause: FuseCause, change: impl FnOnce(&mut State)) {
        let told = self.settings.read(|settings| self.changed(now, cause, settings, change));
        told.iter().for_each(FuseChange::trace);
    }

    /// The same under the lock of the settings, without a word to `tracing`, whose subscribers are the user's. What is over by then is told first.
    pub(super) fn changed(
        &self,
        now: Moment,
        cause: FuseCause,
        settings: &FuseSettings,
        change: impl FnOnce(&mut State),
    ) -> Vec<FuseChange> {
        let mut state = lock(&self.state);
        let expired = if state.expire(now) { self.news(&mut state, now, FuseCause::Expired) } else { None };
        change(&mut state);
        self.publish(&state, now, settings);
        expired.into_iter().chain(self.news(&mut state, now, cause)).collect()
    }

    fn news(&self, state: &mut State, now: Moment, cause: FuseCause) -> Option<FuseChange> {
        state.is_news(now).then(|| {
            let blown = state.blow_at(now).map(|blow| blow.reason.clone());
            let change = FuseChange { fuse: self.name.clone(), blown, cause };
            self.events.push(now, EventKind::Fuse(change.clone()));
            change
        })
    }

    fn publish(&self, state: &State, now: Moment, settings: &FuseSettings) {
        let blown = if state.blow_at(now).is_some() { BLOWN } else { 0 };
        let expires = if state.until().is_some() { EXPIRES } else { 0 };
        let share = if settings.admit < 1.0 { SHARED_OUT } else { 0 };
        self.threshold.store(threshold(settings.admit), Relaxed);
        self.word.store(blown | expires | share, Relaxed);
    }

    fn throws(&self) -> bool {
        if self.word.load(Relaxed) & SHARED_OUT == 0 {
            return true;
        }
        lock(&self.random).u64(..) < self.threshold.load(Relaxed)
    }
}
