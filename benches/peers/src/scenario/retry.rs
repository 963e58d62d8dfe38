//! A retry round what goes well at once.

use std::future::{Ready, ready};

use backon::{ExponentialBuilder, Retryable};
use dyno::Retry;
use paths::guarded::{retried, retried_async};
use paths::repeat::{repeat, repeat_async};
use paths::work::{Down, work, work_now};
use tower::retry::{Policy, RetryLayer};
use tower::{Layer, service_fn};

use crate::candidate::Scenario;
use crate::scenario::{counted, towers};
use crate::target::Target;

pub(super) fn scenario() -> Scenario {
    let retry = Retry::builder("retry").build().expect("defaults are right");
    let tower = RetryLayer::new(Twice(2)).layer(service_fn(work_now));
    Scenario::new("retry", "an async call that goes well at its first attempt", |calls| {
        repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))
    })
    .note(
        "dyno counts calls, for the budget of retries; of the others tower's policy has none here, and backon has none",
    )
    .with("dyno", "Retry::call_async", move |calls| {
        repeat_async(calls, async |x| retry.call_async(|| work_now(x)).await.unwrap_or(0))
    })
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("dyno-command", "#[command(retry = 3)]: retry, metrics, gauge", |calls| {
        repeat_async(calls, async |x| retried_async(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", retried_async::metrics().totals.calls.success, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("backon", "1.6: Retryable::retry", |calls| {
        repeat_async(calls, async |x| (|| work_now(x)).retry(ExponentialBuilder::default()).await.unwrap_or(0))
    })
    .with("tower", "0.5: RetryLayer with a policy that counts", move |calls| towers::drive(&tower, calls))
}

/// The same where nobody awaits; the peers only await.
pub(super) fn sync() -> Scenario {
    let retry = Retry::builder("sync retry").build().expect("defaults are right");
    Scenario::new("retry-sync", "a sync call that goes well at its first attempt", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .with("dyno", "Retry::call", move |calls| repeat(calls, |x| retry.call(|| work(x)).unwrap_or(0)))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("dyno-command", "#[command(retry = 3)]: retry, metrics, gauge", |calls| {
        repeat(calls, |x| retried(x).unwrap_or(0))
    })
    .checked(|calls| counted("successes", retried::metrics().totals.calls.success, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
}

/// Two more attempts.
#[derive(Clone, Copy)]
struct Twice(u32);

impl Policy<u64, u64, Down> for Twice {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut u64, result: &mut Result<u64, Down>) -> Option<Ready<()>> {
        if result.is_ok() || self.0 == 0 {
            return None;
        }
        self.0 -= 1;
        Some(ready(()))
    }

    fn clone_request(&mut self, request: &u64) -> Option<u64> {
        Some(*request)
    }
}
