//! An async call that a closed breaker lets through.

use dyno::Breaker;
use failsafe::futures::CircuitBreaker;
use layered::Service;
use paths::guarded::{Fault, closed_async};
use paths::repeat::repeat_async;
use paths::work::work_now;
use recloser::{AsyncRecloser, Recloser};

use crate::candidate::Scenario;
use crate::scenario::{counted, failsafes, in_window, seatbelts, towers};
use crate::target::Target;

pub(super) fn scenario() -> Scenario {
    let stand_alone = Breaker::builder("stand-alone, async").build().expect("defaults are right");
    let reader = stand_alone.clone();
    let recloser = AsyncRecloser::from(Recloser::custom().build());
    let row = failsafes::in_a_row(20);
    let seatbelt = seatbelts::breaker(0.5);
    let tower = towers::breaker();
    Scenario::new("closed-async", "an async call through a closed breaker, ready at once", |calls| {
        repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))
    })
    .note("dyno's commands also count, time and gauge each call; peers guard only")
    .with("dyno", "#[command(breaker)]: breaker, metrics, gauge", |calls| {
        repeat_async(calls, async |x| closed_async(x).await.unwrap_or(0))
    })
    .checked(|calls| counted("successes", closed_async::metrics().totals.calls.success, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("dyno-breaker", "Breaker::call_async: breaker only", move |calls| {
        repeat_async(calls, async |x| {
            stand_alone.call_async(async { Ok::<_, Fault>(work_now(x).await?) }).await.unwrap_or(0)
        })
    })
    .checked(move |calls| in_window(&reader, calls))
    .with("recloser", "recloser 1.4, the last 100 calls", move |calls| {
        repeat_async(calls, async |x| recloser.call(work_now(x)).await.unwrap_or(0))
    })
    .with("failsafe", "failsafe 1.3, failures in a row", move |calls| {
        repeat_async(calls, async |x| row.call(work_now(x)).await.unwrap_or(0))
    })
    .with("seatbelt", "seatbelt 0.11, share of 30 s", move |calls| {
        repeat_async(calls, async |x| seatbelt.execute(x).await.unwrap_or(0))
    })
    .with("tower-resilience", "0.14, the last 100 calls", move |calls| towers::drive(&tower, calls))
}
