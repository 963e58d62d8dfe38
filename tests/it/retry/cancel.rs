//! Calls dropped wherever they wait: during an attempt, and between two.

use std::cell::Cell;
use std::future::Future;
use std::task::{Context, Waker};
use std::time::Duration;

use dyno::{BreakerState, Cause, Error, Submit, command};
use tokio::task::yield_now;
use tokio::time::{advance, sleep};

use super::{Failed, Service};

thread_local! {
    /// Of this test alone: its runtime has one thread.
    static BEGUN: Cell<u64> = const { Cell::new(0) };
}

#[command(
    timeout = 1s,
    attempt_timeout = 500ms,
    retry(n = 3, backoff = fixed(3ms), jitter = none, budget = off),
    breaker("dropped", open_for = 1s, probes = 1, consecutive = off, min_calls = 1_000, jitter = 0%),
    bulkhead(1)
)]
async fn waits(is_good: bool) -> Result<u32, Failed> {
    BEGUN.set(BEGUN.get() + 1);
    yield_now().await;
    sleep(Duration::from_millis(2)).await;
    if is_good { Ok(7) } else { Err(Failed::Busy) }
}

/// Polls a call so often, a millisecond apart, and drops it; tells whether it came to its end.
async fn dropped_after(polls: u32) -> bool {
    let mut call = Box::pin(waits(false));
    for _ in 0..polls {
        if call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return true;
        }
        advance(Duration::from_millis(1)).await;
    }
    false
}

#[dyno::test(paused)]
async fn a_call_dropped_anywhere_is_cancelled_and_gives_everything_back() {
    let mut dropped = 0;
    for polls in 0..40 {
        let before = waits::metrics().totals;
        let begun = BEGUN.get();
        let has_ended = dropped_after(polls).await;
        let (metrics, begun) = (waits::metrics(), BEGUN.get() - begun);
        let (totals, calls) = (metrics.totals, metrics.totals.calls);
        assert_eq!((metrics.in_flight, calls.sum()), (0, totals.started), "{polls}");
        assert_eq!(totals.attempts.sum() - before.attempts.sum(), begun, "{polls}");
        assert_eq!(calls.cancelled - before.calls.cancelled, u64::from(polls > 0 && !has_ended), "{polls}");
        assert_eq!(calls.failure - before.calls.failure, u64::from(has_ended), "{polls}");
        assert!(waits::bulkhead().try_acquire().is_ok(), "{polls}");
        dropped += u32::from(!has_ended);
    }
    assert!((12..40).contains(&dropped), "{dropped}");
}

#[dyno::test(paused)]
async fn a_probe_dropped_anywhere_does_not_wedge_the_breaker() {
    for polls in 0..40 {
        let breaker = waits::breaker();
        breaker.trip().unwrap();
        advance(Duration::from_secs(61)).await;
        dropped_after(polls).await;
        // Whatever became of the probe: another is admitted after the longest wait, and closes it.
        advance(Duration::from_secs(61)).await;
        assert_eq!(waits(true).await, Ok(7), "{polls}");
        assert_eq!(waits::breaker().state(), BreakerState::Closed, "{polls}");
    }
}

#[dyno::test(paused)]
async fn a_task_is_cancelled_during_the_pause() {
    #[command(retry(backoff = fixed(10s), jitter = none), bulkhead = 1)]
    async fn pauses(service: std::sync::Arc<Service>) -> Result<u32, Failed> {
        service.ask()
    }
    let service = std::sync::Arc::new(Service::failing(9));
    let task = pauses(service.clone()).submit();
    assert!(!task.wait(Duration::from_secs(5)).await);
    assert_eq!(service.asked(), 1);
    assert!(pauses::bulkhead().try_acquire().is_ok(), "nobody is at work");
    task.cancel("enough");
    assert!(task.is_cancelled());
    assert!(matches!(&task.cause().unwrap().attempt, Some(Cause::Own(text)) if text == "busy"));
    assert!(task.result().await.is_err());
    let totals = pauses::metrics().totals;
    assert_eq!(
        (totals.calls.cancelled, totals.calls.sum(), totals.attempts.failure, totals.attempts.sum()),
        (1, 1, 1, 1)
    );
}

#[command(attempt_timeout = 1s, retry(n = 3, backoff = off))]
async fn fails_then_hangs(service: std::sync::Arc<Service>, hangs: bool) -> Result<u32, Failed> {
    if hangs || service.ask().is_ok() {
        std::future::pending::<()>().await;
    }
    Err(Failed::Gone)
}

#[dyno::test(paused)]
async fn what_the_last_attempt_failed_with_is_kept() {
    let cause = async |fails, hangs, after: u64| {
        let task = fails_then_hangs(Service::failing(fails).into(), hangs).submit();
        assert!(!task.wait(Duration::from_millis(after)).await);
        task.cancel("enough");
        task.wait(Duration::ZERO).await;
        task.cause().unwrap()
    };
    let first = cause(0, false, 500).await;
    assert!(first.attempt.is_none() && first.to_string().ends_with("cancelled: enough"), "{first}");
    let second = cause(1, false, 500).await;
    assert!(matches!(&second.attempt, Some(Cause::Own(text)) if text == "gone"), "{second:?}");
    assert!(second.to_string().ends_with("cancelled: enough; its last attempt had failed: gone"), "{second}");
    let late = cause(0, true, 1_500).await;
    assert!(matches!(late.attempt, Some(Cause::Dyno(Error::Timeout { .. }))), "{late:?}");
    let ended = fails_then_hangs(Service::failing(9).into(), false).submit();
    assert!(ended.wait(Duration::from_secs(9)).await);
    let ended = ended.cause().unwrap();
    assert!(ended.attempt.is_none() && ended.to_string() == "gone", "{ended}");
    let goes_on = async {
        let _ = fails_then_hangs(Service::failing(9).into(), false).await;
        sleep(Duration::from_secs(9)).await;
        Ok::<_, Failed>(1)
    };
    let after = goes_on.submit();
    assert!(!after.wait(Duration::from_secs(1)).await);
    after.cancel("enough");
    assert!(after.cause().unwrap().attempt.is_none(), "that call is over");
}
