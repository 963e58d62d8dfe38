//! The join points of one function: one, or in a generic impl one for each signature that it is called with.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::iter::successors;
use std::sync::{Arc, OnceLock};

use crate::aspect::Aspect;
use crate::aspect::chain::Filters;
use crate::aspect::shared::{Count, Name, Shared};
use crate::outcome::contained;
use crate::registry::Registry;
use crate::settings::Origin;
use crate::sync::plain::{AtomicBool, Ordering::Relaxed};

/// What a function keeps of its name. The chains live as long as this does.
#[derive(Debug)]
pub(crate) struct Points {
    name: Arc<Name>,
    first: OnceLock<Point>,
    /// Whether they have the types that the function has, and not only those that somebody has asked for before its first call.
    are_known: AtomicBool,
}

/// One of them, and the next: a list that only grows, and is read without a lock.
#[derive(Debug)]
struct Point {
    joined: Joined,
    next: OnceLock<Box<Self>>,
}

/// A chain with a name, whose types are forgotten.
pub struct Joined {
    of: TypeId,
    /// Whether the function has these types, and not only who has asked for them.
    is_called: AtomicBool,
    types: [&'static str; 2],
    count: Arc<Count>,
    origin: fn(&(dyn Any + Send + Sync)) -> Option<Origin>,
    shared: Arc<dyn Any + Send + Sync>,
}

/// Joins a chain of these types with a name.
#[must_use]
pub fn joins<Args: 'static, R: 'static>(registry: &Registry, name: &Arc<str>) -> Joined {
    let shared = Shared::<Args, R>::declare(registry, name);
    Joined {
        of: TypeId::of::<(Args, R)>(),
        is_called: AtomicBool::new(false),
        types: [type_name::<Args>(), type_name::<R>()],
        count: shared.count().clone(),
        origin: |shared| shared.downcast_ref::<Shared<Args, R>>()?.origin(),
        shared,
    }
}

impl Points {
    /// Takes the first where its types are known before the first call.
    pub(crate) fn new(registry: &Registry, name: &Arc<str>, first: Option<Joined>) -> Self {
        let (known, are_known) = (OnceLock::new(), AtomicBool::new(first.is_some()));
        let name = Name::declare(registry, name);
        if let Some(joined) = first {
            joined.note_call(&name);
            _ = known.set(Point::new(joined));
        }
        Self { name, first: known, are_known }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        self.name.text()
    }

    /// Counts the filters of all its chains, those apart that no call passes as far as is known, and tells who put them in place.
    pub(crate) fn planned(&self) -> (String, Option<Origin>) {
        let all = || self.all().filter(|joined| joined.count.len() > 0);
        let is_passed = |joined: &Joined| !self.are_known.load(Relaxed) || joined.is_called();
        let count = |are: bool| all().filter(|it| is_passed(it) == are).map(|it| it.count.len()).sum::<usize>();
        let origin = |are: bool| {
            let origins = all().filter(|it| is_passed(it) == are).filter_map(|it| (it.origin)(&*it.shared));
            origins.last()
        };
        let filters = match (count(true), count(false)) {
            (passed, 0) => passed.to_string(),
            (passed, others) => format!("{passed}, and {others} for types that it was not called with"),
        };
        (filters, origin(true).or_else(|| origin(false)))
    }

    /// Arguments and return value, if they are known.
    pub(crate) fn signature(&self) -> Option<String> {
        let Joined { types: [args, returns], .. } = self.all().find(|joined| joined.is_called())?;
        Some(format!("{args} -> {returns}"))
    }

    /// The filters as they are now, unless there are none: one load then.
    #[inline]
    pub(crate) fn found<Args: 'static, R: 'static>(&self) -> Option<Filters<Args, R>> {
        if self.name.has_no_filters() { None } else { self.called::<Args, R>() }
    }

    #[inline(never)]
    fn called<Args: 'static, R: 'static>(&self) -> Option<Filters<Args, R>> {
        let (joined, is_new) = self.joined::<Args, R>();
        joined.note_call(&self.name);
        if !self.are_known.swap(true, Relaxed) && is_new {
            self.tell_of_others(joined);
        }
        joined.shared::<Args, R>()?.levels()
    }

    /// The one of these types, which it has from now on.
    pub(crate) fn aspect<Args: 'static, R: 'static>(&self) -> Aspect<Args, R> {
        let shared = self.joined::<Args, R>().0.shared.clone().downcast::<Shared<Args, R>>();
        Aspect::from(shared.unwrap_or_else(|_| unreachable!("it was found by its types")))
    }

    /// Gives one of any types to whoever asks before its own are known.
    pub(crate) fn before_the_first_call<Args: 'static, R: 'static>(&self) -> Option<Aspect<Args, R>> {
        (!self.are_known.load(Relaxed)).then(|| self.aspect())
    }

    fn all(&self) -> impl Iterator<Item = &Joined> {
        successors(self.first.get(), |point| point.next.get().map(|next| &**next)).map(|point| &point.joined)
    }

    fn joined<Args: 'static, R: 'static>(&self) -> (&Joined, bool) {
        let mut is_new = false;
        let mut new = || {
            is_new = true;
            Point::new(joins::<Args, R>(&Registry::current(), self.name()))
        };
        let mut point = self.first.get_or_init(&mut new);
        while point.joined.of != TypeId::of::<(Args, R)>() {
            point = point.next.get_or_init(|| Box::new(new()));
        }
        (&point.joined, is_new)
    }

    /// Who has asked for other types before the first call waits for calls that never come.
    fn tell_of_others(&self, called: &Joined) {
        let others = self.all().filter(|joined| joined.of != called.of && joined.count.len() > 0);
        for Joined { types: [args, returns], .. } in others {
            let (aspect, [called, answers]) = (self.name(), called.types);
            contained(|| {
                tracing::warn!(
                    target: "dyno",
                    %aspect,
                    "it has filters for `{args} -> {returns}`, and the function is called as `{called} -> {answers}`"
                );
            });
        }
    }
}

impl Point {
    fn new(joined: Joined) -> Self {
        Self { joined, next: OnceLock::new() }
    }
}

impl Joined {
    fn is_called(&self) -> bool {
        self.is_called.load(Relaxed)
    }

    fn note_call(&self, name: &Name) {
        if !self.is_called() && !self.is_called.swap(true, Relaxed) {
            name.note_call((*self.shared).type_id());
        }
    }

    fn shared<Args: 'static, R: 'static>(&self) -> Option<&Shared<Args, R>> {
        self.shared.downcast_ref()
    }
}

impl fmt::Debug for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joined").field("types", &self.types).field("count", &self.count).finish_non_exhaustive()
    }
}
