//! The static of one annotated function.

#[cfg(feature = "timing")]
use std::fmt;
use std::sync::{Arc, LazyLock};

use once_cell::race::OnceBox;

#[cfg(feature = "aspect")]
use crate::aspect::{Aspect, Filters};
#[cfg(feature = "breaker")]
use crate::breaker::Breaker;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::Bulkhead;
#[cfg(feature = "cache")]
use crate::cache::Cache;
#[cfg(feature = "cache")]
use crate::command::cached::with_cache;
use crate::command::plan::Plan;
use crate::command::snapshot::CommandSnapshot;
#[cfg(feature = "aspect")]
use crate::command::spec::Blueprint;
use crate::command::spec::{Declaration, Place, Spec};
use crate::command::state::{State, StateRef};
use crate::declared::{Below, Declares, Tree};
#[cfg(feature = "fuse")]
use crate::fuse::Fuse;
#[cfg(feature = "harness")]
use crate::harness::Harness;
#[cfg(feature = "inject")]
use crate::inject::Wish;
#[cfg(feature = "pool")]
use crate::pool::Pool;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimit;
use crate::registry::{Registry, instance_in_scope, is_global_in_use};
#[cfg(feature = "retry")]
use crate::retry::Retry;
use crate::sync::{Mutex, lock};

/// Leads from a function to its state in the registry in scope.
#[derive(Debug)]
pub struct Site {
    declaration: Declaration,
    /// One pointer. Whoever loses the race for it throws his own away.
    global: OnceBox<State>,
    below: Below<Self>,
}

/// The sites of the whole program.
static DECLARED: Tree<Site> = Tree::new();

