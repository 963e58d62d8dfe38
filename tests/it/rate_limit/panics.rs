//! Keys that panic, before a function.

use std::future::{Future, pending};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Waker};

use dyno::{BreakerState, Command, CommandSnapshot, Error, command};

use super::SECOND;

/// What of a key panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Panics {
    Nowhere,
    Hash,
    Eq,
    Clone,
}

#[derive(Debug)]
struct Frail(Panics);

impl Hash for Frail {
    fn hash<H: Hasher>(&self, state: &mut H) {
        assert_ne!(self.0, Panics::Hash, "the user's");
        0.hash(state);
    }
}

impl PartialEq for Frail {
    fn eq(&self, other: &Self) -> bool {
        assert!(self.0 != Panics::Eq && other.0 != Panics::Eq, "the user's");
        self.0 == other.0
    }
}

impl Eq for Frail {}

impl Clone for Frail {
    fn clone(&self) -> Self {
        assert_ne!(self.0, Panics::Clone, "the user's");
        Self(self.0)
    }
}

const ALL: [Frail; 3] = [Frail(Panics::Hash), Frail(Panics::Eq), Frail(Panics::Clone)];

/// Each of them has panicked, and nothing else.
#[track_caller]
fn have_panicked(metrics: &CommandSnapshot, well: u64) {
    let (totals, panics) = (&metrics.totals, ALL.len() as u64);
    assert_eq!((metrics.in_flight, totals.started, totals.calls.sum()), (0, well + panics, well + panics));
    assert_eq!((totals.calls.panicked, totals.calls.success), (panics, well));
    assert_eq!((totals.attempts.panicked, totals.attempts.sum()), (panics, well + panics));
}

#[command(rate_limit(1_000 / 1h, by = key))]
fn quick(key: &Frail) -> Result<u32, Error> {
    Ok(1)
}

#[command(rate_limit(1_000 / 1h, by = key), retry = 3, bulkhead = 1)]
async fn awaited(key: &Frail) -> Result<u32, Error> {
    tokio::task::yield_now().await;
    Ok(1)
}

#[test]
fn a_call_by_a_key_that_panics_has_panicked() {
    quick(&Frail(Panics::Nowhere)).unwrap();
    for key in ALL {
        catch_unwind(|| quick(&key)).unwrap_err();
    }
    have_panicked(&quick::metrics(), 1);
    assert_eq!(quick::rate_limit().snapshot().keys, 1);
}

#[dyno::test]
async fn so_has_one_that_would_have_been_awaited() {
    awaited(&Frail(Panics::Nowhere)).await.unwrap();
    for key in ALL {
        tokio::spawn(async move { awaited(&key).await }).await.unwrap_err();
    }
    assert!(awaited::bulkhead().try_acquire().is_ok());
    have_panicked(&awaited::metrics(), 1);
}

#[command(rate_limit(1_000 / 1h, by = key), breaker("frail", probes = 1, open_for = 1s, jitter = 0%))]
async fn probed(key: &Frail) -> Result<u32, Error> {
    Ok(1)
}

#[dyno::test(paused)]
async fn it_gives_its_probe_back() {
    probed(&Frail(Panics::Nowhere)).await.unwrap();
    probed::breaker().trip().unwrap();
    tokio::time::advance(SECOND).await;
    for key in ALL {
        tokio::spawn(async move { probed(&key).await }).await.unwrap_err();
    }
    assert_eq!(probed::breaker().state(), BreakerState::HalfOpen, "that is no news of the service");
    probed(&Frail(Panics::Nowhere)).await.unwrap();
    assert_eq!(probed::breaker().state(), BreakerState::Closed);
    have_panicked(&probed::metrics(), 2);
}

