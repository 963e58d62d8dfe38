//! Some seconds of calls.

use std::time::{Duration, Instant};

use paths::guarded::closed;
use paths::repeat::{repeat, sum_of};
use serde::Serialize;

/// How long it lasts: longer than the page waits between two looks.
const LENGTH: Duration = Duration::from_millis(1_500);

const BATCH: u64 = 20_000;

/// The ns of a call.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Phase {
    pub(crate) mean: f64,
    /// Of the best batch.
    pub(crate) least: f64,
}

/// One of each.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Round {
    pub(crate) alone: Phase,
    pub(crate) watched: Phase,
    pub(crate) steered: Phase,
}

impl Phase {
    /// Calls on this thread, without a pause.
    pub(crate) fn measure() -> Result<Self, String> {
        let (begun, mut calls, mut least) = (Instant::now(), 0, f64::INFINITY);
        while begun.elapsed() < LENGTH {
            let batch = Instant::now();
            if repeat(BATCH, |x| closed(x).unwrap_or(0)) != sum_of(BATCH) {
                return Err("calls did not do their work".to_owned());
            }
            least = least.min(batch.elapsed().as_secs_f64() * 1e9 / BATCH as f64);
            calls += BATCH;
        }
        Ok(Self { mean: begun.elapsed().as_secs_f64() * 1e9 / calls as f64, least })
    }
}
