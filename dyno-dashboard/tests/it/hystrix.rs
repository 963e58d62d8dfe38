//! `/hystrix.stream`, as a reader takes it that believes nothing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dyno::{Error, command};
use serde_json::Value;

use crate::http::{Events, page};

#[derive(Debug, PartialEq, thiserror::Error)]
enum Down {
    #[error("the cellar does not answer")]
    Down,
    #[error("it was turned away")]
    Turned,
}

impl From<Error> for Down {
    fn from(_: Error) -> Self {
        Self::Turned
    }
}

#[command(name = "wine", breaker("cellar", consecutive = 3, min_calls = 9, failure_rate = 40%, open_for = 1h))]
async fn wine() -> Result<u32, Down> {
    Err(Down::Down)
}

#[command(name = "cheese", pool("larder", threads = 2, queue = 3), timeout = 2s, fallback = 1)]
fn cheese() -> Result<u32, Down> {
    Err(Down::Down)
}

/// What every command must have, and of what kind.
const COMMAND: &[(&str, Kind)] = &[
    ("type", Kind::Text),
    ("name", Kind::Text),
    ("group", Kind::Text),
    ("currentTime", Kind::Number),
    ("isCircuitBreakerOpen", Kind::Truth),
    ("errorPercentage", Kind::Number),
    ("errorCount", Kind::Number),
    ("requestCount", Kind::Number),
    ("rollingCountBadRequests", Kind::Number),
    ("rollingCountCollapsedRequests", Kind::Number),
    ("rollingCountEmit", Kind::Number),
    ("rollingCountExceptionsThrown", Kind::Number),
    ("rollingCountFailure", Kind::Number),
    ("rollingCountFallbackEmit", Kind::Number),
    ("rollingCountFallbackFailure", Kind::Number),
    ("rollingCountFallbackMissing", Kind::Number),
    ("rollingCountFallbackRejection", Kind::Number),
    ("rollingCountFallbackSuccess", Kind::Number),
    ("rollingCountResponsesFromCache", Kind::Number),
    ("rollingCountSemaphoreRejected", Kind::Number),
    ("rollingCountShortCircuited", Kind::Number),
    ("rollingCountSuccess", Kind::Number),
    ("rollingCountThreadPoolRejected", Kind::Number),
    ("rollingCountTimeout", Kind::Number),
    ("currentConcurrentExecutionCount", Kind::Number),
    ("rollingMaxConcurrentExecutionCount", Kind::Number),
    ("latencyExecute_mean", Kind::Number),
    ("latencyExecute", Kind::Percentiles),
    ("latencyTotal_mean", Kind::Number),
    ("latencyTotal", Kind::Percentiles),
    ("propertyValue_circuitBreakerRequestVolumeThreshold", Kind::Number),
    ("propertyValue_circuitBreakerSleepWindowInMilliseconds", Kind::Number),
    ("propertyValue_circuitBreakerErrorThresholdPercentage", Kind::Number),
    ("propertyValue_circuitBreakerForceOpen", Kind::Truth),
    ("propertyValue_circuitBreakerForceClosed", Kind::Truth),
    ("propertyValue_circuitBreakerEnabled", Kind::Truth),
    ("propertyValue_executionIsolationStrategy", Kind::Text),
    ("propertyValue_executionIsolationThreadTimeoutInMilliseconds", Kind::Number),
    ("propertyValue_executionTimeoutInMilliseconds", Kind::Number),
    ("propertyValue_executionIsolationThreadInterruptOnTimeout", Kind::Truth),
    ("propertyValue_executionIsolationThreadPoolKeyOverride", Kind::TextOrNone),
    ("propertyValue_executionIsolationSemaphoreMaxConcurrentRequests", Kind::Number),
    ("propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests", Kind::Number),
    ("propertyValue_metricsRollingStatisticalWindowInMilliseconds", Kind::Number),
    ("propertyValue_requestCacheEnabled", Kind::Truth),
    ("propertyValue_requestLogEnabled", Kind::Truth),
    ("reportingHosts", Kind::Number),
    ("threadPool", Kind::Text),
];

/// What every pool must have.
const POOL: &[(&str, Kind)] = &[
    ("type", Kind::Text),
    ("name", Kind::Text),
    ("currentTime", Kind::Number),
    ("currentActiveCount", Kind::Number),
    ("currentCompletedTaskCount", Kind::Number),
    ("currentCorePoolSize", Kind::Number),
    ("currentLargestPoolSize", Kind::Number),
    ("currentMaximumPoolSize", Kind::Number),
    ("currentPoolSize", Kind::Number),
    ("currentQueueSize", Kind::Number),
    ("currentTaskCount", Kind::Number),
    ("rollingCountThreadsExecuted", Kind::Number),
    ("rollingCountCommandRejections", Kind::Number),
    ("rollingMaxActiveThreads", Kind::Number),
    ("propertyValue_queueSizeRejectionThreshold", Kind::Number),
    ("propertyValue_metricsRollingStatisticalWindowInMilliseconds", Kind::Number),
    ("reportingHosts", Kind::Number),
];

#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    TextOrNone,
    Number,
    Truth,
    Percentiles,
}

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::TextOrNone => value.is_string() || value.is_null(),
            Self::Number => value.is_u64(),
            Self::Truth => value.is_boolean(),
            Self::Percentiles => value.as_object().is_some_and(|percentiles| {
                let mut keys: Vec<_> = percentiles.keys().map(String::as_str).collect();
                keys.sort_unstable();
                let mut wanted = ["0", "25", "50", "75", "90", "95", "99", "99.5", "100"];
                wanted.sort_unstable();
                keys == wanted && percentiles.values().all(Value::is_u64)
            }),
        }
    }
}

