//! A sync call that a closed breaker lets through.

use dyno::Breaker;
use failsafe::CircuitBreaker;
use paths::guarded::{Fault, bare, closed};
use paths::repeat::repeat;
use paths::work::work;
use recloser::Recloser;

use crate::candidate::Scenario;
use crate::scenario::{counted, failsafes, in_window};
use crate::target::{Target, alone, together};

pub(super) fn scenario() -> Scenario {
    let alone_standing = Breaker::builder("stand-alone, closed").build().expect("defaults are right");
    let reader = alone_standing.clone();
    let recloser = Recloser::custom().build();
    let (row, window) = (failsafes::in_a_row(20), failsafes::in_a_window(0.5));
    Scenario::new("closed", "a sync call through a closed breaker", |calls| repeat(calls, |x| work(x).unwrap_or(0)))
        .note("dyno's commands also count, time and gauge each call; peers guard only")
        .with("dyno", "#[command(breaker)]: breaker, metrics, gauge", |calls| repeat(calls, |x| closed(x).unwrap_or(0)))
        .checked(|calls| counted("successes", closed::metrics().totals.calls.success, calls))
        .aims([
            alone(0.4, "recloser"),
            together(0.2, "recloser"),
            Target::Scales { at_least: 1.8 },
            Target::Instructions { at_most: 70.0 },
            Target::Allocations { at_most: 0.0 },
        ])
        .with("dyno-bare", "#[command]: metrics, gauge", |calls| repeat(calls, |x| bare(x).unwrap_or(0)))
        .checked(|calls| counted("successes", bare::metrics().totals.calls.success, calls))
        .with("dyno-breaker", "Breaker::call: breaker only", move |calls| {
            repeat(calls, |x| alone_standing.call(|| Ok::<_, Fault>(work(x)?)).unwrap_or(0))
        })
        .checked(move |calls| in_window(&reader, calls))
        .with("recloser", "recloser 1.4, the last 100 calls", move |calls| {
            repeat(calls, |x| recloser.call(|| work(x)).unwrap_or(0))
        })
        .with("failsafe", "failsafe 1.3, failures in a row", move |calls| {
            repeat(calls, |x| row.call(|| work(x)).unwrap_or(0))
        })
        .with("failsafe-window", "failsafe 1.3, share of ten seconds", move |calls| {
            repeat(calls, |x| window.call(|| work(x)).unwrap_or(0))
        })
}
