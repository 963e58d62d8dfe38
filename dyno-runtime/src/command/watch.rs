//! What a program asks of the registry in scope: what is there, why, what happened, and whether it is set up right.

#[cfg(feature = "aspect")]
use std::collections::BTreeMap;
#[cfg(feature = "aspect")]
use std::sync::Arc;

#[cfg(feature = "aspect")]
use crate::aspect::{Aspect, AspectError};
#[cfg(feature = "breaker")]
use crate::breaker::{Breaker, Shared};
#[cfg(feature = "bulkhead")]
use crate::bulkhead::{Bulkhead, Shared as Room};
#[cfg(feature = "cache")]
use crate::cache::{Cache, Core as Caching};
use crate::command::builder::built_states;
use crate::command::handle::Command;
use crate::command::site::Site;
use crate::command::snapshot::Snapshot;
use crate::command::state::StateRef;
use crate::error::{SettingsError, SettingsErrors, UnknownName};
use crate::event::Event;
#[cfg(feature = "fuse")]
use crate::fuse::{Fuse, FuseSnapshot, Shared as Switch};
#[cfg(feature = "harness")]
use crate::harness::{Harness, Shared as Pulling};
#[cfg(feature = "inject")]
use crate::inject::{Asking, dependencies, problems as of_services};
#[cfg(feature = "pool")]
use crate::pool::{Owner, Pool};
#[cfg(feature = "rate_limit")]
use crate::rate_limit::{RateLimit, Shared as Limiting};
use crate::registry::Registry;
#[cfg(feature = "retry")]
use crate::retry::{Retry, Shared as Budget};

/// Copies everything there is to see in the registry in scope.
///
/// ```
/// #[dyno::command(name = "greet")]
/// fn greet() -> &'static str {
///     "hello"
/// }
///
/// greet();
/// let commands = dyno::snapshot().commands;
/// let greet = commands.iter().find(|command| command.name == "greet").unwrap();
/// assert_eq!(greet.totals.calls.success, 1);
/// ```
#[must_use]
pub fn snapshot() -> Snapshot {
    let commands = states().iter().map(|state| state.snapshot()).collect();
    let registry = Registry::current();
    Snapshot {
        at: registry.clock().now().since_start(),
        commands,
        #[cfg(feature = "inject")]
        dependencies: dependencies(&registry),
        #[cfg(feature = "fuse")]
        fuses: registry.all::<Switch>().into_iter().map(|(_, fuse)| fuse.snapshot()).collect(),
        #[cfg(feature = "harness")]
        harnesses: registry.all::<Pulling>().into_iter().map(|(_, harness)| harness.snapshot()).collect(),
        #[cfg(feature = "breaker")]
        breakers: registry.all::<Shared>().into_iter().map(|(_, breaker)| breaker.snapshot()).collect(),
        #[cfg(feature = "bulkhead")]
        bulkheads: registry.all::<Room>().into_iter().map(|(_, bulkhead)| bulkhead.snapshot()).collect(),
        #[cfg(feature = "pool")]
        pools: registry.all::<Owner>().into_iter().map(|(_, pool)| Pool::from(pool).snapshot()).collect(),
        #[cfg(feature = "retry")]
        retries: registry.all::<Budget>().into_iter().map(|(_, retry)| retry.snapshot()).collect(),
        #[cfg(feature = "cache")]
        caches: registry.all::<Caching>().into_iter().map(|(_, cache)| cache.snapshot()).collect(),
        #[cfg(feature = "rate_limit")]
        rate_limits: registry.all::<Limiting>().into_iter().map(|(_, limit)| limit.snapshot()).collect(),
    }
}

/// All commands of the registry in scope, by name: those that attributes declare, called or not, and those that builders made and that
/// live.
///
/// ```
/// #[dyno::command(name = "knock", group = "door")]
/// fn greet() {}
///
/// for command in dyno::commands() {
///     println!("{}: {}", command.group(), command.plan());
/// }
/// assert!(dyno::commands().iter().any(|command| (command.name(), command.group()) == ("knock", "door")));
/// ```
#[must_use]
pub fn commands() -> Vec<Command> {
    states().into_iter().map(Command::of).collect()
}

/// Those that attributes declare, of the registry in scope.
pub(crate) fn declared_states() -> Vec<StateRef> {
    Site::states()
}

/// The same, as they are.
pub(super) fn states() -> Vec<StateRef> {
    let mut states = Site::states();
    states.extend(built_states());
    // Two of one name stay in the order of their places.
    states.sort_by(|a, b| a.name().cmp(b.name()));
    states
}

