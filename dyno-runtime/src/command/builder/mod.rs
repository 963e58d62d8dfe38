//! Commands without an attribute: for code without macros, and for names that are made at run time.
//!
//! A builder writes down what an attribute would have said. `share` looks for a living command of that name, or makes one;
//! `recent` keeps those alive that were used last.

mod recent;
mod share;

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "breaker")]
use crate::breaker::{Breaker, BreakerBuilder};
#[cfg(feature = "bulkhead")]
use crate::bulkhead::{Bulkhead, BulkheadBuilder};
pub(super) use crate::command::builder::share::{Built, ByCall, built_states, find_built};
use crate::command::handle::Command;
use crate::command::spec::{Blueprint, Place, Spec};
use crate::error::SettingsError;
#[cfg(feature = "fuse")]
use crate::fuse::{Fuse, FuseBuilder};
#[cfg(feature = "pool")]
use crate::pool::{Pool, PoolBuilder};
#[cfg(feature = "rate_limit")]
use crate::rate_limit::{RateLimit, RateLimitBuilder};
use crate::registry::Registry;
#[cfg(feature = "retry")]
use crate::retry::{Retry, RetryBuilder};
use crate::settings::Origin;

/// Builds a [`Command`] that has no attribute: [`Command::builder`]. What an attribute takes as options are methods here, by the same
/// names.
///
/// There is no `cache` among them: ask a [`Cache`](crate::Cache) of its own round the call, with
/// `cache.get_or_make_async(&key, command.call_async(..))`. Its waits are not part of the `timeout` then, and its makings not counted apart.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct CommandBuilder {
    name: Arc<str>,
    caller: &'static Location<'static>,
    spec: Spec,
}

impl CommandBuilder {
    pub(super) fn new(name: Arc<str>, caller: &'static Location<'static>) -> Self {
        // Whoever calls it has an error type with room for dyno's, or a fallback.
        let spec = Spec { can_refuse: true, ..Spec::new() };
        Self { name, caller, spec }
    }

