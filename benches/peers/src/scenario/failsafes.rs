//! The breakers of failsafe, with one of its policies each: its default asks both.

use std::time::Duration;

use failsafe::backoff::{self, EqualJittered};
use failsafe::failure_policy::{self, ConsecutiveFailures, SuccessRateOverTimeWindow};
use failsafe::{Config, StateMachine};

use crate::scenario::A_DAY;

/// Trips on failures in a row; neither reads the clock nor keeps a window.
pub(super) fn in_a_row(failures: u32) -> StateMachine<ConsecutiveFailures<EqualJittered>, ()> {
    Config::new().failure_policy(failure_policy::consecutive_failures(failures, wait())).build()
}

/// Trips when less than this share did well in ten seconds.
pub(super) fn in_a_window(share: f64) -> StateMachine<SuccessRateOverTimeWindow<EqualJittered>, ()> {
    let window = Duration::from_secs(10);
    Config::new().failure_policy(failure_policy::success_rate_over_time_window(share, 20, window, wait())).build()
}

fn wait() -> EqualJittered {
    backoff::equal_jittered(A_DAY, A_DAY)
}
