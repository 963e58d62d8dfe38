//! What all handles of a cache share: the store, and what becomes of those who ask for what is in it.

use std::any::TypeId;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::cache::asked::{Asked, Asks, Known, Why};
use crate::cache::core::{Core, Decision};
use crate::cache::entry::Entry;
use crate::cache::failure::Failure;
use crate::cache::key::{Kept, Query};
use crate::cache::life::{Cost, Life};
use crate::cache::making::Making;
use crate::cache::policy::scaled;
use crate::cache::store::{Begun, Flown, Store};
use crate::cache::waiting::Waiting;
use crate::chain::Chain;
use crate::clock::Moment;
use crate::error::{Error, Recursive};
use crate::settings::Live as _;

pub struct Shared<K, V> {
    pub(super) store: Store<K, V>,
    pub(super) core: Arc<Core>,
    /// The instance of a method that keeps its values here, or none where a function does: not set before one is called.
    pub(super) owner: OnceLock<Option<TypeId>>,
}

/// What there is of a hash, and when that was so.
#[derive(Debug)]
pub(crate) struct Looked<K, V> {
    hash: u64,
    pub(super) seen: Option<Arc<Entry<K, V>>>,
    pub(super) now: Moment,
    /// Whether it is that of the key, and whoever has looked was drawn to renew it.
    is_due: bool,
}

impl<K, V> Looked<K, V> {
    fn new(hash: u64, seen: Option<Arc<Entry<K, V>>>, now: Moment) -> Self {
        Self { hash, seen, now, is_due: false }
    }

    pub(super) fn drawn(hash: u64, entry: Arc<Entry<K, V>>, now: Moment, is_due: bool) -> Self {
        Self { hash, seen: Some(entry), now, is_due }
    }
}

impl<K, V> Shared<K, V> {
    /// Whether it is the one of that instance.
    #[inline]
    pub(crate) fn is_of(&self, owner: Option<TypeId>) -> bool {
        // Functions have no owner, and each has a cache of its own.
        owner.is_none() || self.owner.get() == Some(&owner)
    }

    #[inline]
    pub(crate) fn hash(&self, key: &impl Query<K>) -> u64 {
        self.store.hash(key)
    }

    /// Finds what is fresh and not due, which is all that most callers need to know. Otherwise it gives what there is of that hash, be it of
    /// another key.
    #[inline]
    pub(crate) fn hit(&self, hash: u64, key: &impl Query<K>) -> Result<Arc<Entry<K, V>>, Looked<K, V>> {
        let Some(entry) = self.store.at(hash) else { return Err(Looked::new(hash, None, self.core.now())) };
        let recent = self.core.clock.recent();
        if !key.is(&entry.key) {
            return Err(Looked::new(hash, Some(entry), self.core.now()));
        }
        if !entry.is_quiet(recent.latest) {
            return self.core.draws(hash, entry);
        }
        let age = recent.at.nanos_since(entry.life.made);
        if !self.core.counters.hits_freely(age) {
            if self.recurs(hash, key) {
                return Err(Looked::new(hash, Some(entry), self.core.now()));
            }
            self.core.counters.hit(age);
        }
        entry.is_used();
        Ok(entry)
    }

    /// Asks when it is not as simple as that. A flight that somebody leads for longer than the `limit` is taken over by one of those who wait.
    /// What is there is not renewed where that `is_refused`.
    ///
    /// # Errors
    ///
    /// [`Error::Recursive`].
    #[cold]
    #[inline(never)]
    pub(crate) fn look(
        self: &Arc<Self>,
        key: &impl Kept<K>,
        looked: Looked<K, V>,
        limit: Option<Duration>,
        is_refused: impl Fn() -> bool,
    ) -> Result<Asked<K, V>, Error> {
        let Looked { hash, mut seen, mut now, mut is_due } = looked;
        let recursive = || Error::from(Recursive { name: self.core.name.clone() });
        if self.recurs(hash, key) {
            return Err(recursive());
        }
        loop {
            let mine = seen.as_ref().filter(|entry| key.is(&entry.key));
            let decision = mine.map(|entry| {
                let decision = if is_refused() {
                    self.core.spares(entry, now)
                } else if is_due {
                    Decision::Make(Why::Due, true)
                } else {
                    self.core.decides(entry, now)
                };
                (entry, decision)
            });
            let (why, present) = match decision {
                None => (Why::Missing, None),
                Some((entry, Decision::Serve(why))) => {
                    self.core.serves(why, entry, now);
                    return Ok(Asked::found(entry.clone()));
                }
                Some((entry, Decision::Make(why, is_of_use))) => (why, is_of_use.then(|| entry.clone())),
            };
            let new = Flown::new(key.keep(), hash, now);
            let before = mine.map(|entry| entry.life.cost);
            let asks = Asks { shared: self.clone(), before, present, limit };
            let makes =
                |asks, flown, leader| Ok(Asked::Known(Known::Makes(Making::new(asks, flown, leader, now, why))));
            let begun = self.store.begin(&new, seen.as_ref());
            if let Begun::Changed = begun {
                seen = self.store.at(hash);
                (now, is_due) = (self.core.now(), false);
                continue;
            }
            let counters = &self.core.counters;
            match mine.filter(|_| why != Why::Missing) {
                Some(entry) => self.core.serves(why, entry, now),
                None => counters.miss(),
            }
            let Begun::Follows(other, who) = begun else {
                if why == Why::Due {
                    counters.early();
                }
                if let (Why::Due | Why::Stale, Some(present)) = (why, &asks.present) {
                    present.is_renewed();
                }
                return makes(asks, new, 0);
            };
            let mut waits = Waiting::new(asks.clone(), other, who);
            if let (Why::Due | Why::Stale, Some(present)) = (why, &asks.present) {
                return Ok(Asked::found(present.clone()));
            }
            if !key.is(&waits.flown.key) {
                return makes(asks, new, 0);
            }
            if !waits.can_end() {
                return Err(recursive());
            }
            if limit.is_none() {
                self.core.tell_long(&waits.flown.flight, now, before);
            }
            return Ok(Asked::Waits(waits));
        }
    }

    /// Tells whether whoever asks is at work on that very value. There may be an old one, which is not for him: what is made of itself would be
    /// an error where there is none.
    #[inline(never)]
    fn recurs(&self, hash: u64, key: &impl Query<K>) -> bool {
        if !Chain::is_there() {
            return false;
        }
        let flown = self.store.flying(hash);
        flown.is_some_and(|flown| Chain::here().has(&flown.node) && key.is(&flown.key))
    }

    /// Makes an entry, and tells whether it is to be kept.
    pub(super) fn entry(
        &self,
        key: K,
        made: Result<V, Failure>,
        cost: Cost,
        ttl: Option<Duration>,
    ) -> (Arc<Entry<K, V>>, bool) {
        let (now, settings) = (self.core.now(), self.core.settings());
        let expires = match ttl {
            None => Moment::NEVER,
            Some(ttl) if settings.jitter > 0.0 => {
                now.after(scaled(ttl, 1.0 - settings.jitter * self.core.dice.throw()))
            }
            Some(ttl) => now.after(ttl),
        };
        let life = Life { made: now, expires, cost };
        let early = match (&made, &self.core.early) {
            (Err(_), _) => expires,
            (Ok(_), Some(_)) if expires != Moment::NEVER => now,
            (Ok(_), _) => settings.policy.earliest(&life).min(expires),
        };
        let is_kept = ttl != Some(Duration::ZERO);
        (Arc::new(Entry::new(key, made, life, early)), is_kept)
    }
}

impl<K, V> fmt::Debug for Shared<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.fmt(f)
    }
}
