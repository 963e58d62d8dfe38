//! What has a name: a global default, and as many instances beside it as wanted.

#[cfg(all(feature = "command", feature = "inject"))]
mod binding;
#[cfg(feature = "inject")]
mod built;
#[cfg(all(feature = "command", feature = "inject"))]
mod dependency;
mod scope;
#[cfg(feature = "inject")]
mod shelf;
#[cfg(feature = "inject")]
mod tag;

use std::any::{Any, TypeId};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, Weak};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;

#[cfg(all(feature = "command", feature = "inject"))]
pub(crate) use self::binding::{Binding, BindingSettings, unbound};
#[cfg(feature = "inject")]
pub(crate) use self::built::Built;
#[cfg(all(feature = "command", feature = "inject"))]
pub use self::dependency::{DependencySnapshot, DependencyState};
pub use self::scope::Entered;
#[cfg(all(feature = "command", feature = "inject"))]
pub(crate) use self::scope::Gate;
pub(crate) use self::scope::{instance_in_scope, is_global_in_use};
#[cfg(feature = "inject")]
pub(crate) use self::shelf::{Closing, Key, Shelf, Shelved, Starting};
#[cfg(feature = "inject")]
pub use self::tag::Tag;
use crate::clock::Clock;
#[cfg(any(
    feature = "breaker",
    feature = "bulkhead",
    feature = "cache",
    feature = "fuse",
    feature = "pool",
    feature = "rate_limit",
    feature = "retry"
))]
use crate::error::SettingsError;
use crate::event::{Event, EventLog};
#[cfg(any(
    feature = "breaker",
    feature = "bulkhead",
    feature = "cache",
    feature = "fuse",
    feature = "pool",
    feature = "rate_limit",
    feature = "retry"
))]
use crate::settings::Origin;
use crate::settings::Sheet;
use crate::sync::{Mutex, lock};

static GLOBAL: LazyLock<Registry> = LazyLock::new(|| Registry(Arc::new(Shared::new(Clock::default()))));

/// Holds what has a name: commands with their counters, and breakers. There is a global one, which is used unless an
/// instance is in scope; each instance has its own of everything, so tenants and tests do not see each other.
///
/// ```
/// use dyno::{Breaker, BreakerState, Registry};
///
/// let tenant = Registry::new();
/// let inside = tenant.enter();
/// let breaker = Breaker::builder("mail").build()?;
/// breaker.trip()?;
/// assert_eq!(dyno::breaker("mail")?.state(), BreakerState::Open);
/// drop(inside);
/// assert!(dyno::breaker("mail").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Registry(Arc<Shared>);

/// Leads to a registry without keeping it.
#[cfg(any(feature = "command", feature = "inject"))]
#[derive(Clone)]
pub(crate) struct WeakRegistry(Weak<Shared>);

#[cfg(any(feature = "command", feature = "inject"))]
impl WeakRegistry {
    pub(crate) fn upgrade(&self) -> Option<Registry> {
        self.0.upgrade().map(Registry)
    }
}

struct Shared {
    clock: Clock,
    events: Arc<EventLog>,
    named: DashMap<(TypeId, Arc<str>), Weak<dyn Any + Send + Sync>>,
    slots: DashMap<usize, Arc<dyn Any + Send + Sync>>,
    /// What was loaded last of settings.
    sheet: Mutex<Arc<Sheet>>,
    /// What the chances of its policies follow from, in a test.
    seed: Option<u64>,
    /// Whose dependencies it has as well.
    parent: Option<Registry>,
    #[cfg(feature = "inject")]
    shelf: Shelf,
    #[cfg(feature = "inject")]
    built: Built,
    /// Present in instances: the gate is raised while any of them lives.
    gate: Option<scope::Gate>,
}