/// Says in words and numbers why a breaker is in its state, how a command does, how full a bulkhead or a pool is, who passes a fuse or a rate limit, what a harness pulled out, or what is
/// left of a retry's budget. Where they share a name, as a command does with a breaker of its own, the breaker answers, else the command; the
/// others' snapshots have a `why` as well. That a fuse of this name, or of the command of this name, is blown or lets only a share pass is said in any
/// case, and so is what was pulled out of the command.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
pub fn why(name: &str) -> Result<String, UnknownName> {
    let commands = states();
    let command = commands.iter().find(|state| **state.name() == *name);
    #[cfg(feature = "breaker")]
    if let Ok(breaker) = Breaker::named(name) {
        return Ok(breaker.why() + &beside(command, name));
    }
    if let Some(state) = command {
        return Ok(state.snapshot().why() + &beside(command, name));
    }
    #[cfg(feature = "fuse")]
    if let Ok(fuse) = Fuse::named(name) {
        return Ok(fuse.why());
    }
    #[cfg(feature = "harness")]
    if let Ok(harness) = Harness::named(name) {
        return Ok(harness.why());
    }
    #[cfg(feature = "bulkhead")]
    if let Ok(bulkhead) = Bulkhead::named(name) {
        return Ok(bulkhead.why());
    }
    #[cfg(feature = "pool")]
    if let Ok(pool) = Pool::named(name) {
        return Ok(pool.snapshot().why());
    }
    #[cfg(feature = "retry")]
    if let Ok(retry) = Retry::named(name) {
        return Ok(retry.why());
    }
    #[cfg(feature = "rate_limit")]
    if let Ok(limit) = RateLimit::named(name) {
        return Ok(limit.why());
    }
    #[cfg(feature = "cache")]
    if let Some(cache) = Registry::current().find::<Caching>(name) {
        return Ok(cache.snapshot().why());
    }
    let known = commands.iter().map(|state| state.name().to_string());
    #[cfg(feature = "cache")]
    let known = known.chain(Registry::current().all::<Caching>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "fuse")]
    let known = known.chain(Registry::current().all::<Switch>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "harness")]
    let known = known.chain(Registry::current().all::<Pulling>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "breaker")]
    let known = known.chain(Registry::current().all::<Shared>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "bulkhead")]
    let known = known.chain(Registry::current().all::<Room>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "pool")]
    let known = known.chain(Registry::current().all::<Owner>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "retry")]
    let known = known.chain(Registry::current().all::<Budget>().into_iter().map(|(name, _)| name.to_string()));
    #[cfg(feature = "rate_limit")]
    let known = known.chain(Registry::current().all::<Limiting>().into_iter().map(|(name, _)| name.to_string()));
    Err(UnknownName::new("command, breaker, bulkhead, fuse, harness, pool, rate limit or retry", name, known.collect()))
}

/// What else whoever asks about a name should know, because nothing passes there, or goes well: each after a semicolon.
fn beside(
    #[cfg_attr(not(any(feature = "fuse", feature = "harness")), expect(unused_variables))] command: Option<&StateRef>,
    #[cfg_attr(not(feature = "fuse"), expect(unused_variables))] name: &str,
) -> String {
    #[cfg_attr(not(any(feature = "fuse", feature = "harness")), expect(unused_mut))]
    let mut said = String::new();
    #[cfg(feature = "fuse")]
    {
        let theirs = command.and_then(|state| state.guarded().fuse().cloned());
        let named = Fuse::named(name).ok().filter(|fuse| theirs.as_ref().is_none_or(|own| own.name() != fuse.name()));
        let turns_away = |fuse: &FuseSnapshot| !fuse.is_intact() || fuse.settings.admit < 1.0;
        for fuse in [theirs, named].into_iter().flatten().map(|fuse| fuse.snapshot()).filter(turns_away) {
            said += &format!("; {}", fuse.why());
        }
    }
    #[cfg(feature = "harness")]
    if let Some(harness) = command.and_then(|state| state.guarded().harness()) {
        let pulled = harness.snapshot();
        if !pulled.last.is_empty() {
            said += &format!("; {}", pulled.why());
        }
    }
    said
}

/// Copies the kept events of the registry in scope whose number is above `after`, oldest first; the last 1,024 are kept.
#[must_use]
pub fn events(after: u64) -> Vec<Event> {
    Registry::current().events(after)
}

