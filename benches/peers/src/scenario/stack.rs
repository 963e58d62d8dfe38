//! An async call with everything that may guard it, beside stacks that are put together by hand.

use std::sync::Arc;
use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use layered::Service;
use paths::guarded;
use paths::repeat::repeat_async;
use paths::work::{Down, work_now};
use recloser::{AsyncRecloser, Recloser};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::candidate::Scenario;
use crate::scenario::metrics::{record, recorded_successes};
use crate::scenario::{LIMIT, counted, seatbelts, towers};
use crate::target::{Target, alone};

pub(super) fn scenario() -> Scenario {
    let (less, all, measured) = (ByHand::new(), ByHand::new(), ByHand::new());
    let (seatbelt, tower) = (seatbelts::stack(), towers::stack());
    Scenario::new("stack", "an async call with all there is, ready at once", |calls| {
        repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))
    })
    .note("dyno's row has time limit, retry, breaker, bulkhead, fallback, metrics and gauge")
    .with("dyno", "#[command(timeout, retry, breaker, bulkhead, fallback)]", |calls| {
        repeat_async(calls, async |x| guarded::stack(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", guarded::stack::metrics().totals.calls.success, calls))
    .aims([alone(0.6, "by-hand"), alone(0.15, "by-hand-metrics"), Target::Allocations { at_most: 0.0 }])
    .with("by-hand-less", "tokio timeout, recloser, fallback", move |calls| {
        repeat_async(calls, async |x| less.guard(x).await.unwrap_or(0))
    })
    .with("by-hand", "tokio timeout, backon, recloser, Semaphore", move |calls| {
        repeat_async(calls, async |x| all.guard_all(x).await.unwrap_or(0))
    })
    .with("by-hand-metrics", "the same with metrics and prometheus", move |calls| {
        repeat_async(calls, async |x| measured.guard_all_and_record(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", recorded_successes("stack"), calls))
    .with("seatbelt", "0.11: retry, breaker, timeout", move |calls| {
        repeat_async(calls, async |x| seatbelt.execute(x).await.unwrap_or(0))
    })
    .with("tower-resilience", "0.14: retry, breaker, bulkhead, timeout", move |calls| towers::drive(&tower, calls))
}

/// What a careful author would put together out of good parts.
struct ByHand {
    breaker: AsyncRecloser,
    permits: Arc<Semaphore>,
}

impl ByHand {
    fn new() -> Self {
        Self { breaker: Recloser::custom().build().into(), permits: Arc::new(Semaphore::new(64)) }
    }

    async fn guard(&self, x: u64) -> Result<u64, Down> {
        match self.breaker.call(async { timeout(LIMIT, work_now(x)).await.map_err(|_| Down)? }).await {
            Ok(answer) => Ok(answer),
            Err(_) => Ok(0),
        }
    }

    async fn guard_all(&self, x: u64) -> Result<u64, Down> {
        let attempt = || async {
            let _permit = self.permits.acquire().await.map_err(|_| Down)?;
            self.breaker.call(work_now(x)).await.map_err(|_| Down)
        };
        let policy = ConstantBuilder::default().with_delay(Duration::from_millis(10)).with_max_times(2);
        timeout(LIMIT, attempt.retry(policy)).await.map_err(|_| Down)?
    }

    async fn guard_all_and_record(&self, x: u64) -> Result<u64, Down> {
        record!("stack", self.guard_all(x).await)
    }
}
