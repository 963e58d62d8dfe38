//! Each call and each attempt ends as exactly one thing.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use dyno::{Counts, Outcomes, command};
use tokio::task::yield_now;

use super::{Failed, poll_times};

#[derive(Clone, Copy)]
enum Does {
    Answer,
    Fail,
    FailIgnored,
    Panic,
    Hang,
}

#[command(timeout = 1s, breaker(consecutive = off, failure_rate = off), ignore = |error: &Failed| matches!(error, Failed::Unknown))]
async fn mixed(does: Does) -> Result<u32, Failed> {
    yield_now().await;
    match does {
        Does::Answer => Ok(7),
        Does::Fail => Err(Failed::Down),
        Does::FailIgnored => Err(Failed::Unknown),
        Does::Panic => panic!("the body"),
        Does::Hang => pending().await,
    }
}

#[dyno::test(paused)]
async fn every_outcome_is_counted_once_for_the_call_and_once_for_the_attempt() {
    mixed(Does::Answer).await.unwrap();
    mixed(Does::Fail).await.unwrap_err();
    mixed(Does::FailIgnored).await.unwrap_err();
    mixed(Does::Hang).await.unwrap_err();
    assert!(tokio::spawn(mixed(Does::Panic)).await.unwrap_err().is_panic());
    assert!(poll_times(mixed(Does::Hang), 3).is_none());
    mixed::breaker().force_open("test", None);
    mixed(Does::Answer).await.unwrap_err();

    let metrics = mixed::metrics();
    let Counts { started, calls, attempts, .. } = metrics.totals;
    let one_each = |outcomes: Outcomes| {
        let Outcomes { success, failure, timeout, rejected, cancelled, panicked, ignored, .. } = outcomes;
        assert_eq!([success, failure, timeout, rejected, cancelled, panicked, ignored], [1; 7]);
    };
    one_each(calls);
    one_each(attempts);
    assert_eq!((started, calls.sum(), metrics.in_flight), (7, 7, 0));
    assert_eq!(metrics.recent, metrics.totals);
}

#[command(failure_if = |number: &u32| *number > 9)]
fn judged(number: u32) -> u32 {
    number
}

#[dyno::test]
fn a_plain_value_is_a_success_unless_the_classifier_says_otherwise() {
    assert_eq!([judged(1), judged(10), judged(11)], [1, 10, 11]);
    let calls = judged::metrics().totals.calls;
    assert_eq!((calls.success, calls.failure), (1, 2));
}

#[command(failure_if = |result: &Result<u32, Failed>| matches!(result, Ok(503)))]
fn answers(code: u32) -> Result<u32, Failed> {
    if code == 0 { Err(Failed::Down) } else { Ok(code) }
}

#[dyno::test]
fn a_classifier_finds_more_failures_and_errors_stay_failures() {
    answers(200).unwrap();
    answers(503).unwrap();
    answers(0).unwrap_err();
    let calls = answers::metrics().totals.calls;
    assert_eq!((calls.success, calls.failure), (1, 2));
}

#[command(failure_if = |_: &u32| panic!("the classifier"))]
fn judged_by_a_panic() -> u32 {
    1
}

#[dyno::test]
fn a_classifier_that_panics_is_a_panic_of_the_call() {
    assert!(catch_unwind(judged_by_a_panic).is_err());
    let totals = judged_by_a_panic::metrics().totals;
    assert_eq!((totals.calls.panicked, totals.calls.sum(), totals.attempts.panicked), (1, 1, 1));
}

#[command]
fn quick(fails: bool) -> Option<u32> {
    if fails {
        return None;
    }
    Some(3)
}

struct CallsInDrop;

impl Drop for CallsInDrop {
    fn drop(&mut self) {
        quick(false);
    }
}

#[dyno::test]
fn a_call_made_while_another_panic_unwinds_did_not_panic() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _calls = CallsInDrop;
        panic!("another's");
    }));
    assert!(unwound.is_err());
    let calls = quick::metrics().totals.calls;
    assert_eq!((calls.success, calls.panicked), (1, 0));
}