/// Checks the settings of every declared command, and that what is injected is provided, so that a mistake is found at the start and not
/// at the first call. Call it once everything is provided.
///
/// ```
/// fn main() -> Result<(), dyno::SettingsErrors> {
///     dyno::validate()?;
///     // .. and then serve
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// All that is wrong, each with its places.
pub fn validate() -> Result<(), SettingsErrors> {
    validated(false)
}

/// Checks the registry in scope, as if it and its parents were one where that is said.
pub(super) fn validated(
    #[cfg_attr(not(feature = "inject"), expect(unused_variables))] is_one: bool,
) -> Result<(), SettingsErrors> {
    let commands = states();
    let mut problems: Vec<_> =
        commands.iter().flat_map(|state| state.problems()).map(|problem| (*problem).clone()).collect();
    for pair in commands.windows(2) {
        if pair[0].name() == pair[1].name() {
            problems.push(SettingsError::DuplicateName {
                name: pair[0].name().clone(),
                first: pair[0].place().to_string(),
                second: pair[1].place().to_string(),
            });
        }
    }
    #[cfg(feature = "aspect")]
    problems.extend(of_aspects(&commands));
    #[cfg(feature = "inject")]
    for problem in missing(&commands).chain(of_services(&Registry::current(), is_one)) {
        // What a service needs is asked of its command as well.
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(SettingsErrors(problems)) }
}

impl Registry {
    /// Checks it as [`validate`] does the one in scope.
    ///
    /// # Errors
    ///
    /// All that is wrong, each with its places.
    pub fn validate(&self) -> Result<(), SettingsErrors> {
        let _entered = self.enter();
        validate()
    }
}

/// The functions of one aspect whose filters the others do not pass, because their types are others.
#[cfg(feature = "aspect")]
fn of_aspects(commands: &[StateRef]) -> Vec<SettingsError> {
    let mut first: BTreeMap<Arc<str>, (String, String)> = BTreeMap::new();
    let mut problems = Vec::new();
    for state in commands {
        let Some(points) = state.guarded().points() else { continue };
        let Some(signature) = points.signature() else { continue };
        let place = state.place().to_string();
        let (has, at) = first.entry(points.name().clone()).or_insert_with(|| (signature.clone(), place.clone()));
        if *has != signature {
            problems.push(SettingsError::OtherAspect {
                name: points.name().clone(),
                first: format!("{at} (`{has}`)"),
                second: format!("{place} (`{signature}`)"),
            });
        }
    }
    problems
}

/// The dependencies without which calls could not go on, and which nobody provides.
#[cfg(feature = "inject")]
fn missing(commands: &[StateRef]) -> impl Iterator<Item = SettingsError> {
    let registry = Registry::current();
    let wishes = commands.iter().flat_map(|state| state.wishes().iter().map(move |wish| (state, wish)));
    wishes.filter_map(move |(state, wish)| {
        let asking =
            Asking { name: state.name().clone(), parameter: Some(wish.parameter()), place: state.place().to_string() };
        wish.check(&registry, &asking).err().map(|error| SettingsError::Missing { problem: error.to_string() })
    })
}

/// Finds a breaker by name in the registry in scope: one that an attribute declares, called or not, or one that was built
/// and lives.
///
/// ```
/// # #[derive(Debug)] struct Down; impl From<dyno::Error> for Down { fn from(_: dyno::Error) -> Self { Self } }
/// #[dyno::command(breaker = "inventory")]
/// fn stock() -> Result<u32, Down> {
///     Ok(7)
/// }
///
/// dyno::breaker("inventory")?.force_open("stocktaking", None);
/// assert!(stock().is_err());
/// # Ok::<(), dyno::UnknownName>(())
/// ```
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "breaker")]
pub fn breaker(name: &str) -> Result<Breaker, UnknownName> {
    Breaker::named(name).or_else(|_| {
        // A state makes the breaker that its attribute asks for.
        Site::states();
        Breaker::named(name)
    })
}

/// Finds a join point by name and signature in the registry in scope: that of a function, called or not, or one that was made and lives.
///
/// The types of a free function are known from the start, those of a method, and of what has no handle, from the first call on that finds
/// filters: before, it has a chain of whatever types it is asked for, and where it is called with others than those, a warning of `tracing`
/// says so. A method of a generic impl has a chain for each set of types, of which those are found that were called, or asked for before
/// the first call.
///
/// ```
/// #[dyno::aspect("welcome")]
/// fn greet(name: String) -> String {
///     format!("hello {name}")
/// }
///
/// dyno::aspect::<(String,), String>("welcome")?.push(|args, next| next.call(args) + "!");
/// assert_eq!(greet("Ada".to_owned()), "hello Ada!");
/// # Ok::<(), dyno::AspectError>(())
/// ```
///
/// # Errors
///
/// [`AspectError::Unknown`] with the nearest name, or [`AspectError::OtherTypes`] with both signatures.
#[cfg(feature = "aspect")]
pub fn aspect<Args: 'static, R: 'static>(name: &str) -> Result<Aspect<Args, R>, AspectError> {
    Aspect::living(name).or_else(|_| {
        Site::states();
        Site::aspect_before_the_first_call(name).map_or_else(|| Aspect::living(name), Ok)
    })
}

