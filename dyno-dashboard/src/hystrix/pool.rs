//! A `HystrixThreadPool`.

use dyno::PoolSnapshot;
use serde_json::{Value, json};

use crate::hystrix::cleaned;
use crate::hystrix::command::WINDOW_MILLISECONDS;
use crate::sampler::Tick;

/// Writes one.
pub(super) fn written(pool: &PoolSnapshot, tick: &Tick) -> Value {
    json!({
        "type": "HystrixThreadPool",
        "name": cleaned(&pool.name),
        "currentTime": tick.now_milliseconds(),
        "currentActiveCount": pool.active,
        "currentCompletedTaskCount": pool.totals.ended,
        "currentCorePoolSize": pool.settings.threads,
        "currentLargestPoolSize": pool.largest,
        "currentMaximumPoolSize": pool.settings.threads,
        "currentPoolSize": pool.threads,
        "currentQueueSize": pool.queued,
        "currentTaskCount": pool.totals.accepted,
        "rollingCountThreadsExecuted": tick.recent.of("pool threads", &pool.name),
        "rollingCountCommandRejections": tick.recent.of("pool", &pool.name),
        "rollingMaxActiveThreads": tick.most_active(pool),
        "propertyValue_queueSizeRejectionThreshold": pool.settings.queue,
        "propertyValue_metricsRollingStatisticalWindowInMilliseconds": WINDOW_MILLISECONDS,
        "reportingHosts": 1,
    })
}
