//! Who runs the shop, and lends a hand while it is open.

use std::time::Duration;

use tokio::time::sleep;

use crate::calls::delivery;

/// When it is seen that one thread is not enough.
const SEEN_AFTER: Duration = Duration::from_secs(2);

/// Watches the pool of the drive for a while, and then doubles its threads. Tells how the pool did before and how after.
pub(crate) async fn double_threads() -> anyhow::Result<[String; 2]> {
    let pool = delivery::pool();
    let queue = pool.settings().queue;
    // As it was declared, also when the last outage ended with more.
    pool.resize(1, queue)?;
    sleep(SEEN_AFTER).await;
    let before = pool.snapshot();
    pool.resize(2 * before.settings.threads, queue)?;
    Ok([before, pool.snapshot()].map(|pool| pool.why()))
}
