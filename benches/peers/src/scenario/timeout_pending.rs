//! An async call with a time limit that has to wait once.

use layered::Service;
use paths::guarded::{timed_and_broken_later, timed_later};
use paths::repeat::repeat_async;
use paths::work::work_later;
use tokio::time::timeout;

use crate::candidate::Scenario;
use crate::scenario::{LIMIT, counted, seatbelts, towers};
use crate::target::{alone, together};

pub(super) fn scenario() -> Scenario {
    let (seatbelt, tower) = (seatbelts::timeout_later(), towers::timeout_later());
    Scenario::new("timeout-pending", "an async call with a time limit, pending once", |calls| {
        repeat_async(calls, async |x| work_later(x).await.unwrap_or(0))
    })
    .note("polled again at once, so that the timer is measured and no scheduler; dyno's first row has a breaker too")
    .with("dyno", "#[command(timeout, breaker)], metrics, gauge", |calls| {
        repeat_async(calls, async |x| timed_and_broken_later(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", timed_and_broken_later::metrics().totals.calls.success, calls))
    .aims([alone(1.1, "tokio"), together(0.7, "tokio")])
    .with("dyno-timeout", "#[command(timeout)], metrics, gauge", |calls| {
        repeat_async(calls, async |x| timed_later(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", timed_later::metrics().totals.calls.success, calls))
    .with("tokio", "tokio::time::timeout", |calls| {
        repeat_async(calls, async |x| timeout(LIMIT, work_later(x)).await.map_or(0, |answer| answer.unwrap_or(0)))
    })
    .with("seatbelt", "seatbelt 0.11", move |calls| {
        repeat_async(calls, async |x| seatbelt.execute(x).await.unwrap_or(0))
    })
    .with("tower-resilience", "0.14", move |calls| towers::drive(&tower, calls))
}
