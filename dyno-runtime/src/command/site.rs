//! Where a command is declared, and what its attribute asked for.

use std::sync::Arc;
use std::time::Duration;

use once_cell::race::OnceBox;

use crate::command::call::Call;
use crate::command::settings::CommandSettings;
use crate::command::snapshot::CommandSnapshot;
use crate::command::state::{State, StateRef};
use crate::registry::{Registry, instance_in_scope};

/// The static of one annotated function: it leads to its state in the registry in scope.
#[derive(Debug)]
pub struct Site {
    name: fn() -> Arc<str>,
    place: Place,
    spec: fn() -> Spec,
    /// One pointer. Whoever loses the race for it throws his own away.
    global: OnceBox<State>,
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    file: &'static str,
    line: u32,
    module: &'static str,
}

/// A site that was recorded at link time.
#[derive(Debug)]
pub struct Declared(pub &'static Site);

inventory::collect!(Declared);

/// What the attribute asked for.
#[derive(Debug, Default)]
pub struct Spec {
    pub(crate) settings: CommandSettings,
    pub(crate) group: Option<&'static str>,
    pub(crate) has_fallback: bool,
    pub(crate) is_sync: bool,
    /// Whether the return type has room for dyno's error, or a fallback answers in its stead.
    pub(crate) can_refuse: bool,
    #[cfg(feature = "breaker")]
    pub(crate) breaker: Option<BreakerSpec>,
}

/// What the attribute says of its breaker.
#[cfg(feature = "breaker")]
#[derive(Debug)]
pub(crate) struct BreakerSpec {
    /// Its name, unless it has the command's.
    pub(crate) name: Option<&'static str>,
    pub(crate) declare: fn(crate::breaker::BreakerBuilder) -> crate::breaker::BreakerBuilder,
    /// Whether settings stand here, or only the name.
    pub(crate) settled: bool,
}

impl Site {
    /// Declares a command. Costs nothing until it is called or looked at.
    #[must_use]
    pub const fn new(name: fn() -> Arc<str>, place: Place, spec: fn() -> Spec) -> Self {
        Self { name, place, spec, global: OnceBox::new() }
    }

    /// Begins a call.
    pub fn call(&'static self) -> Call {
        Call::begin(self.state())
    }

    /// Gives the breaker that its attribute asked for.
    #[cfg(feature = "breaker")]
    pub fn breaker(&'static self) -> crate::breaker::Breaker {
        let state = self.state();
        let breaker = state.breaker().cloned();
        breaker.unwrap_or_else(|| unreachable!("only sites with a breaker have this handle"))
    }

    /// Copies the counters.
    pub fn metrics(&'static self) -> CommandSnapshot {
        self.state().snapshot()
    }

    /// All sites of the program, by name, then place.
    pub(crate) fn all() -> Vec<&'static Self> {
        let mut all: Vec<_> = inventory::iter::<Declared>.into_iter().map(|declared| declared.0).collect();
        all.sort_by_cached_key(|site| (site.name(), site.place));
        all
    }

    /// Finds the state in the registry in scope. While no instance lives, that is one load and one pointer.
    pub(crate) fn state(&'static self) -> StateRef {
        match instance_in_scope() {
            None => StateRef::Global(self.global.get_or_init(|| Box::new(State::new(self, Registry::global())))),
            Some(registry) => {
                let address = std::ptr::from_ref(self).addr();
                StateRef::Instance(registry.slot(address, || Arc::new(State::new(self, &registry))))
            }
        }
    }

    pub(crate) fn name(&self) -> Arc<str> {
        (self.name)()
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    pub(crate) fn spec(&self) -> Spec {
        (self.spec)()
    }
}

impl Place {
    /// Names a place by the macros of `core`.
    #[must_use]
    pub const fn new(module: &'static str, file: &'static str, line: u32) -> Self {
        Self { file, line, module }
    }

    /// The module in which the function stands.
    pub(crate) fn module(&self) -> &'static str {
        self.module
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Spec {
    /// Asks for nothing but a name and counters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `timeout`.
    #[must_use]
    pub fn timeout(mut self, timeout: Option<Duration>) -> Self {
        self.settings.timeout = timeout;
        self.can_refuse = true;
        self
    }

    /// Sets `attempt_timeout`.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.settings.attempt_timeout = timeout;
        self.can_refuse = true;
        self
    }

    /// Sets `group`.
    #[must_use]
    pub fn group(mut self, group: &'static str) -> Self {
        self.group = Some(group);
        self
    }

    /// Says that there is a fallback.
    #[must_use]
    pub fn fallback(mut self) -> Self {
        self.has_fallback = true;
        self
    }

    /// Says that the function is not async, so that no timer can end it.
    #[must_use]
    pub fn sync(mut self) -> Self {
        self.is_sync = true;
        self
    }

    /// Asks for a breaker.
    #[cfg(feature = "breaker")]
    #[must_use]
    pub fn breaker(
        mut self,
        name: Option<&'static str>,
        declare: fn(crate::breaker::BreakerBuilder) -> crate::breaker::BreakerBuilder,
        settled: bool,
    ) -> Self {
        self.breaker = Some(BreakerSpec { name, declare, settled });
        self.can_refuse = true;
        self
    }

    /// Asks for a breaker, in vain.
    #[cfg(not(feature = "breaker"))]
    #[must_use]
    pub fn breaker(self, _: Option<&'static str>, _: fn(()) -> (), _: bool) -> TurnOnTheFeatureBreakerOfDynoRuntime {
        TurnOnTheFeatureBreakerOfDynoRuntime
    }
}

/// What the compiler names when an attribute asks for a breaker and the feature is off.
#[cfg(not(feature = "breaker"))]
#[derive(Debug)]
pub struct TurnOnTheFeatureBreakerOfDynoRuntime;
