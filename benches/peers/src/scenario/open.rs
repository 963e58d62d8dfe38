//! A sync call that an open breaker turns away.

use dyno::Breaker;
use failsafe::CircuitBreaker;
use paths::guarded::{Fault, open};
use paths::repeat::repeat;
use paths::work::{NEVER, work};
use recloser::Recloser;

use crate::candidate::Scenario;
use crate::scenario::{A_DAY, counted, failsafes};
use crate::target::{Target, alone, together};

pub(super) fn scenario() -> Scenario {
    let stand_alone = Breaker::builder("stand-alone, open").open_for(A_DAY).open_max(A_DAY).build();
    let stand_alone = stand_alone.expect("a day is allowed");
    stand_alone.trip().expect("it is not forced");
    open::breaker().trip().expect("it is not forced");
    let recloser = Recloser::custom().open_wait(A_DAY).build();
    let row = failsafes::in_a_row(1);
    for _ in 0..200 {
        let _ = recloser.call(|| work(NEVER));
        let _ = row.call(|| work(NEVER));
    }
    Scenario::new("open", "a sync call that an open breaker turns away", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("dyno's command also counts the call and makes an error that names the breaker and tells when to come back")
    .with("dyno", "#[command(breaker)]: breaker, metrics, gauge", |calls| {
        repeat(calls, |x| if matches!(open(x), Err(Fault::Guard(dyno::Error::Open { .. }))) { x } else { 0 })
    })
    .checked(|calls| counted("rejections", open::metrics().totals.calls.rejected, calls))
    .aims([alone(0.3, "recloser"), together(0.3, "recloser"), Target::Allocations { at_most: 0.0 }])
    .with("dyno-breaker", "Breaker::call: breaker only", move |calls| {
        repeat(calls, |x| stand_alone.call(|| Ok::<_, Fault>(work(x)?)).map_or(x, |_| 0))
    })
    .with("recloser", "recloser 1.4", move |calls| {
        repeat(calls, |x| if matches!(recloser.call(|| work(x)), Err(recloser::Error::Rejected)) { x } else { 0 })
    })
    .with("failsafe", "failsafe 1.3", move |calls| {
        repeat(calls, |x| if matches!(row.call(|| work(x)), Err(failsafe::Error::Rejected)) { x } else { 0 })
    })
}
