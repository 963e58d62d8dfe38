//! An async call with a time limit that is ready at once.

use layered::Service;
use paths::guarded::{timed, timed_and_broken};
use paths::repeat::repeat_async;
use paths::work::work_now;
use tokio::time::timeout;

use crate::candidate::Scenario;
use crate::scenario::{LIMIT, counted, seatbelts, towers};
use crate::target::{Target, alone};

pub(super) fn scenario() -> Scenario {
    let (seatbelt, tower) = (seatbelts::timeout(), towers::timeout());
    Scenario::new("timeout-ready", "an async call with a time limit, ready at once", |calls| {
        repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))
    })
    .note(
        "dyno's first row has a breaker too, and both count, time and gauge each call; peers have the time limit only",
    )
    .with("dyno", "#[command(timeout, breaker)], metrics, gauge", |calls| {
        repeat_async(calls, async |x| timed_and_broken(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", timed_and_broken::metrics().totals.calls.success, calls))
    .aims([alone(0.5, "tokio"), Target::Allocations { at_most: 0.0 }])
    .with("dyno-timeout", "#[command(timeout)], metrics, gauge", |calls| {
        repeat_async(calls, async |x| timed(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", timed::metrics().totals.calls.success, calls))
    .with("tokio", "tokio::time::timeout", |calls| {
        repeat_async(calls, async |x| timeout(LIMIT, work_now(x)).await.map_or(0, |answer| answer.unwrap_or(0)))
    })
    .with("seatbelt", "seatbelt 0.11", move |calls| {
        repeat_async(calls, async |x| seatbelt.execute(x).await.unwrap_or(0))
    })
    .with("tower-resilience", "0.14", move |calls| towers::drive(&tower, calls))
}
