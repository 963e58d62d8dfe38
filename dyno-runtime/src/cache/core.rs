//! What a cache is whatever its keys and values are: a name, settings and counters, and what to do with an entry by its times.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, Weak};
use std::thread::available_parallelism;
use std::time::Duration;

use crate::cache::asked::Why;
use crate::cache::counters::Counters;
use crate::cache::dice::Dice;
use crate::cache::entry::Entry;
use crate::cache::flight::Flight;
use crate::cache::life::{CachedLife, Cost, Life};
use crate::cache::live::Live;
use crate::cache::policy::EarlyRefresh;
use crate::cache::settings::CacheSettings;
use crate::cache::shared::{Looked, Shared};
use crate::cache::snapshot::CacheSnapshot;
use crate::cache::store::Store;
use crate::clock::{Clock, Moment};
use crate::error::SettingsError;
use crate::outcome::contained;
use crate::settings::{self, Follow, Layer, Layers, Live as _, Origin, SetTo, Settings as _};
use crate::sync::{Mutex, lock};

/// What is the same whatever the keys and values are: a generic function has a store for each of its instances, and a method one for each
/// instance of its impl.
pub(crate) struct Core {
    stores: Mutex<HashMap<TypeId, Vec<Weak<dyn Stored>>>>,
    pub(super) name: Arc<str>,
    pub(super) counters: Counters,
    pub(super) clock: Clock,
    /// Whether its values may tell how long they live, as those of an attribute.
    may_tell_time: bool,
    pub(super) early: Option<Arc<dyn EarlyRefresh>>,
    pub(super) dice: Dice,
    settings: SetTo<CacheSettings>,
    live: Live,
}

/// What a store says of itself, whatever is in it.
trait Stored: Send + Sync {
    fn len(&self) -> u64;
    fn evicted(&self) -> u64;
    fn shrink_to(&self, capacity: u32);
    fn clear(&self);
    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// How long a making may be at work that has no limit before somebody is told.
const LONG: Duration = Duration::from_secs(30);

/// What to do with an entry.
pub(super) enum Decision {
    /// Serve it: it has not expired, unless it is stale.
    Serve(Why),
    /// Make it anew; it may be of use if that fails.
    Make(Why, bool),
}

impl Core {
    pub(super) fn new(
        name: Arc<str>,
        layers: Layers<CacheSettings>,
        clock: Clock,
        settings: CacheSettings,
        early: Option<Arc<dyn EarlyRefresh>>,
        seed: Option<u64>,
    ) -> Self {
        Self {
            stores: Mutex::new(HashMap::new()),
            name,
            counters: Counters::new(),
            clock,
            may_tell_time: !matches!(layers.built_at(), Origin::Builder(_)),
            early,
            dice: Dice::new(seed),
            live: Live::new(&settings),
            settings: SetTo::new(layers, settings),
        }
    }

    /// A store for these types, made if there is none.
    pub(crate) fn store<K: Send + Sync + 'static, V: Send + Sync + 'static>(self: &Arc<Self>) -> Arc<Shared<K, V>> {
        self.find_or_make(|_| true, OnceLock::new())
    }

    /// The store for these types and for methods of that one, which may be nobody's so far.
    pub(crate) fn store_of<K, V>(self: &Arc<Self>, owner: Option<TypeId>) -> Arc<Shared<K, V>>
    where
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        self.find_or_make(|shared: &Shared<K, V>| *shared.owner.get_or_init(|| owner) == owner, OnceLock::from(owner))
    }

