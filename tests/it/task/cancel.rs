//! Cancelling, at each stage.

use std::fmt;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Waker};
use std::time::Duration;

use dyno::{BreakerState, Cancel, Cause, Error, Submit, command, error};
use tokio::sync::Notify;
use tokio::task::yield_now;

use super::{Failed, LONG, gated};

#[dyno::test]
async fn before_it_begins() {
    let task = gated(Arc::default()).submit();
    assert!(!task.is_running());
    assert_eq!(task.cancel("never mind"), Cancel::NotStarted);
    assert!(task.is_completed() && task.is_cancelled());
    assert_eq!(task.cancel("again"), Cancel::AlreadyDone);
    let error = task.await.unwrap_err();
    assert_eq!(error.to_string(), "it::task::gated: cancelled: never mind");
    assert_eq!(gated::metrics().totals.started, 0);
}

#[dyno::test]
async fn at_an_await() {
    let task = gated(Arc::default()).submit();
    yield_now().await;
    assert!(task.is_running());
    assert_eq!(task.cancel("enough"), Cancel::Interrupted);
    assert!(task.wait(LONG).await);
    assert!(task.is_cancelled() && !task.is_timeout() && !task.is_running() && !task.is_fallback());
    assert!(matches!(task.cause().unwrap().cause, Cause::Dyno(Error::Cancelled { .. })));
    assert!(matches!(task.await, Err(Failed::Guard(Error::Cancelled { .. }))));
    let metrics = gated::metrics();
    assert_eq!((metrics.totals.calls.cancelled, metrics.totals.calls.sum(), metrics.in_flight), (1, 1, 0));
    assert_eq!(metrics.totals.fallback_failure, 0, "no fallback answers for it");
}

#[dyno::test]
async fn once_it_has_ended() {
    let gate = Arc::new(Notify::new());
    let task = gated(gate.clone()).submit();
    gate.notify_one();
    assert!(task.wait(LONG).await);
    assert_eq!(task.cancel("too late"), Cancel::AlreadyDone);
    assert!(!task.is_cancelled());
    assert_eq!(task.await.unwrap(), 7);
}

#[dyno::test]
fn in_the_midst_of_its_work() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _inside = runtime.enter();
    for awaits in [false, true] {
        let (begun, has_begun) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let task = async move {
            begun.send(()).unwrap();
            may_go_on.recv().unwrap();
            if awaits {
                pending::<()>().await;
            }
            7_u32
        }
        .submit();
        has_begun.recv().unwrap();
        assert_eq!(task.cancel("too long"), Cancel::Abandoned);
        assert_eq!(task.cancel("far too long"), Cancel::AlreadyDone);
        assert!(!task.is_completed());
        go_on.send(()).unwrap();
        let error = task.blocking_result().unwrap_err();
        assert!(error.to_string().ends_with("cancelled: too long"), "what it returned is dropped: {error}");
    }
}

#[dyno::test]
fn what_is_busy_does_not_keep_a_late_waiter() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    let busy = async move {
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        7_u32
    }
    .submit();
    has_begun.recv().unwrap();
    let behind = async { 8_u32 }.submit();
    for task in [behind, busy] {
        assert!(matches!(task.blocking_result_timeout(Duration::from_millis(1)), Err(Error::Timeout { .. })));
    }
    go_on.send(()).unwrap();
}

#[derive(Debug, PartialEq)]
struct ShutDown(u32);

impl fmt::Display for ShutDown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shut down by {}", self.0)
    }
}

impl std::error::Error for ShutDown {}

#[dyno::test]
async fn the_reason_is_a_text_or_an_error() {
    for (reason, text) in [(dyno::Reason::from(ShutDown(3)), "shut down by 3"), ("by hand".into(), "by hand")] {
        let task = gated(Arc::default()).submit();
        yield_now().await;
        task.cancel(reason.to_string());
        assert!(task.await.unwrap_err().to_string().ends_with(text));
    }
    let task = gated(Arc::default()).submit();
    task.cancel(ShutDown(7));
    let Err(Failed::Guard(Error::Cancelled(cancelled))) = task.await else { unreachable!("it was cancelled") };
    let error::Cancelled { reason, .. } = Arc::unwrap_or_clone(cancelled);
    assert_eq!(reason.downcast_ref(), Some(&ShutDown(7)));
}

#[command(timeout = 600s, breaker("each await", open_for = 1s, probes = 1, jitter = 0%), fallback = backup)]
async fn waits(steps: u32) -> Result<u32, Failed> {
    for _ in 0..steps {
        yield_now().await;
    }
    Err(Failed::Down)
}

async fn backup(steps: u32) -> Result<u32, Failed> {
    for _ in 0..steps {
        yield_now().await;
    }
    Ok(steps)
}