    /// Gives each call so long, with all its attempts but without the fallback; `None` is no limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.spec = self.spec.timeout(limit.into());
        self
    }

    /// Gives each attempt so long, which must be shorter than `timeout`; `None` is no limit.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.spec = self.spec.attempt_timeout(limit.into());
        self
    }

    /// Times every call, which costs two readings of the clock. Default: `false`, where one in 16 of those that answer at once, or one in 64
    /// where a thread makes more than 100,000 in a second, stands for the others.
    pub fn exact_latency(mut self, is_exact: bool) -> Self {
        self.spec = self.spec.exact_latency(is_exact);
        self
    }

    /// Puts it into this group. Default: the file in which it is built.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.spec.group = Some(group.into().into());
        self
    }

    /// Gives it a breaker of its own, by its own name: `.breaker(|breaker| breaker.failure_rate(0.3))`.
    #[cfg(feature = "breaker")]
    #[track_caller]
    pub fn breaker(mut self, set: impl FnOnce(BreakerBuilder) -> BreakerBuilder) -> Self {
        let builder = set(Breaker::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_breaker(None, builder, settled);
        self
    }

    /// Shares the breaker of this name. Where `set` sets nothing, its settings are those that it has elsewhere.
    #[cfg(feature = "breaker")]
    #[track_caller]
    pub fn breaker_named(
        mut self,
        name: impl Into<String>,
        set: impl FnOnce(BreakerBuilder) -> BreakerBuilder,
    ) -> Self {
        let builder = set(Breaker::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_breaker(Some(name.into().into()), builder, settled);
        self
    }

    /// Gives it a fuse of its own, by its own name: `.fuse(|fuse| fuse.admit(0.1))`. Where only a share may pass it goes by chance,
    /// unless [`PreparedCall::by`](crate::PreparedCall::by) gives a key.
    #[cfg(feature = "fuse")]
    #[track_caller]
    pub fn fuse(mut self, set: impl FnOnce(FuseBuilder) -> FuseBuilder) -> Self {
        let builder = set(Fuse::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_fuse(None, builder, settled);
        self
    }

    /// Shares the fuse of this name. Where `set` sets nothing, its settings are those that it has elsewhere.
    #[cfg(feature = "fuse")]
    #[track_caller]
    pub fn fuse_named(mut self, name: impl Into<String>, set: impl FnOnce(FuseBuilder) -> FuseBuilder) -> Self {
        let builder = set(Fuse::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_fuse(Some(name.into().into()), builder, settled);
        self
    }

    /// Gives it a bulkhead of its own, by its own name: `.bulkhead(|bulkhead| bulkhead.permits(32))`.
    #[cfg(feature = "bulkhead")]
    #[track_caller]
    pub fn bulkhead(mut self, set: impl FnOnce(BulkheadBuilder) -> BulkheadBuilder) -> Self {
        let builder = set(Bulkhead::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_bulkhead(None, builder, settled);
        self
    }

    /// Shares the bulkhead of this name. Where `set` sets nothing, its settings are those that it has elsewhere.
    #[cfg(feature = "bulkhead")]
    #[track_caller]
    pub fn bulkhead_named(
        mut self,
        name: impl Into<String>,
        set: impl FnOnce(BulkheadBuilder) -> BulkheadBuilder,
    ) -> Self {
        let builder = set(Bulkhead::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_bulkhead(Some(name.into().into()), builder, settled);
        self
    }

    /// Gives it a retry of its own, by its own name: `.retry(|retry| retry.n(5))`. What is worth another attempt is said by each call:
    /// [`PreparedCall::on`](crate::PreparedCall::on).
    #[cfg(feature = "retry")]
    #[track_caller]
    pub fn retry(mut self, set: impl FnOnce(RetryBuilder) -> RetryBuilder) -> Self {
        let builder = set(Retry::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_retry(None, builder, settled);
        self
    }

    /// Shares the retry of this name, with its budget. Where `set` sets nothing, its settings are those that it has elsewhere.
    #[cfg(feature = "retry")]
    #[track_caller]
    pub fn retry_named(mut self, name: impl Into<String>, set: impl FnOnce(RetryBuilder) -> RetryBuilder) -> Self {
        let builder = set(Retry::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_retry(Some(name.into().into()), builder, settled);
        self
    }

    /// Gives it a rate limit of its own, by its own name: `.rate_limit(|limit| limit.limit(100, Duration::from_secs(1)))`. All calls
    /// share a bucket, unless [`PreparedCall::by`](crate::PreparedCall::by) says otherwise.
    #[cfg(feature = "rate_limit")]
    #[track_caller]
    pub fn rate_limit(mut self, set: impl FnOnce(RateLimitBuilder) -> RateLimitBuilder) -> Self {
        let builder = set(RateLimit::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_rate_limit(None, builder, settled);
        self
    }

    /// Shares the rate limit of this name. Where `set` sets nothing, its settings are those that it has elsewhere.
    #[cfg(feature = "rate_limit")]
    #[track_caller]
    pub fn rate_limit_named(
        mut self,
        name: impl Into<String>,
        set: impl FnOnce(RateLimitBuilder) -> RateLimitBuilder,
    ) -> Self {
        let builder = set(RateLimit::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_rate_limit(Some(name.into().into()), builder, settled);
        self
    }

    /// Runs what blocks on a pool: where `set` sets nothing on that of its group, else on one of its own.
    #[cfg(feature = "pool")]
    #[track_caller]
    pub fn pool(mut self, set: impl FnOnce(PoolBuilder) -> PoolBuilder) -> Self {
        let builder = set(Pool::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_pool(None, builder, settled);
        self
    }

    /// Runs what blocks on the pool of this name. Where `set` sets nothing, its settings are those that it has elsewhere.
    #[cfg(feature = "pool")]
    #[track_caller]
    pub fn pool_named(mut self, name: impl Into<String>, set: impl FnOnce(PoolBuilder) -> PoolBuilder) -> Self {
        let builder = set(Pool::builder(self.name.clone()));
        let settled = builder.is_settled();
        self.spec = self.spec.with_pool(Some(name.into().into()), builder, settled);
        self
    }

    /// Checks the settings and registers the command in the registry in scope. A living command of that name is shared if it was
    /// built with the same settings, or if none are set here: building it anew for every call is right, and takes about as long as a
    /// few allocations.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`]; [`SettingsError::DuplicateName`] when an attribute has that name, and
    /// [`SettingsError::Conflict`] when it, or a policy that it shares, was built with other settings: with both places.
    pub fn build(self) -> Result<Command, SettingsError> {
        let Self { name, caller, spec } = self;
        // Its file is to it what its module is to a function.
        let place = Place::new(caller.file(), caller.file(), caller.line());
        let command = Blueprint { name, place, origin: Origin::builder(caller), spec };
        share::share(&Registry::current(), &command).map(Command::of)
    }
}
