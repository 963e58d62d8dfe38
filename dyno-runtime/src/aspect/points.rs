//! The join points of one function: one, or in a generic impl one for each signature that it is called with.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::aspect::Aspect;
use crate::aspect::chain::Filters;
use crate::aspect::shared::{Count, Shared};
use crate::registry::Registry;

/// What a function keeps of its name. The chains live as long as this does.
#[derive(Debug)]
pub(crate) struct Points {
    name: Arc<str>,
    first: OnceLock<Point>,
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
    count: Arc<Count>,
    shared: Arc<dyn Any + Send + Sync>,
}

/// Joins a chain of these types with a name.
#[must_use]
pub fn joins<Args: 'static, R: 'static>(registry: &Registry, name: &Arc<str>) -> Joined {
    let shared = Shared::<Args, R>::declare(registry, name);
    Joined { of: TypeId::of::<(Args, R)>(), count: shared.count().clone(), shared }
}

impl Points {
    /// Takes the first where its types are known before the first call.
    pub(crate) fn new(name: Arc<str>, first: Option<Joined>) -> Self {
        let known = OnceLock::new();
        if let Some(joined) = first {
            _ = known.set(Point::new(joined));
        }
        Self { name, first: known }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Counts the filters of all its chains.
    pub(crate) fn len(&self) -> usize {
        let all = std::iter::successors(self.first.get(), |point| point.next.get().map(|next| &**next));
        all.map(|point| point.joined.count.len()).sum()
    }

    /// The chain as it is now, unless it is empty: one load then.
    #[inline]
    pub(crate) fn found<Args: 'static, R: 'static>(&self) -> Option<Filters<Args, R>> {
        let joined = self.joined::<Args, R>();
        if joined.count.is_none() { None } else { joined.shared::<Args, R>()?.found() }
    }

    pub(crate) fn aspect<Args: 'static, R: 'static>(&self) -> Aspect<Args, R> {
        let shared = self.joined::<Args, R>().shared.clone().downcast::<Shared<Args, R>>();
        Aspect::from(shared.unwrap_or_else(|_| unreachable!("it was found by its types")))
    }

    #[inline]
    fn joined<Args: 'static, R: 'static>(&self) -> &Joined {
        match self.first.get() {
            Some(first) if first.joined.of == TypeId::of::<(Args, R)>() => &first.joined,
            _ => self.other::<Args, R>(),
        }
    }

    #[cold]
    fn other<Args: 'static, R: 'static>(&self) -> &Joined {
        let new = || Point::new(joins::<Args, R>(&Registry::current(), &self.name));
        let mut point = self.first.get_or_init(new);
        while point.joined.of != TypeId::of::<(Args, R)>() {
            point = point.next.get_or_init(|| Box::new(new()));
        }
        &point.joined
    }
}

impl Point {
    fn new(joined: Joined) -> Self {
        Self { joined, next: OnceLock::new() }
    }
}

impl Joined {
    fn shared<Args: 'static, R: 'static>(&self) -> Option<&Shared<Args, R>> {
        self.shared.downcast_ref()
    }
}

impl fmt::Debug for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joined").field("count", &self.count).finish_non_exhaustive()
    }
}
