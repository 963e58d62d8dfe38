//! Retries with what stands round them: tasks, fallbacks, breakers, lists of errors.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use dyno::{BreakerState, Cause, Compound, Error, Submit, command, retry};
use tokio::time::Instant;

use super::{Failed, Service};

#[command(timeout = 1s, retry(backoff = fixed(100ms), jitter = none), fallback = 0)]
async fn stock(service: Arc<Service>) -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    service.ask()
}

#[dyno::test(paused)]
async fn a_task_that_went_well_at_last_has_no_cause() {
    let task = stock(Service::failing(2).into()).submit();
    assert!(task.wait(Duration::from_secs(1)).await);
    assert!(task.cause().is_none() && !task.is_fallback());
    assert_eq!(task.result().await, Ok(3));

    let task = stock(Service::failing(9).into()).submit();
    assert!(task.wait(Duration::from_secs(1)).await && task.is_fallback());
    assert!(task.cause().is_some());
    assert_eq!(task.result().await, Ok(0));
}

#[dyno::test(paused)]
async fn a_cold_call_keeps_its_retry() {
    let (service, began) = (Arc::new(Service::failing(9)), Instant::now());
    assert_eq!(stock::command(service.clone()).timeout(Duration::from_millis(150)).await, Ok(0));
    assert_eq!((service.asked(), began.elapsed()), (2, Duration::from_millis(100)));

    let service = Arc::new(Service::failing(9));
    assert_eq!(stock::command(service.clone()).without_fallback().await, Err(Failed::Busy));
    assert_eq!(service.asked(), 3);
    let task = stock::command(Service::failing(1).into()).without_fallback().submit();
    assert_eq!(task.result().await, Ok(2));
}

#[command(attempt_timeout = 10ms, retry(backoff = fixed(1ms), jitter = none), fallback = 0)]
async fn hangs(service: Arc<Service>, hangs: u32) -> Result<u32, Failed> {
    let asked = service.ask()?;
    if asked <= hangs {
        std::future::pending::<()>().await;
    }
    Ok(asked)
}

#[dyno::test(paused)]
async fn a_refusal_without_a_fallback_is_told_after_the_last_attempt() {
    let service = Arc::new(Service::default());
    assert_eq!(hangs::command(service.clone(), 2).without_fallback().await, Ok(3));
    let service = Arc::new(Service::default());
    let error = hangs::command(service.clone(), 9).without_fallback().await.unwrap_err();
    assert!(matches!(error, Failed::Guard(Error::Timeout { .. })), "{error:?}");
    assert_eq!(service.asked(), 3);
    let task = hangs::command(Service::default().into(), 1).submit();
    assert!(task.wait(Duration::from_secs(1)).await);
    assert!(task.cause().is_none() && !task.is_timeout(), "the second attempt went well");
}

#[command(timeout = 1s, retry(backoff = off), fallback = 0)]
fn on_a_pool(service: Arc<Service>) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
fn a_sync_task_keeps_its_retry() {
    let task = on_a_pool::command(Service::failing(2).into()).submit();
    assert!(task.wait(Duration::from_secs(60)));
    assert!(task.cause().is_none() && !task.is_fallback());
    assert_eq!(task.result(), Ok(3));
    assert_eq!(on_a_pool::command(Service::failing(9).into()).submit().result(), Ok(0));
    assert_eq!(on_a_pool::command(Service::failing(9).into()).without_fallback().submit().result(), Err(Failed::Busy));
    let service = Arc::new(Service::failing(9));
    assert_eq!(on_a_pool::command(service.clone()).timeout(None).submit().result(), Ok(0));
    assert_eq!(service.asked(), 3);
}

#[derive(Clone, Debug, PartialEq)]
struct Sku(String);

#[command(retry(backoff = off), fallback = last_known)]
fn by_path(sku: Sku, mut count: u32, service: &Service) -> Result<u32, Failed> {
    count += 1;
    assert_eq!((sku, count), (Sku("rake".into()), 6), "each attempt gets what the caller gave");
    service.ask()
}