impl Registry {
    /// Makes an empty instance beside the global one, on the system's clock.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(Clock::default())
    }

    /// Makes an empty instance in which policies read this clock.
    #[must_use]
    pub fn with_clock(clock: impl Into<Clock>) -> Self {
        Self(Arc::new(Shared { gate: Some(scope::Gate::raise()), ..Shared::new(clock.into()) }))
    }

    /// The same with chances that can be repeated.
    #[cfg(all(feature = "command", feature = "test-util"))]
    pub(crate) fn seeded(clock: Clock, seed: u64) -> Self {
        let shared = Shared { gate: Some(scope::Gate::raise()), seed: Some(seed), ..Shared::new(clock) };
        Self(Arc::new(shared))
    }

    /// Makes an instance with this one for its parent, on the same clock: for a tenant, a virtual host, a part of a program. It has its
    /// own of everything, and the dependencies of its parent as well, unless it provides others.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use dyno::Registry;
    ///
    /// let house = Registry::new();
    /// house.provide(Arc::new("plain"))?;
    /// let guest = house.child();
    /// assert_eq!(*guest.get::<&str>()?, "plain");
    /// guest.provide(Arc::new("fancy"))?;
    /// assert_eq!((*guest.get::<&str>()?, *house.get::<&str>()?), ("fancy", "plain"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn child(&self) -> Self {
        let parent = Some(self.clone());
        Self(Arc::new(Shared {
            gate: Some(scope::Gate::raise()),
            parent,
            seed: self.0.seed,
            ..Shared::new(self.clock().clone())
        }))
    }

    /// Gives the innermost instance in scope, else the global registry.
    #[must_use]
    pub fn current() -> Self {
        instance_in_scope().unwrap_or_else(|| GLOBAL.clone())
    }

    /// Copies the kept events whose number is above `after`, oldest first.
    #[must_use]
    pub fn events(&self, after: u64) -> Vec<Event> {
        self.0.events.after(after)
    }

    /// Gives the one that is used where no instance is in scope.
    #[must_use]
    pub fn global() -> &'static Self {
        &GLOBAL
    }

    /// Gives what throws the dice of a policy of that name: in a test always the same for the same seed, in whatever order policies are made.
    pub(crate) fn random(&self, name: &str) -> fastrand::Rng {
        let Some(seed) = self.0.seed else { return fastrand::Rng::new() };
        let mut hasher = DefaultHasher::new();
        (seed, name).hash(&mut hasher);
        fastrand::Rng::with_seed(hasher.finish())
    }

    pub(crate) fn is_instance(&self) -> bool {
        self.0.gate.is_some()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    #[cfg(feature = "aspect")]
    pub(crate) fn parent(&self) -> Option<&Self> {
        self.0.parent.as_ref()
    }

    /// Itself, its parent, and on.
    #[cfg(feature = "inject")]
    pub(crate) fn lineage(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |level| level.0.parent.as_ref())
    }

    #[cfg(feature = "inject")]
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// What was built, to be closed at the end.
    #[cfg(feature = "inject")]
    pub(crate) fn built(&self) -> &Built {
        &self.0.built
    }

    /// Whether it builds nothing any more, nor do its parents.
    #[cfg(feature = "inject")]
    pub(crate) fn is_shut_down(&self) -> bool {
        self.lineage().any(|level| level.built().is_closed())
    }

    /// Gives what leads to it as long as somebody keeps it.
    #[cfg(any(feature = "command", feature = "inject"))]
    pub(crate) fn downgrade(&self) -> WeakRegistry {
        WeakRegistry(Arc::downgrade(&self.0))
    }

    /// What was loaded last of settings.
    pub(crate) fn sheet(&self) -> Arc<Sheet> {
        lock(&self.0.sheet).clone()
    }

    /// Has what is made later begin with these settings.
    #[cfg(feature = "command")]
    pub(crate) fn set_sheet(&self, sheet: Arc<Sheet>) {
        *lock(&self.0.sheet) = sheet;
    }

    /// One on the same clock with nothing in it, for what must not be found here.
    #[cfg(feature = "command")]
    pub(crate) fn aside(&self) -> Self {
        Self(Arc::new(Shared::new(self.clock().clone())))
    }

    pub(crate) fn event_log(&self) -> &Arc<EventLog> {
        &self.0.events
    }

    /// Registers what `make` makes, unless a living thing of the same kind has the name: then that is handed back. The
    /// registry does not keep it alive. `make` must be ours: it runs under a lock.
    pub(crate) fn declare<T: Any + Send + Sync>(&self, name: &Arc<str>, make: impl FnOnce() -> T) -> Declared<T> {
        self.forget_the_dead();
        match self.0.named.entry((TypeId::of::<T>(), name.clone())) {
            Entry::Occupied(mut slot) => match upgrade(slot.get()) {
                Some(living) => Declared::Before(living),
                None => {
                    let new = Arc::new(make());
                    let erased: Arc<dyn Any + Send + Sync> = new.clone();
                    slot.insert(Arc::downgrade(&erased));
                    Declared::Now(new)
                }
            },
            Entry::Vacant(slot) => {
                let new = Arc::new(make());
                let erased: Arc<dyn Any + Send + Sync> = new.clone();
                slot.insert(Arc::downgrade(&erased));
                Declared::Now(new)
            }
        }
    }

    /// Registers this, unless a living thing of the same kind has the name.
    #[cfg(all(feature = "cache", feature = "command"))]
    pub(crate) fn declare_this<T: Any + Send + Sync>(&self, name: &Arc<str>, new: Arc<T>) {
        self.forget_the_dead();
        let erased: Arc<dyn Any + Send + Sync> = new;
        let mut slot = self.0.named.entry((TypeId::of::<T>(), name.clone())).or_insert_with(|| Arc::downgrade(&erased));
        if slot.strong_count() == 0 {
            *slot = Arc::downgrade(&erased);
        }
    }

    /// Finds the living thing of that kind and name.
    pub(crate) fn find<T: Any + Send + Sync>(&self, name: &str) -> Option<Arc<T>> {
        let slot = self.0.named.get(&(TypeId::of::<T>(), Arc::from(name)))?;
        upgrade(slot.value())
    }

    /// All that lives of a kind, by name.
    pub(crate) fn all<T: Any + Send + Sync>(&self) -> Vec<(Arc<str>, Arc<T>)> {
        let mut all: Vec<_> = self
            .0
            .named
            .iter()
            .filter(|slot| slot.key().0 == TypeId::of::<T>())
            .filter_map(|slot| Some((slot.key().1.clone(), upgrade(slot.value())?)))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// Gives this registry's own of what belongs to a call site, made on first use, kept as long as the registry.
    pub(crate) fn of_site<T: Any + Send + Sync>(&self, site: usize, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        if let Some(slot) = self.0.slots.get(&site) {
            return downcast(slot.clone());
        }
        // Made outside of the map, whose lock must not be held while other names are declared.
        let new = make();
        downcast(self.0.slots.entry(site).or_insert(new).clone())
    }

    /// Keeps the map as large as what lives, within a factor of two: names made at run time must not pile up.
    fn forget_the_dead(&self) {
        let named = &self.0.named;
        let len = named.len();
        if len >= 64 && len.is_power_of_two() {
            named.retain(|_, slot| slot.strong_count() > 0);
        }
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("global", &!self.is_instance())
            .field("clock", &self.0.clock)
            .finish_non_exhaustive()
    }
}

