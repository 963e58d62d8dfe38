//! Which attempts follow which, and what is kept of errors.

use std::cell::Cell;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use dyno::{Backoff, Cause, Compound, Error, Jitter, command, retry};
use tokio::time::Instant;

use super::{Failed, Service};

#[retry(n = 3, backoff = fixed(10ms), jitter = none)]
async fn stock(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_attempted_again_after_a_pause() {
    let (service, began) = (Service::failing(2), Instant::now());
    assert_eq!(stock(&service).await, Ok(3));
    assert_eq!(began.elapsed(), Duration::from_millis(20));
    let totals = stock::metrics().totals;
    assert_eq!((totals.calls.success, totals.attempts.failure, totals.attempts.success, totals.retries), (1, 2, 1, 2));
    assert_eq!(totals.amplification(), Some(3.0));

    assert_eq!(stock(&Service::failing(9)).await, Err(Failed::Busy));
    let totals = stock::metrics().totals;
    assert_eq!((totals.calls.failure, totals.calls.sum(), totals.attempts.sum()), (1, 2, 6));
}

#[retry(n = 3, backoff = off)]
fn sync_stock(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[test]
fn a_sync_function_is_attempted_again() {
    assert_eq!(sync_stock(&Service::failing(2)), Ok(3));
    let service = Service::failing(3);
    assert_eq!(sync_stock(&service), Err(Failed::Busy));
    assert_eq!(service.asked(), 3);
    let counted = sync_stock::metrics();
    assert_eq!((counted.totals.started, counted.totals.calls.sum(), counted.in_flight), (2, 2, 0));
}

#[command(timeout = 2s, retry(backoff = fixed(1ms)))]
fn pooled_stock(service: Arc<Service>) -> Result<u32, Failed> {
    service.ask()
}

#[test]
fn each_attempt_of_a_function_with_a_pool_is_a_job() {
    assert_eq!(pooled_stock(Service::failing(2).into()), Ok(3));
    assert_eq!(pooled_stock(Service::failing(3).into()), Err(Failed::Busy));
    assert_eq!(pooled_stock::command(Service::failing(2).into()).submit().result(), Ok(3));
    assert_eq!(pooled_stock::metrics().totals.attempts.sum(), 9);
}

type Errors<E> = Compound<E>;

#[command(retry(backoff = off), attempt_timeout = 10ms)]
async fn all_errors(service: &Service, hangs: u32) -> Result<u32, Errors<Failed>> {
    let answer = service.ask();
    if service.asked() == hangs {
        std::future::pending::<()>().await;
    }
    answer
}

#[tokio::test(start_paused = true)]
async fn a_compound_has_every_error_in_order() {
    let errors = all_errors(&Service::failing(9), 2).await.unwrap_err();
    assert_eq!(errors.len(), 3);
    assert_eq!((errors.first(), errors.last()), (&Failed::Busy, &Failed::Busy));
    let timeout = errors.find::<Error>().unwrap();
    assert!(matches!(&timeout, Error::Timeout(timeout) if timeout.limit == Duration::from_millis(10)), "{timeout}");
    assert!(errors.source().is_some() && errors.into_last() == Failed::Busy);
    assert_eq!(all_errors(&Service::failing(1), 0).await.unwrap(), 2);
}

#[retry(backoff = off)]
fn own_errors(service: &Service) -> Result<u32, Compound<Failed>> {
    service.ask()
}

#[test]
fn a_compound_needs_no_room_for_dynos_errors_where_there_are_none() {
    assert_eq!(own_errors(&Service::failing(9)).unwrap_err().len(), 3);
    assert_eq!(own_errors(&Service::failing(2)).unwrap(), 3);
}

#[retry(backoff = off, on = |error| *error == Failed::Busy)]
async fn only_busy(answers: &Cell<Vec<Failed>>) -> Result<u32, Failed> {
    let mut left = answers.take();
    let next = left.pop();
    answers.set(left);
    next.map_or(Ok(7), Err)
}

#[tokio::test]
async fn only_what_is_named_is_attempted_again() {
    let answers = |answers: &[Failed]| Cell::new(answers.iter().rev().cloned().collect());
    assert_eq!(only_busy(&answers(&[Failed::Busy, Failed::Busy])).await, Ok(7));
    let gone = answers(&[Failed::Busy, Failed::Gone, Failed::Busy]);
    assert_eq!(only_busy(&gone).await, Err(Failed::Gone));
    assert_eq!(gone.take(), [Failed::Busy]);
}

#[command(retry(backoff = off, on = |cause: &Cause<Failed>| matches!(cause, Cause::Dyno(Error::Full { .. }))), bulkhead = 1)]
async fn named_full(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[command(retry(backoff = off), bulkhead = 1)]
async fn plainly_full() -> Result<u32, Failed> {
    Ok(7)
}

#[tokio::test]
async fn a_rejection_is_attempted_again_only_if_it_is_named() {
    let bulkhead = plainly_full::bulkhead();
    let permit = bulkhead.try_acquire().unwrap();
    assert!(plainly_full().await.is_err());
    assert_eq!(plainly_full::metrics().totals.attempts.rejected, 1);
    drop(permit);

    let bulkhead = named_full::bulkhead();
    let permit = bulkhead.try_acquire().unwrap();
    assert!(named_full(&Service::failing(0)).await.is_err());
    drop(permit);
    let totals = named_full::metrics().totals;
    assert_eq!((totals.attempts.rejected, totals.calls.rejected), (3, 1));
    assert_eq!(named_full(&Service::failing(1)).await, Err(Failed::Busy));
}

#[retry(n = 4, backoff = |attempt, error: &Failed| Duration::from_millis(if *error == Failed::Busy { u64::from(attempt) } else { 50 }))]
async fn ruled(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[tokio::test(start_paused = true)]
async fn a_closure_may_tell_how_long_to_wait() {
    let began = Instant::now();
    assert_eq!(ruled(&Service::failing(3)).await, Ok(4));
    assert_eq!(began.elapsed(), Duration::from_millis(1 + 2 + 3));
    let plan = ruled::plan().to_string();
    assert!(plan.contains("backoff = |attempt, error| .."), "{plan}");
}

#[retry(jitter = factor(50%), backoff = exponential(20ms, factor = 1.5, max = 2s), budget = off, nested = true)]
fn written() -> Result<u32, Failed> {
    Ok(7)
}

#[test]
fn settings_are_what_was_written() {
    assert_eq!(written(), Ok(7));
    let settings = written::retry().settings();
    assert_eq!((settings.n, settings.jitter, settings.budget, settings.nested), (3, Jitter::Factor(0.5), None, true));
    let (base, max) = (Duration::from_millis(20), Duration::from_secs(2));
    assert_eq!(settings.backoff, Backoff::Exponential { base, factor: 1.5, max });
}

#[command(retry(backoff = off), failure_if = |left: &Option<u32>| left.is_none())]
fn plain(service: &Service) -> Option<u32> {
    service.ask().ok()
}

#[command(retry(backoff = off, on = |left: &Option<u32>| left.is_some()), failure_if = |left: &Option<u32>| *left != Some(3))]
fn plainly_named(service: &Service) -> Option<u32> {
    service.ask().ok()
}

#[test]
fn what_is_no_result_is_attempted_again_where_it_is_a_failure() {
    assert_eq!(plain(&Service::failing(2)), Some(3));
    assert_eq!(plain(&Service::failing(3)), None);
    assert_eq!(plainly_named(&Service::failing(0)), Some(3));
    assert_eq!(plainly_named(&Service::failing(2)), None);
}

#[retry(n = 2, backoff = off)]
async fn down() -> Result<u32, Failed> {
    Err(Failed::Busy)
}

/// Every fifth call earns one more retry: that it is spent at once is no news.
#[dyno::test(paused)]
async fn a_budget_that_stays_spent_is_told_of_once() {
    let calls = async || {
        for _ in 0..100 {
            assert_eq!(down().await, Err(Failed::Busy));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        dyno::events(0).iter().filter(|event| matches!(event.kind, dyno::EventKind::BudgetSpent(_))).count()
    };
    assert_eq!(calls().await, 1);
    let counts = down::metrics().totals;
    assert_eq!((counts.retries, counts.retries_refused), (30, 70));
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(calls().await, 2);
}

#[retry(n = 3, backoff = off)]
fn unguarded(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[retry(n = 3, backoff = off)]
async fn unguarded_later(service: &Service) -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    service.ask()
}

#[command(retry(n = 3, backoff = off), breaker, bulkhead = 2)]
async fn guarded(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

async fn begin_once() {
    assert_eq!(unguarded(&Service::failing(2)), Ok(3));
    assert_eq!(unguarded_later(&Service::failing(2)).await, Ok(3));
    assert_eq!(guarded(&Service::failing(2)).await, Ok(3));
    for metrics in [unguarded::metrics(), unguarded_later::metrics(), guarded::metrics()] {
        let totals = metrics.totals;
        assert_eq!((totals.started, totals.calls.sum(), totals.attempts.sum()), (1, 1, 3), "{}", metrics.name);
        assert_eq!(metrics.in_flight, 0, "{}", metrics.name);
    }
}

#[tokio::test]
async fn a_call_begins_once_however_often_it_is_attempted() {
    begin_once().await;
}

#[dyno::test]
async fn also_where_all_is_known_of_it_from_its_beginning() {
    begin_once().await;
}
