//! A permit that is taken and given back, by itself and round a call.

use std::sync::Arc;

use dyno::Bulkhead;
use paths::guarded::permitted;
use paths::repeat::repeat;
use paths::work::work;
use tokio::sync::Semaphore;

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::target::{Target, alone, together};

/// More than there are threads, so that nobody has to wait.
const PERMITS: u32 = 64;

pub(super) fn scenario() -> Scenario {
    let bulkhead = Bulkhead::builder("permit").permits(PERMITS).build().expect("64 are allowed");
    let reader = bulkhead.clone();
    let tokio = Arc::new(Semaphore::new(PERMITS as usize));
    Scenario::new("permit", "a permit that is free, taken and given back", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("the work is done with the permit in hand")
    .with("dyno", "Bulkhead::try_acquire", move |calls| {
        repeat(calls, |x| bulkhead.try_acquire().map_or(0, |_permit| work(x).unwrap_or(0)))
    })
    .checked(move |_| {
        let seen = reader.snapshot();
        if seen.active == 0 && (1..=PERMITS).contains(&seen.peak) { Ok(()) } else { Err(seen.why()) }
    })
    .aims([alone(1.0, "tokio"), together(0.5, "tokio"), Target::Allocations { at_most: 0.0 }])
    .with("dyno-command", "#[command(bulkhead)]: bulkhead, metrics, gauge", |calls| {
        repeat(calls, |x| permitted(x).unwrap_or(0))
    })
    .checked(|calls| counted("successes", permitted::metrics().totals.calls.success, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("tokio", "Semaphore::try_acquire", move |calls| {
        repeat(calls, |x| tokio.try_acquire().map_or(0, |_permit| work(x).unwrap_or(0)))
    })
}
