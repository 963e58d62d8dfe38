//! Fault tolerance for Rust functions that call what is slow, broken or overloaded.
//!
//! Annotate a function and it is guarded: it gives up in time, tries again, stops calling what is down, falls back, and is
//! measured.
//! It stays a function: same name, same arguments, same return type, same call.
//!
//! ```
//! use dyno::command;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! #[derive(Debug, thiserror::Error)]
//! enum StockError {
//!     #[error("the warehouse does not answer")]
//!     Down,
//!     #[error(transparent)]
//!     Guard(#[from] dyno::Error),
//! }
//!
//! #[command(timeout = 500ms, breaker(failure_rate = 50%, open_for = 2s), fallback = last_known)]
//! async fn stock(sku: u32) -> Result<u32, StockError> {
//!     Err(StockError::Down) // a call over the network
//! }
//!
//! async fn last_known(_sku: u32) -> Result<u32, StockError> {
//!     Ok(7)
//! }
//!
//! assert_eq!(stock(1).await.unwrap(), 7);
//! assert_eq!(stock::metrics().totals.calls.failure, 1);
//! # }
//! ```
//!
//! - [`command`](macro@command) lists the options; [`Breaker`], [`Bulkhead`], [`RateLimit`], `Fuse` and `Aspect` stand by themselves as well, without
//!   attributes.
//! - [`Submit`] starts a call as a [`Task`], to wait for, share, cancel or detach.
//! - [`snapshot`] is everything there is to see, [`why`] says it in words, [`events`] what changed.
//! - [`Cache`] keeps what is asked for often, and has it made anew before it expires.
//! - [`inject`](macro@inject) fills parameters with what the registry in scope provides; [`service`](macro@service) and [`Service`] say how that is built.
//! - [`Compound`] has the errors of all attempts of a call that was retried.
//! - [`settings`] lists all settings with their origins, and sets what a `dyno.toml` says, while the program runs; [`start`] does so at its start.
//! - [`Timer`] and [`time!`] tell what took how long, and inside of what.
//! - [`Summary`], [`Moments`], [`Histogram`] and [`Ewma`] describe numbers and durations.
//! - [`Command`], [`Breaker`], [`Bulkhead`], [`RateLimit`] and [`Retry`] change settings while the program runs; [`Registry`] keeps tenants and
//!   tests apart.
//!
//! # Features
//!
//! | feature | what it brings |
//! |---|---|
//! | `macros` (default) | the attributes, and `command` |
//! | `aspect` | filters over arguments and return values: of commands, and by themselves with nothing else turned on |
//! | `breaker` (default) | the circuit breaker: in commands, and by itself with nothing else turned on |
//! | `bulkhead` | the bulkhead: in commands, and by itself with tokio's timer |
//! | `cache` | the cache: in commands, and by itself with tokio's tasks |
//! | `fuse` | the fuse: in commands, and by itself with nothing else turned on |
//! | `harness` | the harness: before functions, and by itself with nothing else turned on |
//! | `inject` | dependencies: what a [`Registry`] provides, and with `macros` `#[inject]`; brings tokio's tasks |
//! | `pool` | thread pools: for commands that are not async, and by themselves |
//! | `retry` | further attempts: in commands, by themselves as `Retry` and `retrying!`; brings tokio's timer and the dates of HTTP |
//! | `rate_limit` | the rate limit: in commands, and by itself with tokio's timer |
//! | `net` | [`connect`] and `Service::tcp`: connections to other hosts, as services; brings tokio's sockets |
//! | `timing` | `Timer` and `time!`: an ambient tree of what takes how long |
//! | `timing-layer` | `TimingLayer`, which feeds it from `tracing`; brings tracing-subscriber |
//! | `stats` | `Summary`, `Moments`, `Histogram` and `Ewma`: numbers described exactly |
//! | `config` | settings from a `dyno.toml`; brings a reader of TOML |
//! | `config-watch` | the file is read again as soon as it changes |
//! | `command` | what attributes expand into: deadlines, fallbacks, counters, `snapshot`, `why`, `events`, `validate`; brings tokio's timer |
//! | `test-util` | `ManualClock` and seeded randomness; with `macros` also `#[dyno::test]` |
//!
//! Import what you use by name: `use dyno::*` would bring a `test` that competes with the standard `#[test]`.

