//! Who runs the shop, and lends a hand while it is open.

use std::time::Duration;

use dyno::Origin;
use tokio::time::sleep;

use crate::calls::delivery;

/// When it is seen that one thread is not enough.
const SEEN_AFTER: Duration = Duration::from_secs(2);

/// Watches the pool of the drive for a while, and then doubles its threads. Tells how the pool did before and how after; nothing where the
/// file of settings says how many there are, or somebody at the dashboard.
pub(crate) async fn double_threads() -> anyhow::Result<Option<[String; 2]>> {
    let pool = delivery::pool();
    // As it was declared, also when the last outage ended with more.
    dyno::settings().release("pool", pool.name())?;
    sleep(SEEN_AFTER).await;
    let threads = dyno::settings().get("pool", pool.name(), "threads");
    if threads.is_some_and(|threads| matches!(threads.origin, Origin::File(_) | Origin::Overridden { .. })) {
        return Ok(None);
    }
    let before = pool.snapshot();
    pool.configure(|settings| settings.threads = 2 * before.settings.threads)?;
    Ok(Some([before, pool.snapshot()].map(|pool| pool.why())))
}
