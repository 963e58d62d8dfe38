//! What an attribute or a builder asks of the policies that are shared by name: of each the same.

use std::borrow::Cow;

#[cfg(feature = "breaker")]
use crate::breaker::BreakerBuilder;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::BulkheadBuilder;
use crate::command::spec::{Declare, Named, Spec};
#[cfg(feature = "fuse")]
use crate::fuse::FuseBuilder;
#[cfg(feature = "pool")]
use crate::pool::PoolBuilder;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimitBuilder;
#[cfg(feature = "retry")]
use crate::retry::RetryBuilder;

/// Asks for a policy; `refuses` tells whether it may turn a call away.
macro_rules! asked {
    ($feature:literal $policy:ident $with:ident $builder:ident refuses: $refuses:literal) => {
        #[cfg(feature = $feature)]
        impl Spec {
            /// Asks for it as an attribute does: by that name, else by that of the command, or of its group for a pool without settings.
            #[must_use]
            pub fn $policy(
                mut self,
                name: Option<&'static str>,
                declare: fn($builder) -> $builder,
                settled: bool,
            ) -> Self {
                self.$policy = Some(Named::by_attribute(name, declare, settled));
                self.can_refuse |= $refuses;
                self
            }

            /// Asks for it as a builder does.
            pub(crate) fn $with(mut self, name: Option<Cow<'static, str>>, builder: $builder, settled: bool) -> Self {
                self.$policy = Some(Named { name, declare: Declare::ByBuilder(builder), settled });
                self.can_refuse |= $refuses;
                self
            }
        }
    };
    ($feature:literal $policy:ident $with:ident $builder:ident refuses: $refuses:literal, else $off:ident) => {
        asked!($feature $policy $with $builder refuses: $refuses);

        #[cfg(not(feature = $feature))]
        impl Spec {
            /// Asks for it in vain.
            #[must_use]
            pub fn $policy(self, _: Option<&'static str>, _: fn(()) -> (), _: bool) -> $off {
                $off
            }
        }

        /// What the compiler names when an attribute asks for it and the feature is off.
        #[cfg(not(feature = $feature))]
        #[derive(Debug)]
        pub struct $off;
    };
}

asked!("breaker" breaker with_breaker BreakerBuilder refuses: true, else TurnOnTheFeatureBreakerOfDynoRuntime);
asked!("bulkhead" bulkhead with_bulkhead BulkheadBuilder refuses: true, else TurnOnTheFeatureBulkheadOfDynoRuntime);
asked!("fuse" fuse with_fuse FuseBuilder refuses: true, else TurnOnTheFeatureFuseOfDynoRuntime);
asked!("pool" pool with_pool PoolBuilder refuses: true, else TurnOnTheFeaturePoolOfDynoRuntime);
asked!("rate_limit" rate_limit with_rate_limit RateLimitBuilder refuses: true, else TurnOnTheFeatureRateLimitOfDynoRuntime);
asked!("retry" retry with_retry RetryBuilder refuses: false);