// Lower layers serve policies that may be turned off.
#![cfg_attr(
    not(all(
        feature = "aspect",
        feature = "breaker",
        feature = "bulkhead",
        feature = "cache",
        feature = "command",
        feature = "fuse",
        feature = "harness",
        feature = "inject",
        feature = "pool",
        feature = "rate_limit",
        feature = "retry"
    )),
    allow(dead_code, unreachable_pub, unused_imports)
)]

#[cfg(any(feature = "cache", feature = "inject"))]
mod chain;
mod clock;
#[cfg(feature = "command")]
mod command;
#[cfg(feature = "command")]
mod config;
#[cfg(feature = "command")]
mod declared;
pub mod error;
mod event;
#[cfg(feature = "command")]
mod left;
#[cfg(feature = "command")]
mod metrics;
mod outcome;
mod registry;
mod settings;
mod stats;
mod sync;
#[cfg(all(feature = "command", feature = "test-util"))]
mod test;
#[cfg(feature = "command")]
mod wire;

#[cfg(feature = "command")]
#[doc(hidden)]
pub mod __private;

/// What [`retrying`] expands to. Nothing here is for hands: it changes without notice.
#[cfg(feature = "retry")]
#[doc(hidden)]
pub mod __retry {
    pub use crate::retry::{NoRetryAfter, Pause, Spot, Told, retried, retried_sync};
}

/// What [`validate_test`] expands to. Nothing here is for hands: it changes without notice.
#[cfg(all(feature = "command", feature = "inject"))]
#[doc(hidden)]
pub mod __test {
    pub use crate::command::checked;
}

/// What [`time!`] expands to. Nothing here is for hands: it changes without notice.
#[cfg(feature = "timing")]
#[doc(hidden)]
pub mod __timing {
    pub use crate::timing::here;
}

#[cfg(feature = "aspect")]
mod aspect;
#[cfg(feature = "breaker")]
mod breaker;
#[cfg(feature = "bulkhead")]
mod bulkhead;
#[cfg(feature = "cache")]
mod cache;
#[cfg(feature = "fuse")]
mod fuse;
#[cfg(feature = "harness")]
mod harness;
#[cfg(feature = "inject")]
mod inject;
#[cfg(feature = "pool")]
mod pool;
#[cfg(feature = "rate_limit")]
mod rate_limit;
#[cfg(feature = "retry")]
mod retry;
#[cfg(feature = "timing")]
mod timing;

