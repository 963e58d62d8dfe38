//! The layers of tower-resilience.

use std::time::Duration;

use paths::repeat::repeat_async;
use paths::work::{Down, work_later, work_now};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};
use tower_resilience_bulkhead::BulkheadLayer;
use tower_resilience_circuitbreaker::{CircuitBreaker, CircuitBreakerLayer, DefaultClassifier};
use tower_resilience_retry::RetryLayer;
use tower_resilience_timelimiter::TimeLimiterLayer;

use crate::scenario::{A_DAY, LIMIT};

/// A service that can be shared by threads, as each takes a clone.
pub(super) trait Shared: Service<u64, Response = u64, Future: Send> + Clone + Send + Sync + 'static {}

impl<S: Service<u64, Response = u64, Future: Send> + Clone + Send + Sync + 'static> Shared for S {}

/// Calls a clone of the service, which is readied for each call.
pub(super) fn drive(service: &impl Shared, calls: u64) -> u64 {
    let mut service = service.clone();
    repeat_async(calls, async move |x| match service.ready().await {
        Ok(ready) => ready.call(x).await.unwrap_or(0),
        Err(_) => 0,
    })
}

/// Calls a clone of the service, which refuses each call: by an error, so that this answers what was asked.
pub(super) fn drive_refused(service: &impl Shared, calls: u64) -> u64 {
    let mut service = service.clone();
    repeat_async(calls, async move |x| match service.ready().await {
        Ok(ready) => ready.call(x).await.map_or(x, |_| 0),
        Err(_) => x,
    })
}

/// A breaker with its defaults.
pub(super) fn breaker() -> CircuitBreaker<impl Shared<Error = Down>, DefaultClassifier> {
    let layer = CircuitBreakerLayer::builder().wait_duration_in_open(A_DAY).build().expect("defaults are right");
    layer.layer_fn(service_fn(work_now))
}

/// A time limit round what is ready at once.
pub(super) fn timeout() -> impl Shared {
    TimeLimiterLayer::builder().timeout_duration(LIMIT).cancel_running_future(true).build().layer(service_fn(work_now))
}

/// A time limit round what is pending once.
pub(super) fn timeout_later() -> impl Shared {
    let layer = TimeLimiterLayer::builder().timeout_duration(LIMIT).cancel_running_future(true).build();
    layer.layer(service_fn(work_later))
}

/// Bulkhead, retry, breaker and time limit.
pub(super) fn stack() -> impl Shared {
    let breaker = CircuitBreakerLayer::builder().build().expect("defaults are right");
    let bulkhead = BulkheadLayer::builder().max_concurrent_calls(64).build().expect("64 is allowed");
    let retry = RetryLayer::<u64, u64, _>::builder().max_attempts(3).fixed_backoff(Duration::from_millis(10)).build();
    ServiceBuilder::new()
        .layer(retry)
        .layer(breaker)
        .layer(bulkhead)
        .layer(TimeLimiterLayer::builder().timeout_duration(LIMIT).cancel_running_future(true).build())
        .service(service_fn(work_now))
}
