//! The little arithmetic that both tables share.

use std::time::Duration;

use crate::load::Visit;

/// Counts the visits of a kind.
pub(crate) fn count(visits: &[Visit], is: impl Fn(&Visit) -> bool) -> u64 {
    visits.iter().map(|visit| u64::from(is(visit))).sum()
}

/// Finds the smallest wait that so many percent of the visits did not exceed (nearest rank).
pub(crate) fn quantile(visits: &[Visit], percent: usize) -> Option<Duration> {
    let mut waits: Vec<_> = visits.iter().map(|visit| visit.took).collect();
    waits.sort_unstable();
    let rank = (waits.len() * percent).div_ceil(100);
    waits.get(rank.checked_sub(1)?).copied()
}

/// Gives the part of a whole; nothing of nothing is 0 %.
pub(crate) fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * float(part) / float(whole) }
}

/// Gives how many there were per second; none if it was too short to tell.
pub(crate) fn rate(count: u64, over: Duration) -> f64 {
    if over < Duration::from_millis(100) { 0.0 } else { float(count) / over.as_secs_f64() }
}

#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^52 here")]
fn float(count: u64) -> f64 {
    count as f64
}