#[cfg(not(feature = "command"))]
#[cfg(feature = "aspect")]
pub use crate::aspect::aspect;
#[cfg(feature = "aspect")]
pub use crate::aspect::{Aspect, AspectError, Chain, Filter, Gives, Later, Next};
#[cfg(not(feature = "command"))]
#[cfg(feature = "breaker")]
pub use crate::breaker::breaker;
#[cfg(feature = "breaker")]
pub use crate::breaker::{Breaker, BreakerBuilder, BreakerSettings, BreakerSnapshot, Permit, Window};
#[cfg(not(feature = "command"))]
#[cfg(feature = "bulkhead")]
pub use crate::bulkhead::bulkhead;
#[cfg(feature = "bulkhead")]
pub use crate::bulkhead::{Bulkhead, BulkheadBuilder, BulkheadPermit, BulkheadSettings, BulkheadSnapshot};
#[cfg(all(feature = "cache", not(feature = "command")))]
pub use crate::cache::cache;
#[cfg(feature = "cache")]
pub use crate::cache::{Cache, CacheBuilder, CachePolicy, CacheSettings, CacheSnapshot, CachedLife, EarlyRefresh};
pub use crate::clock::Clock;
#[cfg(feature = "test-util")]
pub use crate::clock::ManualClock;
#[doc(inline)]
pub use crate::error::{Cause, Error, IllegalTransition, Reason, SettingsError, SettingsErrors, UnknownName};
#[cfg(feature = "retry")]
pub use crate::event::BudgetSpent;
#[cfg(feature = "command")]
pub use crate::event::{Act, AuditEntry, Deed, Ended, SettingChange, SettingsLoaded, SettingsRefused};
pub use crate::event::{Event, EventKind, Transition};
#[cfg(feature = "fuse")]
pub use crate::event::{FuseCause, FuseChange};
#[cfg(not(feature = "command"))]
#[cfg(feature = "fuse")]
pub use crate::fuse::fuse;
#[cfg(feature = "fuse")]
pub use crate::fuse::{Fuse, FuseBuilder, FuseSettings, FuseSnapshot};
#[cfg(all(feature = "harness", not(feature = "command")))]
pub use crate::harness::harness;
#[cfg(feature = "harness")]
pub use crate::harness::{Harness, HarnessSnapshot, PulledError};
#[cfg(feature = "inject")]
pub use crate::inject::{
    Dep, NotStarted, NotStopped, Service, ServiceScope, Slot, Swapped, Watch, provide, scope, swap,
};
pub use crate::outcome::{BreakerState, Outcome, TransitionCause};
#[cfg(not(feature = "command"))]
#[cfg(feature = "pool")]
pub use crate::pool::pool;
#[cfg(feature = "pool")]
pub use crate::pool::{Pool, PoolBuilder, PoolSettings, PoolSnapshot, PoolTotals, cancelled};
#[cfg(not(feature = "command"))]
#[cfg(feature = "rate_limit")]
pub use crate::rate_limit::rate_limit;
#[cfg(feature = "rate_limit")]
pub use crate::rate_limit::{Key, Rate, RateLimit, RateLimitBuilder, RateLimitSettings, RateLimitSnapshot};
#[cfg(feature = "inject")]
pub use crate::registry::Tag;
#[cfg(all(feature = "command", feature = "inject"))]
pub use crate::registry::{DependencySnapshot, DependencyState};
pub use crate::registry::{Entered, Registry};
#[cfg(not(feature = "command"))]
#[cfg(feature = "retry")]
pub use crate::retry::retry;
#[cfg(feature = "retry")]
pub use crate::retry::{
    Backoff, Compound, Jitter, Retry, RetryAfter, RetryBuilder, RetryCall, RetrySettings, RetrySnapshot,
    retry_after_header,
};
pub use crate::settings::Origin;
#[cfg(feature = "stats")]
pub use crate::stats::{Ewma, Histogram, Moments, Summary};
#[cfg(feature = "timing-layer")]
pub use crate::timing::TimingLayer;
#[cfg(feature = "timing")]
pub use crate::timing::{
    Interval, Timer, TimerBuilder, TimingError, TimingEvent, TimingEventKind, TimingSnapshot, mark,
};

