//! What an attribute says: a name, a place in the source, and what was asked for.

mod policies;

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "aspect")]
use crate::aspect::{Joined, Points};
#[cfg(feature = "breaker")]
use crate::breaker::BreakerBuilder;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::BulkheadBuilder;
#[cfg(feature = "cache")]
use crate::cache::CacheBuilder;
use crate::command::settings::CommandSettings;
#[cfg(feature = "fuse")]
use crate::fuse::FuseBuilder;
#[cfg(feature = "inject")]
use crate::inject::Wish;
#[cfg(feature = "pool")]
use crate::pool::PoolBuilder;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimitBuilder;
#[cfg(feature = "aspect")]
use crate::registry::Registry;
#[cfg(feature = "retry")]
use crate::retry::RetryBuilder;
use crate::settings::Origin;

/// What is known of a command at compile time.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) name: fn() -> Arc<str>,
    pub(crate) place: Place,
    pub(crate) spec: fn() -> Spec,
}

/// What a command is to be, and who says so: a declaration, or a builder.
#[derive(Debug)]
pub(crate) struct Blueprint {
    pub(crate) name: Arc<str>,
    pub(crate) place: Place,
    pub(crate) origin: Origin,
    pub(crate) spec: Spec,
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    file: &'static str,
    line: u32,
    module: &'static str,
}

/// What the attribute asked for.
#[derive(Debug, Default)]
pub struct Spec {
    pub(crate) settings: CommandSettings,
    /// Which of them stand there, be they `off`.
    pub(crate) given: Vec<&'static str>,
    pub(crate) group: Option<Cow<'static, str>>,
    /// The fallback as it is written there.
    pub(crate) fallback: Option<&'static str>,
    /// What else judges that which was returned, each word with what is written there, in the order in which they are asked.
    pub(crate) questions: Vec<(&'static str, &'static str)>,
    pub(crate) is_sync: bool,
    /// Whether the return type has room for dyno's error, or a fallback answers in its stead.
    pub(crate) can_refuse: bool,
    #[cfg(feature = "aspect")]
    pub(crate) aspect: Option<AskedAspect>,
    #[cfg(feature = "fuse")]
    pub(crate) fuse: Option<Named<FuseBuilder>>,
    /// Whether its errors and panics are pulled out.
    #[cfg(feature = "harness")]
    pub(crate) harness: bool,
    #[cfg(feature = "breaker")]
    pub(crate) breaker: Option<Named<BreakerBuilder>>,
    #[cfg(feature = "bulkhead")]
    pub(crate) bulkhead: Option<Named<BulkheadBuilder>>,
    #[cfg(feature = "pool")]
    pub(crate) pool: Option<Named<PoolBuilder>>,
    #[cfg(feature = "retry")]
    pub(crate) retry: Option<Named<RetryBuilder>>,
    /// What closures say of the retry, each word with what is written there.
    #[cfg(feature = "retry")]
    pub(crate) retries: Vec<(&'static str, &'static str)>,
    #[cfg(feature = "rate_limit")]
    pub(crate) rate_limit: Option<Named<RateLimitBuilder>>,
    #[cfg(feature = "cache")]
    pub(crate) cache: Option<DeclareCache>,
    /// Whose bucket each call takes of, as it is written.
    pub(crate) by: Option<&'static str>,
    /// By what its fuse chooses who may pass, as it is written.
    pub(crate) fuse_by: Option<&'static str>,
    /// What is injected, as far as it is known before the first call.
    #[cfg(feature = "inject")]
    pub(crate) wishes: Vec<Wish>,
}

/// The settings of a cache, whatever its keys and values are.
#[cfg(feature = "cache")]
type DeclareCache = fn(CacheBuilder<(), ()>) -> CacheBuilder<(), ()>;

/// What the attribute says of an aspect.
#[cfg(feature = "aspect")]
#[derive(Debug)]
pub(crate) struct AskedAspect {
    name: Option<&'static str>,
    joins: Option<fn(&Registry, &Arc<str>) -> Joined>,
}

