//! Panics of the user's code between and inside of attempts.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use dyno::{Cause, CommandSnapshot, command};

use super::{Failed, Service};

/// Counts what is left, and panics at zero.
#[derive(Debug, Default)]
struct Fuse(AtomicU32);

impl Fuse {
    fn of(left: u32) -> Arc<Self> {
        Arc::new(Self(AtomicU32::new(left)))
    }

    fn burns(&self) {
        assert_ne!(self.0.fetch_sub(1, SeqCst), 1, "the user's");
    }
}

/// A value that cannot be cloned for ever.
#[derive(Debug)]
struct Frail(Arc<Fuse>);

impl Clone for Frail {
    fn clone(&self) -> Self {
        self.0.burns();
        Self(self.0.clone())
    }
}

/// A call that panicked once, after so many attempts, the last of which panicked or did not.
#[track_caller]
fn has_panicked(metrics: &CommandSnapshot, failures: u64, panics: u64) {
    let totals = &metrics.totals;
    assert_eq!((metrics.in_flight, totals.started, totals.calls.sum(), totals.calls.panicked), (0, 1, 1, 1));
    assert_eq!((totals.attempts.failure, totals.attempts.panicked), (failures, panics));
    assert_eq!(totals.attempts.sum(), failures + panics);
}

#[command(retry(backoff = off), breaker, bulkhead = 1)]
fn body(fuse: &Fuse) -> Result<u32, Failed> {
    fuse.burns();
    Err(Failed::Busy)
}

#[dyno::test]
fn a_body_that_panics_is_not_asked_again() {
    catch_unwind(AssertUnwindSafe(|| body(&Fuse::of(2)))).unwrap_err();
    has_panicked(&body::metrics(), 1, 1);
    assert!(body::bulkhead().try_acquire().is_ok());
}

#[command(retry(backoff = off), breaker, bulkhead = 1)]
async fn async_body(fuse: &Fuse) -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    fuse.burns();
    Err(Failed::Busy)
}

#[dyno::test]
async fn nor_is_an_async_one() {
    let fuse = Fuse::of(3);
    tokio::spawn(async move { async_body(&fuse).await }).await.unwrap_err();
    has_panicked(&async_body::metrics(), 2, 1);
    assert!(async_body::bulkhead().try_acquire().is_ok());
}

#[command(retry(backoff = off, on = |_| panic!("the user's")), breaker, bulkhead = 1)]
fn question(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
fn a_question_that_panics_ends_the_call() {
    catch_unwind(AssertUnwindSafe(|| question(&Service::failing(9)))).unwrap_err();
    has_panicked(&question::metrics(), 1, 0);
    assert!(question::bulkhead().try_acquire().is_ok());
}

#[command(retry(on = |_: &Cause<Failed>| panic!("the user's")), bulkhead = 1)]
async fn question_about_dyno(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
async fn so_does_one_about_a_rejection() {
    let bulkhead = question_about_dyno::bulkhead();
    let permit = bulkhead.try_acquire().unwrap();
    tokio::spawn(async { question_about_dyno(&Service::failing(9)).await }).await.unwrap_err();
    drop(permit);
    let totals = question_about_dyno::metrics().totals;
    assert_eq!((totals.calls.panicked, totals.calls.sum(), totals.attempts.rejected), (1, 1, 1));
    assert!(question_about_dyno::bulkhead().try_acquire().is_ok());
}

#[command(retry(backoff = |_, _| panic!("the user's")), breaker, bulkhead = 1)]
fn rule(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
fn a_rule_for_the_pause_that_panics_ends_the_call() {
    catch_unwind(AssertUnwindSafe(|| rule(&Service::failing(9)))).unwrap_err();
    has_panicked(&rule::metrics(), 1, 0);
    assert!(rule::bulkhead().try_acquire().is_ok());
    let held = rule::retry().settings();
    assert_eq!(held.n, 3, "no lock is poisoned");
}

#[command(retry(backoff = off), breaker, bulkhead = 1)]
fn cloned(frail: Frail) -> Result<u32, Failed> {
    drop(frail);
    Err(Failed::Busy)
}

#[dyno::test]
fn an_argument_that_panics_when_it_is_cloned_ends_the_call() {
    catch_unwind(|| cloned(Frail(Fuse::of(2)))).unwrap_err();
    has_panicked(&cloned::metrics(), 1, 1);
    assert!(cloned::bulkhead().try_acquire().is_ok());
}

#[command(retry(backoff = off), timeout = 10s)]
fn pooled(frail: Frail) -> Result<u32, Failed> {
    drop(frail);
    Err(Failed::Busy)
}

#[dyno::test]
fn the_same_where_the_body_runs_on_a_pool() {
    let outcome = catch_unwind(|| pooled(Frail(Fuse::of(2))));
    assert!(outcome.is_err() || outcome.is_ok_and(|returned| returned.is_err()));
    let metrics = pooled::metrics();
    let totals = metrics.totals;
    assert_eq!((metrics.in_flight, totals.calls.sum(), totals.calls.panicked), (0, 1, 1));
    assert_eq!((totals.attempts.failure, totals.attempts.sum()), (1, 2));
}

/// An error whose words panic.
#[derive(Debug)]
struct Mute;

impl fmt::Display for Mute {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("the user's")
    }
}

impl std::error::Error for Mute {}

impl From<dyno::Error> for Mute {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

#[command(retry(backoff = fixed(1ms)), timeout = 10s, breaker("mute", consecutive = 2))]
async fn mute() -> Result<u32, Mute> {
    tokio::time::sleep(Duration::from_millis(1)).await;
    Err(Mute)
}

#[dyno::test(paused)]
async fn words_that_panic_change_nothing() {
    let joined = tokio::spawn(mute()).await;
    let metrics = mute::metrics();
    let totals = metrics.totals;
    assert_eq!((metrics.in_flight, totals.started, totals.calls.sum()), (0, 1, 1));
    assert!(joined.is_ok(), "words are for whoever listens");
    assert_eq!((totals.attempts.failure, totals.attempts.rejected), (2, 1));
}