#[cfg(all(feature = "aspect", feature = "command"))]
pub use crate::command::aspect;
#[cfg(all(feature = "command", feature = "breaker"))]
pub use crate::command::breaker;
#[cfg(all(feature = "command", feature = "bulkhead"))]
pub use crate::command::bulkhead;
#[cfg(all(feature = "cache", feature = "command"))]
pub use crate::command::cache;
#[cfg(feature = "net")]
pub use crate::command::connect;
#[cfg(all(feature = "command", feature = "fuse"))]
pub use crate::command::fuse;
#[cfg(all(feature = "command", feature = "harness"))]
pub use crate::command::harness;
#[cfg(all(feature = "command", feature = "pool"))]
pub use crate::command::pool;
#[cfg(all(feature = "command", feature = "rate_limit"))]
pub use crate::command::rate_limit;
#[cfg(all(feature = "command", feature = "retry"))]
pub use crate::command::retry;
#[cfg(feature = "command")]
pub use crate::command::{
    AnsweredCall, AnswersAlone, BareCall, Cancel, CarriedCall, ColdCall, EndsInTime, FallsBack, GivesCopies, RunsApart,
    SharedTask, Submit, Task, TaskCause, TaskOutput,
};
#[cfg(feature = "command")]
pub use crate::command::{
    Command, CommandBuilder, CommandSettings, CommandSnapshot, MakingSnapshot, Plan, PlannedPolicy, PlannedSetting,
    PreparedCall, Snapshot, Unfinished, commands, events, remaining, shutdown, snapshot, validate, why, within,
    within_sync,
};
#[cfg(all(feature = "command", feature = "pool"))]
pub use crate::command::{OneJob, SyncCall, SyncTask};
#[cfg(feature = "config-watch")]
pub use crate::config::Watching;
#[cfg(feature = "command")]
pub use crate::config::{
    ActBuilder, Changed, Config, DryRun, Finding, NotSetUp, Override, OverrideBuilder, Setting, Settings, Source,
    Start, SteerError, settings, start,
};
#[cfg(feature = "command")]
pub use crate::metrics::{Counts, DurationBucket, DurationTotals, LatencySnapshot, Outcomes};
#[cfg(feature = "command")]
pub use crate::wire::{BadTimeout, read_grpc_timeout, read_timeout_millis, write_grpc_timeout, write_timeout_millis};
/// ```
/// use dyno::aspect;
///
/// #[aspect("greeting")]
/// async fn greet(name: String) -> String {
///     format!("hello {name}")
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// greet::aspect().push(|(name,), next| async move {
///     if name.is_empty() {
///         return "who?".to_owned(); // the function is not called
///     }
///     next.call((name.to_uppercase(),)).await + "!"
/// });
/// assert_eq!(greet("Ada".to_owned()).await, "hello ADA!");
/// assert_eq!(greet(String::new()).await, "who?");
/// # }
/// ```
#[cfg(all(feature = "aspect", feature = "macros"))]
pub use dyno_macros::aspect;
#[cfg(all(not(feature = "aspect"), feature = "macros"))]
pub use dyno_macros::aspect;
/// ```
/// # use dyno::{Error, breaker};
/// #[breaker("warehouse of its own", failure_rate = 50%, open_for = 1s)]
/// fn stock() -> Result<u32, Error> {
///     Ok(7)
/// }
///
/// assert_eq!(stock().unwrap(), 7);
/// stock::breaker().trip().unwrap();
/// assert!(matches!(stock(), Err(Error::Open { .. })));
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::breaker;
/// ```
/// use dyno::{Error, bulkhead};
///
/// #[bulkhead("depot", permits = 1)]
/// fn stock() -> Result<u32, Error> {
///     Ok(7)
/// }
///
/// assert_eq!(stock().unwrap(), 7);
/// let depot = stock::bulkhead();
/// let _permit = depot.try_acquire().unwrap();
/// assert!(matches!(stock(), Err(Error::Full(full)) if full.limit == 1));
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::bulkhead;
/// ```
/// use dyno::{Error, cache};
///
/// #[cache(ttl = 30s)]
/// fn price(article: &str) -> Result<usize, Error> {
///     Ok(article.len()) // slow, and done once in half a minute
/// }
///
/// assert_eq!(price("rake").unwrap(), 4);
/// assert_eq!(price("rake").unwrap(), 4);
/// assert_eq!(price::cache().stats().hits, 1);
/// price::cache().invalidate("rake");
/// ```
#[cfg(all(feature = "cache", feature = "macros"))]
pub use dyno_macros::cache;
#[cfg(all(not(feature = "cache"), feature = "macros"))]
pub use dyno_macros::cache;
/// ```
/// # #[derive(Debug)] struct Down; impl From<dyno::Error> for Down { fn from(_: dyno::Error) -> Self { Self } }
/// use dyno::{Cause, command};
///
/// #[command(timeout = 2s, breaker("warehouse", consecutive = 5, open_for = 1s), fallback = |cause| match cause {
///     Cause::Own(error) => Err(error),
///     Cause::Dyno(_) => Ok(sku.len()),
/// })]
/// async fn stock(sku: &str) -> Result<usize, Down> {
///     Ok(7)
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// assert_eq!(stock("rake").await.unwrap(), 7);
/// stock::breaker().trip().unwrap();
/// assert_eq!(stock("rake").await.unwrap(), 4);
/// assert_eq!(stock::metrics().totals.calls.rejected, 1);
/// # }
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::command;
/// ```
/// use dyno::{breaker, fallback};
///
/// #[fallback(last_known)]
/// #[breaker]
/// fn stock(sku: &str) -> Result<usize, String> {
///     Err(format!("no answer for {sku}"))
/// }
///
/// fn last_known(sku: &str) -> Result<usize, String> {
///     Ok(sku.len())
/// }
///
/// assert_eq!(stock("rake"), Ok(4));
/// assert_eq!(stock::metrics().totals.calls.failure, 1);
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::fallback;
/// ```
/// use dyno::{Error, fuse};
///
/// #[fuse("new search", admit = 10%, by = user)]
/// fn search(user: u32, words: &str) -> Result<usize, Error> {
///     Ok(words.len())
/// }
///
/// let found = (0..1_000).filter(|user| search(*user, "plums").is_ok()).count();
/// assert!((50..150).contains(&found), "a tenth of the users, always the same");
///
/// search::fuse().blow("it finds nothing");
/// let refused = (0..1_000).filter(|user| matches!(search(*user, "plums"), Err(Error::Blown { .. }))).count();
/// assert_eq!(refused, 1_000);
/// ```
#[cfg(all(feature = "fuse", feature = "macros"))]
pub use dyno_macros::fuse;
#[cfg(all(not(feature = "fuse"), feature = "macros"))]
pub use dyno_macros::fuse;
/// ```
/// use dyno::harness;
///
/// #[harness]
/// fn greeting(path: &str) -> std::io::Result<String> {
///     std::fs::read_to_string(path)
/// }
///
/// let greeting_or_none = greeting("/no/such/greeting").unwrap_or_default();
/// assert_eq!(greeting::harness().snapshot().errors["NotFound"], 1);
/// ```
#[cfg(all(feature = "harness", feature = "macros"))]
pub use dyno_macros::harness;
#[cfg(all(not(feature = "harness"), feature = "macros"))]
pub use dyno_macros::harness;
/// ```standalone_crate
/// use std::sync::Arc;
/// use dyno::{Error, inject};
///
/// trait Depot: Send + Sync {
///     fn stock(&self, sku: u32) -> u32;
/// }
///
/// #[inject]
/// fn stock(sku: u32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
///     Ok(depot.stock(sku))
/// }
///
/// struct Fake(u32);
/// impl Depot for Fake {
///     fn stock(&self, _sku: u32) -> u32 {
///         self.0
///     }
/// }
///
/// assert!(matches!(stock(1), Err(Error::Missing { .. })));
/// assert_eq!(stock::with(1, Arc::new(Fake(7))).unwrap(), 7);
/// let _swapped = dyno::swap::<dyn Depot>(Arc::new(Fake(8)));
/// assert_eq!(stock(1).unwrap(), 8);
/// ```
#[cfg(all(feature = "inject", feature = "macros"))]
pub use dyno_macros::inject;
#[cfg(all(not(feature = "inject"), feature = "macros"))]
pub use dyno_macros::inject;
/// ```
/// # use dyno::{Error, pool};
/// #[pool("files of its own", threads = 4)]
/// fn stock() -> Result<usize, Error> {
///     Ok(std::fs::read("/no/such/stock").map_or(0, |read| read.len())) // blocks a thread
/// }
///
/// assert_eq!(stock().unwrap(), 0);
/// let (one, two) = (stock::command().submit(), stock::command().submit());
/// assert_eq!(one.result().unwrap() + two.result().unwrap(), 0);
/// stock::pool().resize(8, 20).unwrap();
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::pool;
/// ```
/// use dyno::{Error, rate_limit};
///
/// #[rate_limit("orders", 10 / 1m, burst = 1, by = tenant)]
/// fn order(tenant: &str) -> Result<u32, Error> {
///     Ok(7)
/// }
///
/// assert_eq!(order("acme").unwrap(), 7);
/// let again = order("acme").unwrap_err().retry_after().unwrap();
/// assert!(again.as_secs() < 6);
/// assert_eq!(order("beta").unwrap(), 7);
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::rate_limit;
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use dyno::{Compound, retry};
///
/// #[retry(n = 3, backoff = fixed(1ms), on = |error: &String| error == "busy")]
/// fn stock(asked: &AtomicU32) -> Result<u32, Compound<String>> {
///     match asked.fetch_add(1, Ordering::Relaxed) {
///         0 | 1 => Err("busy".to_owned()),
///         2 => Ok(7),
///         _ => Err("gone".to_owned()),
///     }
/// }
///
/// let asked = AtomicU32::new(0);
/// assert_eq!(stock(&asked), Ok(7));
/// assert_eq!(stock(&asked).unwrap_err().iter().collect::<Vec<_>>(), ["gone"]);
/// assert_eq!(stock::metrics().totals.retries, 2);
/// ```
#[cfg(all(feature = "macros", feature = "retry"))]
pub use dyno_macros::retry;
#[cfg(all(feature = "macros", not(feature = "retry")))]
pub use dyno_macros::retry;
/// ```standalone_crate
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::{io, sync::Arc, time::Duration};
/// use dyno::{Error, Registry, inject, service};
///
/// trait Depot: Send + Sync {
///     fn stock(&self, sku: u32) -> u32;
/// }
/// # struct Remote; impl Depot for Remote { fn stock(&self, sku: u32) -> u32 { sku } }
/// # impl Remote { async fn connect() -> io::Result<Self> { Err(io::Error::other("refused")) } }
///
/// struct Nothing;
/// impl Depot for Nothing {
///     fn stock(&self, _sku: u32) -> u32 {
///         0
///     }
/// }
///
/// #[service(as = dyn Depot, eager, timeout = 5s, retry(3, backoff = fixed(1ms)), fallback = |_error| Nothing)]
/// async fn depot() -> io::Result<Remote> {
///     Remote::connect().await
/// }
///
/// #[inject]
/// async fn stock(sku: u32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
///     Ok(depot.stock(sku))
/// }
///
/// dyno::validate()?;
/// Registry::global().start(Duration::from_secs(10)).await?;
/// assert_eq!(stock(1).await?, 0); // until it can be built
/// # Ok(()) }
/// ```
#[cfg(all(feature = "inject", feature = "macros"))]
pub use dyno_macros::service;
#[cfg(all(not(feature = "inject"), feature = "macros"))]
pub use dyno_macros::service;
/// ```
/// #[dyno::command(breaker = "test")]
/// fn stock() -> Result<u32, String> {
///     Ok(7)
/// }
///
/// #[dyno::test]
/// fn an_open_breaker_turns_calls_away() {
///     stock::breaker().trip().unwrap();
///     assert!(stock().is_err());
/// }
/// ```
#[cfg(all(feature = "macros", feature = "test-util"))]
pub use dyno_macros::test;
/// ```
/// use dyno::{Timer, timed};
///
/// #[timed]
/// fn stock(sku: u32) -> u32 {
///     price(sku) + 1
/// }
///
/// #[timed]
/// fn price(sku: u32) -> u32 {
///     sku * 2
/// }
///
/// let timer = Timer::new();
/// assert_eq!(timer.scope(|| stock(7)), 15);
/// assert_eq!(timer.snapshot().events.len(), 4);
/// ```
#[cfg(all(feature = "macros", feature = "timing"))]
pub use dyno_macros::timed;
#[cfg(all(feature = "macros", not(feature = "timing")))]
pub use dyno_macros::timed;
/// ```
/// # use dyno::{Error, timeout};
/// #[timeout(50ms)]
/// async fn stock() -> Result<u32, Error> {
///     std::future::pending().await
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// assert!(matches!(stock().await, Err(Error::Timeout { .. })));
/// # }
/// ```
#[cfg(feature = "macros")]
pub use dyno_macros::timeout;