#[cfg(feature = "aspect")]
impl AskedAspect {
    /// How it is called: as the command, unless it has a name.
    pub(crate) fn name(&self, command: &Arc<str>) -> Arc<str> {
        self.name.map_or_else(|| command.clone(), Into::into)
    }

    /// Gives the command its join points in a registry.
    pub(crate) fn points(&self, command: &Arc<str>, registry: &Registry) -> Points {
        let name = self.name(command);
        let first = self.joins.map(|joins| joins(registry, &name));
        Points::new(registry, &name, first)
    }
}

/// What the attribute says of a policy that is shared by name.
#[derive(Debug)]
pub(crate) struct Named<B> {
    /// Its name, unless it has the command's.
    pub(crate) name: Option<Cow<'static, str>>,
    pub(crate) declare: Declare<B>,
    /// Whether settings stand here, or only the name.
    pub(crate) settled: bool,
}

/// The settings of a policy.
#[derive(Debug)]
pub(crate) enum Declare<B> {
    /// As an attribute has them.
    ByAttribute(fn(B) -> B),
    /// As they were given to a builder, whose name does not count.
    ByBuilder(B),
}

impl<B> Named<B> {
    fn by_attribute(name: Option<&'static str>, declare: fn(B) -> B, settled: bool) -> Self {
        Self { name: name.map(Cow::Borrowed), declare: Declare::ByAttribute(declare), settled }
    }
}

impl Declaration {
    pub(crate) fn blueprint(&self) -> Blueprint {
        let origin = Origin::Attribute(self.place.to_string());
        let name = self.name();
        let spec = evaluated(&name, self.place, self.spec);
        Blueprint { name, place: self.place, origin, spec }
    }

    /// The same for another command, which looks among all for its settings: what panics here is not its own, and its call goes on.
    #[cfg(any(
        feature = "aspect",
        feature = "breaker",
        feature = "bulkhead",
        feature = "fuse",
        feature = "pool",
        feature = "rate_limit",
        feature = "retry"
    ))]
    pub(crate) fn blueprint_for_another(&self) -> Option<Blueprint> {
        catch_unwind(|| self.blueprint()).ok()
    }

    pub(crate) fn name(&self) -> Arc<str> {
        (self.name)()
    }
}