#[dyno::test]
fn a_prepared_call_as_well() {
    let stock = Command::builder("frail").rate_limit(|limit| limit.limit(1_000, 3_600 * SECOND)).build().unwrap();
    let call = |key: &Frail| stock.prepare(|| Ok::<_, Error>(1)).by(key).call_here();
    call(&Frail(Panics::Nowhere)).unwrap();
    for key in &ALL[..2] {
        catch_unwind(AssertUnwindSafe(|| call(key))).unwrap_err();
    }
    // A copy of the key is made before the call, which then never begins.
    catch_unwind(AssertUnwindSafe(|| call(&ALL[2]))).unwrap_err();
    let totals = stock.snapshot().totals;
    assert_eq!((totals.started, totals.calls.panicked, totals.calls.sum()), (3, 2, 3));
}

/// A key whose making panics from a countdown on.
fn made(countdown: &AtomicU32) -> u32 {
    countdown.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).expect("the user's")
}

/// A call that has panicked before its last attempt, after `failures` that failed.
#[track_caller]
fn has_panicked(metrics: &CommandSnapshot, failures: u64) {
    let (totals, calls) = (&metrics.totals, &metrics.totals.calls);
    assert_eq!((metrics.in_flight, totals.started, calls.sum(), calls.panicked), (0, 1, 1, 1));
    assert_eq!((totals.attempts.failure, totals.attempts.panicked, totals.attempts.sum()), (failures, 1, failures + 1));
}

#[command(rate_limit(1_000 / 1h, by = made(left)))]
fn made_here(left: &AtomicU32) -> Result<u32, Error> {
    Ok(1)
}

#[command(rate_limit(1_000 / 1h, by = made(left), wait = 1s), timeout = 1s, fallback = |_| Ok(2))]
async fn made_and_awaited(left: &AtomicU32) -> Result<u32, Error> {
    Ok(1)
}

#[command(rate_limit(1_000 / 1h, by = async { made(left) }.await))]
async fn made_in_time(left: &AtomicU32) -> Result<u32, Error> {
    Ok(1)
}

#[command(rate_limit(1_000 / 1h, by = made(&left)), pool(threads = 1))]
fn made_before_a_pool(left: Arc<AtomicU32>) -> Result<u32, Error> {
    Ok(1)
}

#[command(rate_limit(1_000 / 1h, by = made(left)), retry(3, backoff = off))]
fn made_again(left: &AtomicU32) -> Result<u32, String> {
    Err("down".to_owned())
}

#[dyno::test]
async fn a_call_whose_key_panics_when_it_is_made_has_panicked() {
    catch_unwind(|| made_here(&AtomicU32::new(0))).unwrap_err();
    has_panicked(&made_here::metrics(), 0);
    tokio::spawn(async { made_and_awaited(&AtomicU32::new(0)).await }).await.unwrap_err();
    has_panicked(&made_and_awaited::metrics(), 0);
    tokio::spawn(async { made_in_time(&AtomicU32::new(0)).await }).await.unwrap_err();
    has_panicked(&made_in_time::metrics(), 0);
    catch_unwind(|| made_before_a_pool(Arc::default())).unwrap_err();
    has_panicked(&made_before_a_pool::metrics(), 0);
    catch_unwind(|| made_again(&AtomicU32::new(0))).unwrap_err();
    has_panicked(&made_again::metrics(), 0);
}

#[dyno::test]
fn so_has_one_that_was_attempted_before() {
    catch_unwind(|| made_again(&AtomicU32::new(2))).unwrap_err();
    has_panicked(&made_again::metrics(), 2);
}

#[command(rate_limit(1 / 1h, by = tenant.ok_or("nobody")?))]
fn of_some(tenant: Option<u32>) -> Result<u32, String> {
    Ok(1)
}

#[command(rate_limit(1 / 1h, by = { pending::<()>().await; 1 }))]
async fn never() -> Result<u32, Error> {
    Ok(1)
}

#[dyno::test]
async fn one_that_is_left_before_its_key_is_made_has_not_begun() {
    of_some(None).unwrap_err();
    of_some(Some(1)).unwrap();
    let totals = of_some::metrics().totals;
    assert_eq!((totals.started, totals.calls.success), (1, 1));
    assert!(pin!(never()).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(never::metrics().totals.started, 0);
}