/// What became of a declaration.
pub(crate) enum Declared<T> {
    /// The name was free.
    Now(Arc<T>),
    /// This has the name already.
    Before(Arc<T>),
}

#[cfg(any(
    feature = "breaker",
    feature = "bulkhead",
    feature = "cache",
    feature = "fuse",
    feature = "pool",
    feature = "rate_limit",
    feature = "retry"
))]
impl<T> Declared<T> {
    /// Shares what has the name, if it is what was declared at `second`.
    ///
    /// # Errors
    ///
    /// [`SettingsError::Conflict`] with both places.
    pub(crate) fn shared(
        self,
        subject: Arc<str>,
        is_same: impl FnOnce(&T) -> bool,
        first: impl FnOnce(&T) -> Origin,
        second: &Origin,
    ) -> Result<Arc<T>, SettingsError> {
        match self {
            Self::Now(thing) => Ok(thing),
            Self::Before(thing) if is_same(&thing) => Ok(thing),
            Self::Before(thing) => {
                let [first, second] =
                    [&first(&thing), second].map(|origin| origin.place().unwrap_or_default().to_owned());
                Err(SettingsError::Conflict { subject, first, second })
            }
        }
    }
}

impl Shared {
    fn new(clock: Clock) -> Self {
        Self {
            clock,
            events: Arc::default(),
            named: DashMap::new(),
            slots: DashMap::new(),
            sheet: Mutex::default(),
            seed: None,
            parent: None,
            #[cfg(feature = "inject")]
            shelf: Shelf::default(),
            #[cfg(feature = "inject")]
            built: Built::default(),
            gate: None,
        }
    }
}

fn upgrade<T: Any + Send + Sync>(slot: &Weak<dyn Any + Send + Sync>) -> Option<Arc<T>> {
    slot.upgrade()?.downcast().ok()
}

fn downcast<T: Any + Send + Sync>(slot: Arc<dyn Any + Send + Sync>) -> Arc<T> {
    slot.downcast().unwrap_or_else(|_| unreachable!("a call site has one type of state"))
}