#[command]
async fn naps() -> u32 {
    tokio::time::sleep(Duration::from_secs(3)).await;
    5
}

#[dyno::test(paused)]
async fn latencies_and_the_rolling_window_follow_the_clock() {
    assert_eq!(naps().await, 5);
    let metrics = naps::metrics();
    assert!(metrics.latency.max >= Some(Duration::from_secs(3)));
    assert!(metrics.latency.p50.unwrap().abs_diff(Duration::from_secs(3)) < Duration::from_millis(375));
    assert_eq!(metrics.recent.calls.success, 1);

    tokio::time::advance(Duration::from_secs(11)).await;
    let metrics = naps::metrics();
    assert_eq!((metrics.recent.calls.success, metrics.totals.calls.success, metrics.latency.count), (0, 1, 1));

    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(naps::metrics().latency.count, 0);
}

#[command]
async fn sleeps(time: Duration) {
    tokio::time::sleep(time).await;
}

#[dyno::test(paused)]
async fn long_calls_are_read_as_well_as_short_ones() {
    for seconds in [4, 30, 100] {
        tokio::time::advance(Duration::from_secs(70)).await;
        let time = Duration::from_secs(seconds);
        sleeps(time).await;
        let median = sleeps::metrics().latency.p50.unwrap();
        assert!(median.abs_diff(time) * 8 <= time, "{seconds} s read as {median:?}");
    }
}

#[command(timeout = 12s, fallback = |_| Ok(1))]
async fn hangs_long() -> Result<u32, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn what_a_long_call_did_is_recent_when_it_ends() {
    hangs_long().await.unwrap();
    let recent = hangs_long::metrics().recent;
    assert_eq!((recent.calls.timeout, recent.attempts.timeout, recent.fallback_success), (1, 1, 1));
}

#[dyno::test(paused)]
async fn calls_that_hang_are_the_peak_for_as_long_as_they_do() {
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(sleeps(Duration::from_secs(3600)))).collect();
    yield_now().await;
    tokio::time::advance(Duration::from_secs(30)).await;
    let metrics = sleeps::metrics();
    assert_eq!((metrics.in_flight, metrics.peak), (5, 5));
    calls.iter().for_each(tokio::task::JoinHandle::abort);
}

fn ignored_calls(metrics: &dyno::CommandSnapshot) -> (u64, u64) {
    (metrics.totals.calls.success, metrics.totals.calls.ignored)
}

#[dyno::test]
async fn what_is_asked_of_an_outcome_may_name_what_the_body_took() {
    #[command(ignore = |_| sku.is_empty())]
    fn plain(sku: String) -> Result<String, Failed> {
        if sku.len() > 1 { Ok(sku) } else { Err(Failed::Down) }
    }

    #[command(timeout = 1s, ignore = |_| sku.is_empty(), failure_if = |_: &Result<String, Failed>| depots[0] > 1)]
    fn apart((sku, _): (String, u8), depots: Vec<u32>) -> Result<String, Failed> {
        drop(depots);
        if sku.len() > 1 { Ok(sku) } else { Err(Failed::Down) }
    }

    #[command(ignore = |_| sku.is_empty(), retry(n = 2, backoff = fixed(1ms)), cache(ttl = 1s), breaker, fallback = recall)]
    async fn later(sku: String) -> Result<String, Failed> {
        if sku.len() > 1 { Ok(sku) } else { Err(Failed::Down) }
    }

    fn recall(sku: String) -> Result<String, Failed> {
        Ok(sku + "?")
    }

    plain(String::new()).unwrap_err();
    plain("two".to_owned()).unwrap();
    assert_eq!(ignored_calls(&plain::metrics()), (1, 1));
    apart((String::new(), 1), vec![1]).unwrap_err();
    apart(("two".to_owned(), 1), vec![1]).unwrap();
    apart(("two".to_owned(), 1), vec![2]).unwrap();
    assert_eq!(ignored_calls(&apart::metrics()), (1, 1));
    later(String::new()).await.unwrap_err();
    assert_eq!(later("1".to_owned()).await.unwrap(), "1?");
    assert_eq!(later("two".to_owned()).await.unwrap(), "two");
}