/// Reads one batch, each part of which must be whole.
fn read(batch: &str) -> BTreeMap<(String, String), Value> {
    let mut all = BTreeMap::new();
    for part in batch.split("\n\n").filter(|part| !part.is_empty()) {
        if part.starts_with(':') {
            continue;
        }
        let data = part.strip_prefix("data: ").unwrap_or_else(|| panic!("{part:?}"));
        let written: Value = serde_json::from_str(data).expect("JSON");
        let fields = if written["type"] == "HystrixCommand" { COMMAND } else { POOL };
        for (field, kind) in fields {
            assert!(kind.is_of(&written[field]), "{field} of {written} is no {kind:?}");
        }
        for field in written.as_object().unwrap().keys() {
            assert!(fields.iter().any(|(known, _)| known == field), "{field} is known to nobody");
        }
        for field in ["name", "group", "threadPool"] {
            let text = written[field].as_str().unwrap_or_default();
            let is_harmless = |letter: char| !letter.is_control() && !"<>\"\\".contains(letter);
            assert!(text.chars().all(is_harmless), "{field} is {text:?}");
        }
        let key = ["type", "name"].map(|field| written[field].as_str().unwrap().to_owned());
        let twice = all.insert(key.clone().into(), written);
        assert!(twice.is_none(), "{key:?} is there twice");
    }
    all
}

async fn next(events: &mut Events) -> BTreeMap<(String, String), Value> {
    read(&events.next().await.expect("a batch"))
}

fn command(all: &BTreeMap<(String, String), Value>, name: &str) -> Value {
    all.get(&("HystrixCommand".to_owned(), name.to_owned())).unwrap_or_else(|| panic!("no {name}")).clone()
}

#[tokio::test]
async fn every_command_and_pool_is_there_in_the_fields_of_hystrix() {
    let page = page().await;
    crate::calls::delivery().unwrap();
    let mut events = Events::open(page.address(), "/hystrix.stream").await;
    assert!(events.head.contains("content-type: text/event-stream;charset=UTF-8"), "{}", events.head);
    let all = next(&mut events).await;
    // Declared, and never called.
    let never = command(&all, "never");
    assert_eq!((&never["requestCount"], &never["isCircuitBreakerOpen"]), (&Value::from(0), &Value::from(false)));
    command(&all, "a/b _script_alert(_1_)_/script__ ü_{}");
    assert_eq!(command(&all, "delivery")["propertyValue_executionIsolationStrategy"], "THREAD");
    assert_eq!(command(&all, "delivery")["propertyValue_executionTimeoutInMilliseconds"], 2000);
    assert_eq!(command(&all, "never")["propertyValue_executionIsolationStrategy"], "SEMAPHORE");
    let pool = &all[&("HystrixThreadPool".to_owned(), "drive".to_owned())];
    assert_eq!(
        (&pool["currentMaximumPoolSize"], &pool["propertyValue_queueSizeRejectionThreshold"]),
        (&2.into(), &3.into())
    );
}

#[tokio::test]
async fn what_failed_was_turned_away_and_fell_back_is_counted() {
    let page = page().await;
    for _ in 0..3 {
        assert_eq!(wine().await, Err(Down::Down));
    }
    assert_eq!(wine().await, Err(Down::Turned));
    for _ in 0..2 {
        assert_eq!(cheese(), Ok(1));
    }
    crate::stream::after_the_next_look(&page).await;
    let all = next(&mut Events::open(page.address(), "/hystrix.stream").await).await;
    let wine = command(&all, "wine");
    let counts = ["requestCount", "errorCount", "errorPercentage", "rollingCountFailure", "rollingCountShortCircuited"];
    assert_eq!(counts.map(|count| wine[count].as_u64().unwrap()), [4, 4, 100, 3, 1], "{wine}");
    assert_eq!((&wine["rollingCountExceptionsThrown"], &wine["rollingCountFallbackMissing"]), (&4.into(), &4.into()));
    assert_eq!(wine["isCircuitBreakerOpen"], true);
    assert_eq!(wine["propertyValue_circuitBreakerRequestVolumeThreshold"], 9);
    assert_eq!(wine["propertyValue_circuitBreakerErrorThresholdPercentage"], 40);
    assert_eq!(wine["propertyValue_circuitBreakerSleepWindowInMilliseconds"], 3_600_000);
    let cheese = command(&all, "cheese");
    let counts = ["requestCount", "rollingCountFallbackSuccess", "rollingCountExceptionsThrown"];
    assert_eq!(counts.map(|count| cheese[count].as_u64().unwrap()), [2, 2, 0], "{cheese}");
    let larder = &all[&("HystrixThreadPool".to_owned(), "larder".to_owned())];
    assert_eq!(larder["currentTaskCount"], 2, "{larder}");
}

#[tokio::test]
async fn it_comes_twice_a_second() {
    let page = page().await;
    let mut events = Events::open(page.address(), "/hystrix.stream").await;
    next(&mut events).await;
    let began = Instant::now();
    for _ in 0..4 {
        next(&mut events).await;
    }
    // Four pauses of half a second, of which a busy machine may see some late.
    let took = began.elapsed();
    assert!((Duration::from_millis(700)..Duration::from_secs(10)).contains(&took), "{took:?}");
}