fn last_known(sku: Sku, count: u32, service: &Service) -> Result<u32, Failed> {
    assert_eq!((sku, count), (Sku("rake".into()), 5));
    Ok(100 + service.asked())
}

#[command(retry(backoff = off), fallback = |cause| answer(sku, cause))]
async fn by_closure(sku: Sku, service: &Service) -> Result<u32, Compound<Failed>> {
    drop(sku);
    service.ask()
}

#[expect(clippy::needless_pass_by_value, reason = "it is the closure's")]
fn answer(sku: Sku, cause: Cause<Compound<Failed>>) -> Result<u32, Compound<Failed>> {
    assert_eq!(sku, Sku("rake".into()));
    match cause {
        Cause::Own(errors) => Ok(u32::try_from(errors.len()).unwrap()),
        Cause::Dyno(error) => panic!("{error}"),
    }
}

#[dyno::test]
async fn the_fallback_has_the_arguments_after_all_attempts() {
    let sku = || Sku("rake".into());
    assert_eq!(by_path(sku(), 5, &Service::failing(9)), Ok(103));
    assert_eq!(by_path(sku(), 5, &Service::failing(2)), Ok(3));
    assert_eq!(by_closure(sku(), &Service::failing(9)).await.unwrap(), 3);
    assert_eq!(by_closure(sku(), &Service::failing(1)).await.unwrap(), 2);
    let totals = by_path::metrics().totals;
    assert_eq!((totals.fallback_success, totals.calls.failure, totals.calls.success), (1, 1, 1));
}

#[derive(Debug, Default)]
struct Counted(Arc<()>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONES.set(CLONES.get() + 1);
        Self(self.0.clone())
    }
}

thread_local! {
    static CLONES: Cell<u32> = const { Cell::new(0) };
}

#[retry(backoff = off)]
fn clones(counted: Counted, service: &Service) -> Result<u32, Failed> {
    drop(counted);
    service.ask()
}

#[dyno::test]
fn an_argument_is_cloned_for_each_attempt_and_dropped_with_it() {
    let kept = Arc::new(());
    assert_eq!(clones(Counted(kept.clone()), &Service::failing(2)), Ok(3));
    assert!(CLONES.get() <= 3, "{}", CLONES.get());
    assert_eq!(Arc::strong_count(&kept), 1);
}

#[command(retry(n = 5, backoff = off), breaker("inside of it", consecutive = 2, open_for = 1s, jitter = 0%))]
fn guarded(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
fn a_breaker_sees_every_attempt_and_ends_them() {
    let service = Service::failing(9);
    let error = guarded(&service).unwrap_err();
    assert!(matches!(error, Failed::Guard(Error::Open { .. })), "{error:?}");
    assert_eq!((service.asked(), guarded::breaker().state()), (2, BreakerState::Open));
    let totals = guarded::metrics().totals;
    assert_eq!((totals.attempts.failure, totals.attempts.rejected, totals.retries), (2, 1, 2));
    assert_eq!((totals.calls.rejected, totals.calls.sum()), (1, 1));
}

#[command(
    retry(n = 5, backoff = off, on = |cause: &Cause<Failed>| matches!(cause, Cause::Own(_) | Cause::Dyno(Error::Open { .. }))),
    breaker("waited for", consecutive = 2, open_for = 1s, jitter = 0%)
)]
async fn waits_for_the_breaker(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test(paused)]
async fn an_open_breaker_that_is_named_is_waited_for() {
    let (service, began) = (Service::failing(2), Instant::now());
    assert_eq!(waits_for_the_breaker(&service).await, Ok(3));
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
}

#[command(retry(backoff = off), ignore = |error: &Failed| *error == Failed::Gone)]
fn ignores(service: &Service, error: Failed) -> Result<u32, Failed> {
    service.ask().map_err(|_| error)
}

#[dyno::test]
fn what_is_ignored_is_not_attempted_again() {
    let service = Service::failing(9);
    assert_eq!(ignores(&service, Failed::Gone), Err(Failed::Gone));
    assert_eq!(service.asked(), 1);
    assert_eq!(ignores(&service, Failed::Busy), Err(Failed::Busy));
    assert_eq!(service.asked(), 4);
}