    fn find_or_make<K, V>(
        self: &Arc<Self>,
        is_it: impl Fn(&Shared<K, V>) -> bool,
        owner: OnceLock<Option<TypeId>>,
    ) -> Arc<Shared<K, V>>
    where
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        let mut stores = lock(&self.stores);
        let alike = stores.entry(TypeId::of::<(K, V)>()).or_default();
        alike.retain(|store| store.strong_count() > 0);
        let mut living = alike.iter().filter_map(Weak::upgrade).filter_map(|store| store.any().downcast().ok());
        if let Some(it) = living.find(|shared: &Arc<Shared<K, V>>| is_it(shared)) {
            return it;
        }
        let threads = available_parallelism().map_or(1, usize::from);
        let store = Store::new(self.settings().capacity, threads);
        let new = Arc::new(Shared { store, core: self.clone(), owner });
        let erased: Arc<dyn Stored> = new.clone();
        alike.push(Arc::downgrade(&erased));
        new
    }

    pub(crate) fn snapshot(&self) -> CacheSnapshot {
        let stores = self.stores();
        let (len, evicted) =
            (stores.iter().map(|store| store.len()).sum(), stores.iter().map(|store| store.evicted()).sum());
        self.counters.snapshot(&self.name, len, evicted, self.settings())
    }

    /// Takes everything out, whatever its keys and values are. What is dropped is the user's.
    #[cfg(feature = "command")]
    pub(crate) fn clear(&self) {
        self.stores().iter().for_each(|store| store.clear());
    }

    fn stores(&self) -> Vec<Arc<dyn Stored>> {
        lock(&self.stores).values().flatten().filter_map(Weak::upgrade).collect()
    }

    pub(super) fn built_at(&self) -> Origin {
        self.settings.built_at()
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &CacheSettings) -> bool {
        self.settings.is_declared_as(settings)
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Looks whether an entry that may be renewed is to be so by whoever asks, or has expired; it is a hit otherwise.
    #[inline(never)]
    pub(super) fn draws<K, V>(&self, hash: u64, entry: Arc<Entry<K, V>>) -> Result<Arc<Entry<K, V>>, Looked<K, V>> {
        let now = self.now();
        let is_expired = entry.life.is_expired(now);
        let is_due = !is_expired && entry.may_be_renewed(now) && self.is_due(&entry.life, now);
        if is_expired || is_due {
            return Err(Looked::drawn(hash, entry, now, is_due));
        }
        self.serves(Why::Due, &entry, now);
        Ok(entry)
    }

    /// What to do with an entry that is not simply good.
    pub(super) fn decides<K, V>(&self, entry: &Entry<K, V>, now: Moment) -> Decision {
        let life = &entry.life;
        if !life.is_expired(now) {
            let is_due = entry.may_be_renewed(now) && self.is_due(life, now);
            return if is_due { Decision::Make(Why::Due, true) } else { Decision::Serve(Why::Due) };
        }
        let (late, is_value) = (now.since(life.expires), entry.made.is_ok());
        if !is_value || late >= self.live.stale() {
            Decision::Make(Why::Missing, is_value && late < self.live.grace())
        } else if entry.may_be_renewed(now) {
            Decision::Make(Why::Stale, true)
        } else {
            Decision::Serve(Why::Stale)
        }
    }

    /// The same where a making would be refused: nothing is renewed, and what has expired is as good as it is instead of an error.
    pub(super) fn spares<K, V>(&self, entry: &Entry<K, V>, now: Moment) -> Decision {
        let life = &entry.life;
        if !life.is_expired(now) {
            return Decision::Serve(Why::Due);
        }
        let is_good = entry.made.is_ok() && now.since(life.expires) < self.live.stale_if_error();
        if is_good { Decision::Serve(Why::Stale) } else { Decision::Make(Why::Missing, false) }
    }

    fn is_due(&self, life: &Life, now: Moment) -> bool {
        if life.expires == Moment::NEVER {
            return false;
        }
        // In (0, 1].
        let u = 1.0 - self.dice.throw();
        match &self.early {
            Some(early) => early.is_due(&CachedLife::of(life, now), u),
            None => self.live.policy().is_due(life, now, u),
        }
    }

    /// Says that a making without a limit is at work for suspiciously long: it may wait for itself, in a task that it has spawned.
    pub(super) fn tell_long<L: Clone>(&self, flight: &Flight<L>, now: Moment, before: Option<Cost>) {
        let limit = before.map_or(Duration::ZERO, |before| before.most().saturating_mul(10)).max(LONG);
        if let Some(took) = flight.takes_long(now, limit) {
            contained(|| {
                let (cache, took) = (&*self.name, took.as_secs());
                tracing::warn!(
                    target: "dyno", cache, took,
                    "others wait for a making for {took} s by now, and it has no timeout: does it wait for a task of its own that asks for the same?"
                );
            });
        }
    }

    /// Counts that an entry is served, which has not expired unless it is stale.
    pub(super) fn serves<K, V>(&self, why: Why, entry: &Entry<K, V>, now: Moment) {
        let age = now.nanos_since(entry.life.made);
        if why == Why::Stale {
            self.counters.stale(age);
        } else {
            self.counters.hit(age);
        }
        entry.is_used();
    }
}

impl settings::Live for Core {
    type Settings = CacheSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> CacheSettings {
        self.settings.settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<CacheSettings>) -> R) -> R {
        self.settings.layers(look)
    }

    fn check(&self, settings: &CacheSettings) -> Result<(), SettingsError> {
        let subject = self.subject();
        settings.check(&subject)?;
        if self.may_tell_time { Ok(()) } else { settings.check_expiry(&subject) }
    }

    fn unused(&self, setting: &str) -> Option<&'static str> {
        let is_of_its_own = self.early.is_some() && setting == "policy";
        is_of_its_own.then_some("it has a policy of its own, so nobody asks for this")
    }

    fn take_over<'a>(&'a self, before: &CacheSettings, after: &CacheSettings, layer: Layer<'_>) -> Option<Follow<'a>> {
        let is_taken = self.settings.take_over(before, after, layer, || self.live.set(after));
        let capacity = after.capacity;
        // What leaves is dropped, and is the user's.
        let shrink = move || self.stores().iter().for_each(|store| store.shrink_to(capacity));
        is_taken.then(|| -> Follow<'a> { Box::new(shrink) })
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<K: Send + Sync, V: Send + Sync> Stored for Shared<K, V>
where
    Self: 'static,
{
    fn len(&self) -> u64 {
        self.store.len()
    }

    fn evicted(&self) -> u64 {
        self.store.evicted()
    }

    fn shrink_to(&self, capacity: u32) {
        self.store.shrink_to(capacity);
    }

    fn clear(&self) {
        self.store.clear();
    }

    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
