//! The counters of a command. Why: what is not counted cannot be judged; every call and every attempt ends in exactly one
//! counter, and what is read covers the last 10 s, the latencies of the last minute, and everything since the start.

mod counts;
mod lasted;
mod live;
mod state;
mod stripe;
#[cfg(all(test, feature = "test-util", not(dyno_loom)))]
mod tests;

pub use self::counts::{Counts, LatencySnapshot, Outcomes};
pub use self::lasted::{DurationBucket, DurationTotals};
pub(crate) use self::live::{End, Metrics, Own};
pub(crate) use self::stripe::Stands;