#[cfg(feature = "aspect")]
impl<Args: 'static, R: 'static> Aspect<Args, R> {
    /// Shares the living join point of that name in the registry in scope, that of a function included, or makes it, with an empty chain.
    ///
    /// # Errors
    ///
    /// [`AspectError::OtherTypes`], where one with another signature has the name.
    pub fn named(name: impl Into<Arc<str>>) -> Result<Self, AspectError> {
        let name = name.into();
        // Where it lives functions have it, and what has it keeps it.
        let of_function = || Site::aspect_before_the_first_call(&name).map_or_else(|| Self::made(&name), Ok);
        Self::living(&name).or_else(|_| of_function())
    }
}

/// Finds a fuse by name in the registry in scope: one that an attribute declares, called or not, or one that was built and lives.
///
/// ```
/// # #[derive(Debug)] struct Down; impl From<dyno::Error> for Down { fn from(_: dyno::Error) -> Self { Self } }
/// #[dyno::command(fuse = "search")]
/// fn search(words: &str) -> Result<u32, Down> {
///     Ok(3)
/// }
///
/// dyno::fuse("search")?.blow("too costly tonight");
/// assert!(search("plums").is_err());
/// # Ok::<(), dyno::UnknownName>(())
/// ```
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "fuse")]
pub fn fuse(name: &str) -> Result<Fuse, UnknownName> {
    Fuse::named(name).or_else(|_| {
        Site::states();
        Fuse::named(name)
    })
}

/// Finds a harness by name in the registry in scope: that of a function, called or not, or one that was made and lives.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "harness")]
pub fn harness(name: &str) -> Result<Harness, UnknownName> {
    Harness::named(name).or_else(|_| {
        Site::states();
        Harness::named(name)
    })
}

/// Finds a bulkhead by name in the registry in scope: one that an attribute declares, called or not, or one that was built
/// and lives.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "bulkhead")]
pub fn bulkhead(name: &str) -> Result<Bulkhead, UnknownName> {
    Bulkhead::named(name).or_else(|_| {
        Site::states();
        Bulkhead::named(name)
    })
}

/// Finds a pool by name in the registry in scope: one that an attribute declares, called or not, or one that was built and lives.
///
/// ```
/// # #[derive(Debug)] struct Down; impl From<dyno::Error> for Down { fn from(_: dyno::Error) -> Self { Self } }
/// #[dyno::command(pool("db", threads = 4))]
/// fn stock() -> Result<u32, Down> {
///     Ok(7) // a call that blocks
/// }
///
/// dyno::pool("db")?.resize(8, 100)?;
/// assert_eq!(stock().unwrap(), 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "pool")]
pub fn pool(name: &str) -> Result<Pool, UnknownName> {
    Pool::named(name).or_else(|_| {
        Site::states();
        Pool::named(name)
    })
}

/// Finds a retry by name in the registry in scope: one that an attribute declares, called or not, or one that was built and lives.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "retry")]
pub fn retry(name: &str) -> Result<Retry, UnknownName> {
    Retry::named(name).or_else(|_| {
        Site::states();
        Retry::named(name)
    })
}

/// Finds a cache by name in the registry in scope: one that an attribute declares, called or not, or one that was built and lives. For
/// other types of keys and values than those it is used with, it has other entries; the settings and counters are the same. Where a method of
/// a generic impl has this name, the entries are those of the instance that was called first.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "cache")]
pub fn cache<K, V>(name: &str) -> Result<Cache<K, V>, UnknownName>
where
    K: Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    Cache::named(name).or_else(|_| {
        Site::states();
        Cache::named(name)
    })
}

/// Finds a rate limit by name in the registry in scope: one that an attribute declares, called or not, or one that was built
/// and lives.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(feature = "rate_limit")]
pub fn rate_limit(name: &str) -> Result<RateLimit, UnknownName> {
    RateLimit::named(name).or_else(|_| {
        Site::states();
        RateLimit::named(name)
    })
}