#[dyno::test(paused)]
async fn at_each_await_everything_is_given_back() {
    for polls in 0..12 {
        let task = waits(3).submit();
        for _ in 0..polls {
            yield_now().await;
        }
        let cancelled = task.cancel("here") != Cancel::AlreadyDone;
        assert_eq!(task.await.is_err(), cancelled);
        let metrics = waits::metrics();
        assert_eq!(metrics.in_flight, 0, "after {polls} awaits");
        assert_eq!(metrics.totals.calls.sum(), metrics.totals.started);
        assert_eq!(metrics.totals.attempts.sum(), metrics.totals.started);
    }
    let totals = waits::metrics().totals;
    assert!(totals.calls.cancelled > 2 && totals.fallback_failure > 2 && totals.fallback_success > 2, "{totals:?}");
}

#[dyno::test(paused)]
async fn the_futures_of_a_task_may_be_dropped_at_each_await() {
    for polls in 0..6 {
        let gate = Arc::new(Notify::new());
        let task = gated(gate.clone()).submit().share();
        {
            let mut result = pin!(task.result());
            let mut wait = pin!(task.wait(LONG));
            let mut cx = Context::from_waker(Waker::noop());
            for poll in 0..polls {
                assert!(result.as_mut().poll(&mut cx).is_pending() && wait.as_mut().poll(&mut cx).is_pending());
                if poll == 2 {
                    yield_now().await;
                }
            }
        }
        gate.notify_one();
        assert_eq!(task.await.unwrap(), 7);
    }
    assert_eq!(gated::metrics().totals.calls.success, 6);
}

#[dyno::test(paused)]
async fn a_cancelled_probe_gives_its_place_back() {
    gated::breaker().trip().unwrap();
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(2)).await;
        let task = gated(Arc::default()).submit();
        yield_now().await;
        assert_eq!(task.cancel("no probe"), Cancel::Interrupted);
        assert!(matches!(task.await, Err(Failed::Guard(Error::Cancelled { .. }))));
    }
    assert_eq!(gated::breaker().state(), BreakerState::HalfOpen);
    let gate = Arc::new(Notify::new());
    gate.notify_one();
    assert_eq!(gated(gate).submit().await.unwrap(), 7);
    assert_eq!(gated::breaker().state(), BreakerState::Closed);
}

#[dyno::test]
fn wherever_it_happens_to_be() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(3).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let tasks: Vec<_> = (0..2_000).map(|_| waits(20).submit().share()).collect();
    // From both ends at once, so that some are cancelled twice and some while they are polled.
    let cancel = |task: &dyno::SharedTask<_>, by: &'static str| (task.cancel(by) != Cancel::AlreadyDone).then_some(by);
    let (front, back): (Vec<_>, Vec<_>) = std::thread::scope(|scope| {
        let front = scope.spawn(|| tasks.iter().map(|task| cancel(task, "front")).collect());
        let back = scope.spawn(|| tasks.iter().rev().map(|task| cancel(task, "back")).collect());
        (front.join().unwrap(), back.join().unwrap())
    });
    let mut cancelled = 0;
    for ((task, front), back) in tasks.into_iter().zip(front).zip(back.into_iter().rev()) {
        assert!(front.is_none() || back.is_none(), "one of them, at most");
        match (task.blocking_result(), front.or(back)) {
            (Ok(20), None) => assert!(!task.is_cancelled() && task.is_fallback()),
            (Err(Failed::Guard(Error::Cancelled(cause))), Some(by)) => {
                assert_eq!(cause.reason.to_string(), by);
                assert!(task.is_cancelled() && !task.is_fallback());
                cancelled += 1;
            }
            (result, by) => unreachable!("{result:?} though cancelled by {by:?}"),
        }
    }
    let metrics = waits::metrics();
    assert_eq!((metrics.in_flight, metrics.totals.calls.sum()), (0, metrics.totals.started));
    assert!(metrics.totals.calls.cancelled <= cancelled, "those that never began are not counted");
}

#[test]
fn the_end_of_its_runtime_cancels_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let inside = runtime.enter();
    let (begun, not_begun) = (async { pending::<u32>().await }.submit(), async { 7_u32 }.submit());
    let waiting = async { pending::<u32>().await }.submit();
    runtime.block_on(async { assert!(!begun.wait(Duration::from_millis(1)).await) });
    assert!(not_begun.is_completed(), "it was its turn");
    drop(inside);
    drop(runtime);
    for task in [begun, waiting] {
        assert!(task.is_cancelled());
        let error = task.blocking_result().unwrap_err();
        assert!(error.to_string().ends_with("cancelled: the runtime was shut down"), "{error}");
    }
}