/// How many sites were declared, and those of them that are commands, with their names.
type InOrder = (usize, Arc<[(Arc<str>, &'static Site)]>);

impl Site {
    /// Declares a command. Costs nothing until it is called or looked at.
    #[must_use]
    pub const fn new(name: fn() -> Arc<str>, place: Place, spec: fn() -> Spec) -> Self {
        Self { declaration: Declaration { name, place, spec }, global: OnceBox::new(), below: Below::new() }
    }

    /// Makes it one of the sites of the program. What runs before `main` calls this.
    pub fn declare(&'static self) {
        DECLARED.add(self);
    }

    /// Gives the aspect that its attribute asked for, with the types that the function has it for.
    #[cfg(feature = "aspect")]
    pub fn aspect<Args: 'static, R: 'static>(&'static self) -> Aspect<Args, R> {
        let state = self.state();
        let points = state.guarded().points();
        points.unwrap_or_else(|| unreachable!("only sites with an aspect have this handle")).aspect()
    }

    /// The filters of a call that begins, unless there are none.
    #[cfg(feature = "aspect")]
    #[inline]
    pub fn filters<Args: 'static, R: 'static>(&'static self) -> Option<Filters<Args, R>> {
        self.state().guarded().points()?.found()
    }

    /// Has the functions of that name whose types are not known before their first call keep a chain of these.
    #[cfg(feature = "aspect")]
    pub(crate) fn aspect_before_the_first_call<Args: 'static, R: 'static>(name: &str) -> Option<Aspect<Args, R>> {
        let asks = |site: &Self| {
            let found = site.declaration.blueprint_for_another();
            found.is_some_and(|Blueprint { name: command, spec, .. }| {
                spec.aspect.is_some_and(|asked| *asked.name(&command) == *name)
            })
        };
        let all = Self::all();
        let sites = all.iter().map(|(_, site)| *site).filter(|site| asks(site));
        // All of them, as they share it.
        let found: Vec<_> = sites.filter_map(|site| site.state().guarded().points()?.before_the_first_call()).collect();
        found.into_iter().next()
    }

    /// Gives the breaker that its attribute asked for.
    #[cfg(feature = "breaker")]
    pub fn breaker(&'static self) -> Breaker {
        let breaker = self.state().guarded().breaker().cloned();
        breaker.unwrap_or_else(|| unreachable!("only sites with a breaker have this handle"))
    }

    /// Gives the fuse that its attribute asked for.
    #[cfg(feature = "fuse")]
    pub fn fuse(&'static self) -> Fuse {
        let fuse = self.state().guarded().fuse().cloned();
        fuse.unwrap_or_else(|| unreachable!("only sites with a fuse have this handle"))
    }

    /// Gives the harness that its attribute asked for.
    #[cfg(feature = "harness")]
    pub fn harness(&'static self) -> Harness {
        let harness = self.state().guarded().harness().cloned();
        harness.unwrap_or_else(|| unreachable!("only sites with a harness have this handle"))
    }

    /// Gives the bulkhead that its attribute asked for.
    #[cfg(feature = "bulkhead")]
    pub fn bulkhead(&'static self) -> Bulkhead {
        let bulkhead = self.state().guarded().bulkhead().cloned();
        bulkhead.unwrap_or_else(|| unreachable!("only sites with a bulkhead have this handle"))
    }

    /// Gives the pool that its attribute asked for.
    #[cfg(feature = "pool")]
    pub fn pool(&'static self) -> Pool {
        let pool = self.state().guarded().pool().cloned();
        pool.unwrap_or_else(|| unreachable!("only sites with a pool have this handle"))
    }

    /// Gives the retry that its attribute asked for.
    #[cfg(feature = "retry")]
    pub fn retry(&'static self) -> Retry {
        let retry = self.state().guarded().retry().cloned();
        retry.unwrap_or_else(|| unreachable!("only sites with a retry have this handle"))
    }

    /// Gives the rate limit that its attribute asked for.
    #[cfg(feature = "rate_limit")]
    pub fn rate_limit(&'static self) -> RateLimit {
        let limit = self.state().guarded().rate_limit().cloned();
        limit.unwrap_or_else(|| unreachable!("only sites with a rate limit have this handle"))
    }

    /// Gives the cache that its attribute asked for, with the types that the function has it for.
    #[cfg(feature = "cache")]
    pub fn cache<K: Send + Sync + 'static, V: Send + Sync + 'static>(&'static self) -> Cache<K, V> {
        let state = self.state();
        let caching = state.caching().unwrap_or_else(|| unreachable!("only sites with a cache have this handle"));
        caching.with(None, |shared| Cache::from(shared.clone()))
    }

    /// Lists what guards it.
    pub fn plan(&'static self) -> Plan {
        Plan::of(&self.state())
    }

    /// Copies the counters.
    pub fn metrics(&'static self) -> CommandSnapshot {
        self.state().snapshot()
    }

    /// All sites of the program, by name, then place. Put in order once, unless a library that was loaded meanwhile brought more.
    fn all() -> Arc<[(Arc<str>, &'static Self)]> {
        static ALL: LazyLock<Mutex<InOrder>> = LazyLock::new(Mutex::default);
        let declared = DECLARED.all();
        let count = declared.len();
        let (known, all) = lock(&ALL).clone();
        if known == count {
            return all;
        }
        let mut named: Vec<_> = declared.into_iter().map(|site| (site.name(), site)).collect();
        named.retain(|(name, _)| !is_copy(name));
        named.sort_by(|(a, one), (b, other)| (a, one.place()).cmp(&(b, other.place())));
        let all: Arc<[_]> = named.into();
        *lock(&ALL) = (count, all.clone());
        all
    }

    /// The first site of that name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        let all = Self::all();
        let at = all.partition_point(|(known, _)| **known < *name);
        all.get(at).filter(|(known, _)| **known == *name).map(|(_, site)| *site)
    }

    /// The state of every site in the registry in scope, by name.
    pub(crate) fn states() -> Vec<StateRef> {
        Self::all().iter().map(|(_, site)| site.state()).collect()
    }

    /// The state in the global registry, if it has been made.
    #[inline]
    pub(crate) fn global(&'static self) -> Option<&'static State> {
        self.global.get()
    }

    /// The state in the global registry, whatever is in scope: for a call that began there.
    #[inline]
    pub(crate) fn global_state(&'static self) -> &'static State {
        self.global().unwrap_or_else(|| unreachable!("a call has begun there"))
    }

    /// Finds the state in the registry in scope. While no instance lives, that is one load and one pointer.
    #[inline]
    pub(crate) fn state(&'static self) -> StateRef {
        match self.global.get() {
            Some(state) if is_global_in_use() => StateRef::Global(state),
            _ => self.state_in_scope(),
        }
    }

    #[cold]
    fn state_in_scope(&'static self) -> StateRef {
        let new = |registry| {
            self.declare();
            let blueprint = self.declaration.blueprint();
            #[cfg(feature = "cache")]
            let state = with_cache(blueprint, registry, Self::declarations);
            #[cfg(not(feature = "cache"))]
            let state = State::new(&blueprint, registry, Self::declarations);
            state.begin(registry);
            state
        };
        match instance_in_scope() {
            None => StateRef::Global(self.global.get_or_init(|| Box::new(new(Registry::global())))),
            Some(registry) => StateRef::Instance(registry.of_site(self.address(), || Arc::new(new(&registry)))),
        }
    }

    /// Tells sites apart: there is one static for each.
    pub(crate) fn address(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    pub(super) fn place(&self) -> Place {
        self.declaration.place
    }

    /// What is injected, as far as that is known before the first call.
    #[cfg(feature = "inject")]
    pub(super) fn wishes(&self) -> Vec<Wish> {
        self.declaration.blueprint().spec.wishes
    }

    pub(crate) fn name(&self) -> Arc<str> {
        self.declaration.name()
    }

    pub(super) fn declarations() -> Vec<&'static Declaration> {
        Self::all().iter().map(|(_, site)| &site.declaration).collect()
    }
}

impl Declares for Site {
    fn below(&self) -> &Below<Self> {
        &self.below
    }
}

/// Whether a path leads to a copy of a function, which axum's `#[debug_handler]` makes to check it and never calls.
pub(crate) fn is_copy(path: &str) -> bool {
    path.contains("::__axum_macros_check_")
}

/// What a call is called by a timer: written only where there is one.
#[cfg(feature = "timing")]
#[derive(Clone, Copy, Debug)]
pub struct Title(pub &'static Site);

#[cfg(feature = "timing")]
impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.state().name())
    }
}
