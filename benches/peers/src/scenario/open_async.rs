//! An async call that an open breaker turns away.

use layered::Service;
use paths::guarded::{Fault, open_async};
use paths::repeat::{repeat_async, wait_for};
use paths::work::{NEVER, work_now};
use recloser::{AsyncRecloser, Recloser};

use crate::candidate::Scenario;
use crate::scenario::{A_DAY, counted, seatbelts, towers};
use crate::target::Target;

pub(super) fn scenario() -> Scenario {
    open_async::breaker().trip().expect("it is not forced");
    let recloser = AsyncRecloser::from(Recloser::custom().open_wait(A_DAY).build());
    let (seatbelt, tower) = (seatbelts::breaker(0.1), towers::breaker());
    wait_for(async {
        for _ in 0..200 {
            let _ = recloser.call(work_now(NEVER)).await;
            let _ = seatbelt.execute(NEVER).await;
        }
        tower.force_open().await;
    });
    Scenario::new("open-async", "an async call that an open breaker turns away", |calls| {
        repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))
    })
    .note("dyno's command also counts the call and makes an error that names the breaker and tells when to come back")
    .with("dyno", "#[command(breaker)]: breaker, metrics, gauge", |calls| {
        repeat_async(calls, async |x| {
            if matches!(open_async(x).await, Err(Fault::Guard(dyno::Error::Open { .. }))) { x } else { 0 }
        })
    })
    .checked(|calls| counted("rejections", open_async::metrics().totals.calls.rejected, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("recloser", "recloser 1.4", move |calls| {
        repeat_async(calls, async |x| {
            if matches!(recloser.call(work_now(x)).await, Err(recloser::Error::Rejected)) { x } else { 0 }
        })
    })
    .with("seatbelt", "seatbelt 0.11", move |calls| {
        repeat_async(calls, async |x| seatbelt.execute(x).await.map_or(x, |_| 0))
    })
    .with("tower-resilience", "0.14", move |calls| towers::drive_refused(&tower, calls))
}
