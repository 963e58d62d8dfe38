//! What is compared, a file each.

mod closed;
mod closed_async;
mod failing;
mod failsafes;
mod hit;
mod hops;
mod idle;
mod metrics;
mod open;
mod open_async;
mod permit;
mod pool;
mod pool_pipelined;
mod rate;
mod resolve;
mod retry;
mod seatbelts;
mod stack;
mod timeout_pending;
mod timeout_ready;
mod towers;

use std::time::Duration;

use dyno::Breaker;

use crate::candidate::Scenario;

/// Makes every scenario.
pub(crate) fn all() -> Vec<Scenario> {
    vec![
        closed::scenario(),
        closed_async::scenario(),
        open::scenario(),
        open_async::scenario(),
        failing::scenario(),
        timeout_ready::scenario(),
        timeout_pending::scenario(),
        permit::scenario(),
        rate::scenario(),
        hit::scenario(),
        resolve::scenario(),
        retry::scenario(),
        retry::sync(),
        pool::scenario(),
        pool_pipelined::scenario(),
        metrics::scenario(),
        idle::sync(),
        idle::scenario(),
        stack::scenario(),
    ]
}

/// Makes those that are named, or all.
pub(crate) fn chosen(names: &[&str]) -> Result<Vec<Scenario>, String> {
    let mut all = all();
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|scenario| scenario.name != **name)) {
        let known: Vec<_> = all.iter().map(|scenario| scenario.name).collect();
        return Err(format!("there is no scenario `{unknown}`; there are {}", known.join(", ")));
    }
    all.retain(|scenario| names.is_empty() || names.contains(&scenario.name));
    Ok(all)
}

/// How long an opened breaker stays open: longer than anything that is measured.
const A_DAY: Duration = Duration::from_hours(24);

/// A time limit that never ends a call.
const LIMIT: Duration = Duration::from_secs(10);

/// Compares what dyno counted with the calls that were made.
fn counted(what: &str, counted: u64, calls: u64) -> Result<(), String> {
    if counted == calls { Ok(()) } else { Err(format!("{what}: {counted} counted in {calls} calls")) }
}

/// Looks for the last of the calls in the window of a stand-alone breaker, which keeps ten seconds.
fn in_window(breaker: &Breaker, calls: u64) -> Result<(), String> {
    let seen = breaker.snapshot();
    if (1..=calls).contains(&seen.counted) { Ok(()) } else { Err(format!("{calls} calls, but {}", seen.why())) }
}