/// Says which feature it needs.
#[cfg(not(feature = "timing"))]
#[doc(hidden)]
#[macro_export]
macro_rules! time {
    ($($any:tt)*) => {
        ::core::compile_error!("`time!` needs the feature `timing` of dyno-runtime: turn it on")
    };
}

/// Says which feature it needs.
#[cfg(not(feature = "retry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! retrying {
    ($($any:tt)*) => {
        ::core::compile_error!("`retrying!` needs the feature `retry` of dyno-runtime: turn it on")
    };
}

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../docs/guide/aspect.md")]
    struct Aspect;
    #[doc = include_str!("../../docs/guide/breaker.md")]
    struct Breaker;
    #[doc = include_str!("../../docs/guide/bulkhead.md")]
    struct Bulkhead;
    #[doc = include_str!("../../docs/guide/cache.md")]
    struct Cache;
    #[doc = include_str!("../../docs/guide/call.md")]
    struct Call;
    #[doc = include_str!("../../docs/guide/fuse.md")]
    struct Fuse;
    #[doc = include_str!("../../docs/guide/harness.md")]
    struct Harness;
    #[doc = include_str!("../../docs/guide/inject.md")]
    struct Inject;
    #[doc = include_str!("../../docs/guide/pool.md")]
    struct Pool;
    #[doc = include_str!("../../docs/guide/rate_limit.md")]
    struct RateLimit;
    #[doc = include_str!("../../docs/guide/retry.md")]
    struct Retry;
    #[doc = include_str!("../../docs/guide/stats.md")]
    struct Stats;
    #[doc = include_str!("../../docs/guide/steer.md")]
    struct Steer;
    #[doc = include_str!("../../docs/guide/timing.md")]
    struct Timing;
}
