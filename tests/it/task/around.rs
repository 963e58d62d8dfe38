//! Where tasks run, how many, and what they take along.

use std::future::pending;
use std::time::Duration;

use dyno::{Error, Registry, Submit, Task, command};
use tokio::task::yield_now;

use super::{Failed, LONG};

#[command(timeout = 600s, breaker("around", consecutive = off), fallback = |_| Ok(0))]
async fn stock(sku: u32) -> Result<u32, Failed> {
    match sku % 8 {
        0 => yield_now().await,
        1 => return Err(Failed::Down),
        2 if sku % 64 == 2 => panic!("one of many"),
        _ => {}
    }
    Ok(sku)
}

#[test]
fn outside_of_a_runtime_it_is_an_error_and_no_panic() {
    let task = stock(3).submit();
    assert!(task.is_completed() && !task.is_cancelled() && !task.is_running());
    let error = task.cause().unwrap().to_string();
    assert!(error.starts_with("it::task::around::stock: submitted outside of a tokio runtime"), "{error}");
    assert!(matches!(task.blocking_result(), Err(Failed::Guard(Error::NotSubmitted { .. }))));
}

#[dyno::test]
fn a_thousand_at_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let tasks: Vec<_> = (0..1_000).map(|sku| (sku, stock(sku).submit())).collect();
    let (mut answered, mut panicked, mut fallbacks) = (0, 0, 0);
    for (sku, task) in tasks {
        assert!(task.blocking_wait(LONG));
        fallbacks += u32::from(task.is_fallback());
        match task.blocking_result() {
            Ok(found) => {
                assert_eq!(found, if sku % 8 == 1 { 0 } else { sku });
                answered += 1;
            }
            Err(Failed::Guard(Error::Panicked { .. })) => panicked += 1,
            Err(error) => unreachable!("{error}"),
        }
    }
    assert_eq!((answered, panicked, fallbacks), (984, 16, 125));
    let metrics = stock::metrics();
    let calls = metrics.totals.calls;
    assert_eq!((calls.success, calls.failure, calls.panicked), (859, 125, 16));
    assert_eq!((calls.sum(), metrics.totals.started, metrics.in_flight), (1_000, 1_000, 0));
}

#[tokio::test]
async fn it_takes_the_registry_along() {
    let tenant = Registry::new();
    let task: Task<_> = {
        let _entered = tenant.enter();
        stock(7).submit()
    };
    assert_eq!(task.await.unwrap(), 7);
    let started = || stock::metrics().totals.started;
    assert_eq!(tenant.scope(async { started() }).await, 1);
}

#[dyno::test]
async fn it_takes_the_span_along() {
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    let _subscriber = tracing::subscriber::set_default(tracing_subscriber::registry());
    let span = tracing::info_span!("request");
    let inside = span.in_scope(|| async { tracing::Span::current().id() }.submit().join());
    assert!(span.id().is_some());
    assert_eq!(inside.await.unwrap(), span.id());
}

#[command(timeout = 600s)]
async fn waits() -> Result<u32, Error> {
    pending().await
}

#[command(timeout = 1s)]
async fn leaves_behind() -> Result<Task<Result<u32, Error>>, Error> {
    yield_now().await;
    Ok(waits().submit())
}

#[dyno::test(paused)]
async fn it_outlives_the_time_of_whoever_submitted_it() {
    let task = leaves_behind().await.unwrap();
    assert!(!task.wait(Duration::from_secs(10)).await);
    let began = tokio::time::Instant::now();
    let error = task.await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(timeout) if timeout.limit == Duration::from_secs(600)), "{error}");
    assert_eq!(began.elapsed(), Duration::from_secs(590));
}

#[test]
fn without_a_timer_nobody_waits_and_nobody_hangs() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let task = async { pending::<u32>().await }.submit();
        assert!(!task.wait(LONG).await);
        assert!(task.wait(Duration::MAX).now_or_never().is_none(), "for ever needs no timer");
        assert!(matches!(task.result_timeout(LONG).await, Err(Error::Timeout { .. })));
    });
}

/// Polls once.
trait NowOrNever: Future + Sized {
    fn now_or_never(self) -> Option<Self::Output> {
        crate::command::poll_times(self, 1)
    }
}

impl<F: Future> NowOrNever for F {}
