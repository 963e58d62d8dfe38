//! A sync call of which every second fails, though not often enough for any breaker.

use failsafe::CircuitBreaker;
use paths::guarded::{Fault, failing};
use paths::repeat::repeat;
use paths::work::falter;
use recloser::Recloser;

use crate::candidate::Scenario;
use crate::scenario::{counted, failsafes};
use crate::target::Target;

pub(super) fn scenario() -> Scenario {
    let recloser = Recloser::custom().error_rate(0.9).build();
    let (row, window) = (failsafes::in_a_row(20), failsafes::in_a_window(0.1));
    Scenario::new("failing", "a sync call of which every second fails; the breaker stays closed", |calls| {
        repeat(calls, |x| falter(x).unwrap_or(x))
    })
    .note("dyno's command also counts, times and gauges each call; peers guard only")
    .with("dyno", "#[command(breaker)]: breaker, metrics, gauge", |calls| {
        repeat(calls, |x| match failing(x) {
            Ok(x) => x,
            Err(Fault::Down) => x,
            Err(Fault::Guard(_)) => 0,
        })
    })
    .checked(|calls| {
        let counts = failing::metrics().totals.calls;
        counted("successes and failures", counts.success + counts.failure, calls)
    })
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("recloser", "recloser 1.4, the last 100 calls", move |calls| {
        repeat(calls, |x| match recloser.call(|| falter(x)) {
            Ok(x) => x,
            Err(recloser::Error::Inner(_)) => x,
            Err(recloser::Error::Rejected) => 0,
        })
    })
    .with("failsafe", "failsafe 1.3, failures in a row", move |calls| {
        repeat(calls, |x| match row.call(|| falter(x)) {
            Ok(x) => x,
            Err(failsafe::Error::Inner(_)) => x,
            Err(failsafe::Error::Rejected) => 0,
        })
    })
    .with("failsafe-window", "failsafe 1.3, share of ten seconds", move |calls| {
        repeat(calls, |x| match window.call(|| falter(x)) {
            Ok(x) => x,
            Err(failsafe::Error::Inner(_)) => x,
            Err(failsafe::Error::Rejected) => 0,
        })
    })
}