/// Evaluates settings. A panic in there, such as that of `1s - 2s`, comes from a line that may be anybody's, and is told whose it is.
pub(super) fn evaluated<T>(name: &str, place: Place, settings: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(settings))
        .unwrap_or_else(|_| panic!("a setting of the command `{name}`, at {place}, panics when it is evaluated"))
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

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
        self.given.push("timeout");
        self.can_refuse = true;
        self
    }

    /// Sets `attempt_timeout`.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.settings.attempt_timeout = timeout;
        self.given.push("attempt_timeout");
        self.can_refuse = true;
        self
    }

    /// Sets `exact_latency`.
    #[must_use]
    pub fn exact_latency(mut self, is_exact: bool) -> Self {
        self.settings.exact_latency = is_exact;
        self.given.push("exact_latency");
        self
    }

    /// Sets `group`.
    #[must_use]
    pub fn group(mut self, group: &'static str) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Says that there is a fallback, and how it is written.
    #[must_use]
    pub fn fallback(mut self, written: &'static str) -> Self {
        self.fallback = Some(written);
        self
    }

    /// Says that `ignore` or `failure_if` judges what was returned, and how it is written.
    #[must_use]
    pub fn question(mut self, word: &'static str, written: &'static str) -> Self {
        self.questions.push((word, written));
        self
    }

    /// Says that the function is not async, so that no timer can end it.
    #[must_use]
    pub fn sync(mut self) -> Self {
        self.is_sync = true;
        self
    }

    /// Asks for a cache.
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(mut self, declare: DeclareCache) -> Self {
        self.cache = Some(declare);
        self.can_refuse = true;
        self
    }

    /// Asks for a cache, in vain.
    #[cfg(not(feature = "cache"))]
    #[must_use]
    pub fn cache(self, _: fn(()) -> ()) -> TurnOnTheFeatureCacheOfDynoRuntime {
        TurnOnTheFeatureCacheOfDynoRuntime
    }

    /// What of it is for those who ask, where there is a cache.
    #[cfg(feature = "cache")]
    pub(crate) fn of_calls(self) -> Self {
        let Self { settings, given, group, fallback, questions, is_sync, can_refuse, .. } = self;
        Self {
            settings,
            given,
            group,
            fallback,
            questions,
            is_sync,
            can_refuse,
            #[cfg(feature = "inject")]
            wishes: self.wishes,
            ..Self::default()
        }
    }

    /// Asks for an aspect; where its types can be named outside of the function, with what joins them with the name.
    #[cfg(feature = "aspect")]
    #[must_use]
    pub fn aspect(mut self, name: Option<&'static str>, joins: Option<fn(&Registry, &Arc<str>) -> Joined>) -> Self {
        self.aspect = Some(AskedAspect { name, joins });
        self
    }

    /// Says that a closure decides what is attempted again, or how long to wait before that, and how it is written.
    #[cfg(feature = "retry")]
    #[must_use]
    pub fn retries(mut self, word: &'static str, written: &'static str) -> Self {
        self.retries.push((word, written));
        self
    }

    /// Says by what its fuse chooses who may pass, and how that is written.
    #[must_use]
    pub fn fuse_by(mut self, written: &'static str) -> Self {
        self.fuse_by = Some(written);
        self
    }

    /// Has its errors and panics pulled out.
    #[cfg(feature = "harness")]
    #[must_use]
    pub fn harness(mut self) -> Self {
        self.harness = true;
        self
    }

    /// Asks for a harness, in vain.
    #[cfg(not(feature = "harness"))]
    #[must_use]
    pub fn harness(self) -> TurnOnTheFeatureHarnessOfDynoRuntime {
        TurnOnTheFeatureHarnessOfDynoRuntime
    }

    /// Says that each call takes of the bucket of a key, and how that is written.
    #[must_use]
    pub fn by(mut self, written: &'static str) -> Self {
        self.by = Some(written);
        self
    }

    /// Says that a parameter is injected.
    #[cfg(feature = "inject")]
    #[must_use]
    pub fn inject(mut self, wish: Wish) -> Self {
        self.wishes.push(wish);
        self
    }

    /// Whether it is nothing but a name.
    pub(crate) fn asks_for_nothing(&self) -> bool {
        let nothing = self.given.is_empty() && self.group.is_none();
        #[cfg(feature = "aspect")]
        let nothing = nothing && self.aspect.is_none();
        #[cfg(feature = "fuse")]
        let nothing = nothing && self.fuse.is_none();
        #[cfg(feature = "breaker")]
        let nothing = nothing && self.breaker.is_none();
        #[cfg(feature = "bulkhead")]
        let nothing = nothing && self.bulkhead.is_none();
        #[cfg(feature = "pool")]
        let nothing = nothing && self.pool.is_none();
        #[cfg(feature = "retry")]
        let nothing = nothing && self.retry.is_none();
        #[cfg(feature = "rate_limit")]
        let nothing = nothing && self.rate_limit.is_none();
        nothing
    }

    /// The group: the module, unless it was given.
    pub(crate) fn group_of(&self, place: Place) -> &str {
        self.group.as_deref().unwrap_or_else(|| place.module())
    }
}

/// What the compiler names when an attribute asks for a harness and the feature is off.
#[cfg(not(feature = "harness"))]
#[derive(Debug)]
pub struct TurnOnTheFeatureHarnessOfDynoRuntime;

/// What the compiler names when an attribute asks for a cache and the feature is off.
#[cfg(not(feature = "cache"))]
#[derive(Debug)]
pub struct TurnOnTheFeatureCacheOfDynoRuntime;
