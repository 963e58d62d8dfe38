//! What guards the calls of a command.

#[cfg(feature = "aspect")]
use crate::aspect::Points;
#[cfg(feature = "breaker")]
use crate::breaker::Breaker;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::Bulkhead;
use crate::command::state::State;
#[cfg(feature = "fuse")]
use crate::fuse::Fuse;
#[cfg(feature = "harness")]
use crate::harness::Harness;
#[cfg(feature = "pool")]
use crate::pool::Pool;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimit;
#[cfg(feature = "pool")]
use crate::registry::Registry;
#[cfg(feature = "retry")]
use crate::retry::Retry;

impl State {
    /// Whether its fuse or its breaker would let no attempt through.
    #[cfg(feature = "cache")]
    #[cfg_attr(
        not(any(feature = "breaker", feature = "fuse")),
        expect(clippy::unused_self, reason = "there is neither in this build")
    )]
    pub(crate) fn is_open(&self) -> bool {
        #[cfg(feature = "fuse")]
        if self.fuse.as_ref().is_some_and(|fuse| !fuse.is_intact()) {
            return true;
        }
        #[cfg(feature = "breaker")]
        return self.breaker.as_ref().is_some_and(|breaker| breaker.shared().is_open());
        #[cfg(not(feature = "breaker"))]
        false
    }

    #[cfg(feature = "aspect")]
    #[inline]
    pub(crate) fn points(&self) -> Option<&Points> {
        self.points.as_ref()
    }

    #[cfg(feature = "fuse")]
    #[inline]
    pub(crate) fn fuse(&self) -> Option<&Fuse> {
        self.fuse.as_ref()
    }

    /// By what its fuse chooses who may pass, as it is written.
    #[cfg(feature = "fuse")]
    pub(crate) fn fuse_by(&self) -> Option<&'static str> {
        self.fuse_by
    }

    #[cfg(feature = "harness")]
    pub(crate) fn harness(&self) -> Option<&Harness> {
        self.harness.as_ref()
    }

    #[cfg(feature = "breaker")]
    pub(crate) fn breaker(&self) -> Option<&Breaker> {
        self.breaker.as_ref()
    }

    #[cfg(feature = "bulkhead")]
    #[inline]
    pub(crate) fn bulkhead(&self) -> Option<&Bulkhead> {
        self.bulkhead.as_ref()
    }

    /// Its rate limit. What has none is told so by a word that every call reads.
    #[cfg(feature = "rate_limit")]
    #[inline]
    pub(crate) fn rate_limit(&self) -> Option<&RateLimit> {
        self.rate_limit.as_ref()
    }

    /// Whose bucket each call takes of, as it is written.
    pub(crate) fn by(&self) -> Option<&'static str> {
        self.by
    }

    /// Whether its calls run on the thread that makes them: it is not async, and has no pool.
    #[cfg(feature = "rate_limit")]
    pub(crate) fn blocks_thread(&self) -> bool {
        #[cfg(feature = "pool")]
        let has_pool = self.pool.is_some();
        #[cfg(not(feature = "pool"))]
        let has_pool = false;
        self.is_sync && !has_pool
    }

    #[cfg(feature = "pool")]
    pub(crate) fn pool(&self) -> Option<&Pool> {
        self.pool.as_ref()
    }

    /// The pool of the function, or of its group.
    #[cfg(feature = "pool")]
    pub(crate) fn some_pool(&self) -> &Pool {
        self.pool.as_ref().unwrap_or_else(|| {
            self.group_pool.get_or_init(|| {
                let found = crate::command::pool(&self.group).or_else(|_| Pool::builder(&*self.group).build());
                // What was loaded may not go with the defaults.
                let plain = || Pool::builder(&*self.group).build_in(&Registry::current().aside());
                found.or_else(|_| plain()).unwrap_or_else(|_| unreachable!("the defaults are valid"))
            })
        })
    }

    #[cfg(feature = "retry")]
    #[inline]
    pub(crate) fn retry(&self) -> Option<&Retry> {
        self.retry.as_ref()
    }

    /// Tells whether it has a retry that makes no other attempt.
    #[cfg_attr(not(feature = "retry"), expect(clippy::unused_self, reason = "it has none"))]
    pub(super) fn attempts_once(&self) -> bool {
        #[cfg(feature = "retry")]
        return self.retry().is_some_and(|retry| !retry.shared().retries());
        #[cfg(not(feature = "retry"))]
        false
    }

    /// What closures say of the retry, as they are written.
    #[cfg(feature = "retry")]
    pub(crate) fn retries(&self) -> &[(&'static str, &'static str)] {
        &self.retries
    }

    /// Tells states apart, also from those that are gone.
    #[cfg(feature = "retry")]
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}
