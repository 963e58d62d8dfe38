//! What a caller is told whose time is up, or nearly so.

use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use dyno::{Backoff, Compound, Error, Jitter, Retry, command, remaining, retrying, within, within_sync};
use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::time::{Instant, advance, sleep};

use super::{Failed, Service};

const SECOND: Duration = Duration::from_secs(1);

fn us(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

/// What a timeout tells.
#[track_caller]
fn told<T: std::fmt::Debug>(result: Result<T, Failed>) -> (Duration, Duration) {
    match result.unwrap_err() {
        Failed::Guard(Error::Timeout(timeout)) => (timeout.limit, timeout.elapsed),
        other => panic!("no timeout: {other:?}"),
    }
}

#[command(timeout = 10s, attempt_timeout = 4s, retry(n = 5, backoff = fixed(1s), jitter = none))]
async fn hangs() -> Result<u32, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn a_timeout_tells_the_limit_that_ended_it() {
    assert_eq!(
        told(hangs::command().timeout(8 * SECOND).await),
        (8 * SECOND, 8 * SECOND),
        "that of the call, not the last 3 s"
    );
    hangs::retry().configure(|settings| settings.n = 2).unwrap();
    assert_eq!(told(hangs().await), (4 * SECOND, 4 * SECOND), "the second has a limit of its own");
    hangs::retry().configure(|settings| settings.n = 3).unwrap();
    assert_eq!(told(within(7 * SECOND, hangs()).await), (7 * SECOND, 7 * SECOND), "that of its callers");
    let late = async {
        sleep(2 * SECOND).await;
        hangs().await
    };
    assert_eq!(
        told(within(9 * SECOND, late).await),
        (7 * SECOND, 7 * SECOND),
        "what was left of theirs when it was called"
    );
}

/// What a body waits for on its thread.
type Gate = Arc<(Mutex<bool>, Condvar)>;

#[command(timeout = 300ms, attempt_timeout = 200ms, retry(n = 5, backoff = off), pool("hanging", threads = 4))]
fn blocks(gate: Gate) -> Result<u32, Failed> {
    let (is_open, opens) = &*gate;
    drop(opens.wait_while(is_open.lock().unwrap(), |is_open| !*is_open).unwrap());
    Ok(1)
}

#[dyno::test]
fn it_does_so_where_the_body_runs_on_a_pool() {
    let gate = Gate::default();
    let (limit, elapsed) = told(blocks(gate.clone()));
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    // On a machine that is busy the first may have taken all of it.
    assert_eq!(limit, Duration::from_millis(300));
    assert!(elapsed >= limit, "{elapsed:?}");
}

#[command(timeout = 10s, retry(n = 3, backoff = fixed(4s), jitter = none), bulkhead(1, queue = 9))]
async fn queues() -> Result<u32, Failed> {
    sleep(3 * SECOND).await;
    Err(Failed::Busy)
}

#[dyno::test(paused)]
async fn it_does_so_in_a_queue() {
    let bulkhead = queues::bulkhead();
    let call = queues();
    let holds = async {
        sleep(5 * SECOND).await;
        let held = bulkhead.try_acquire().unwrap();
        sleep(60 * SECOND).await;
        drop(held);
    };
    let late = tokio::select! { late = call => late, () = holds => unreachable!("it is held for a minute") };
    assert_eq!(told(late), (10 * SECOND, 10 * SECOND));
}

#[command(timeout = 10ms, retry(n = 9, jitter = none, budget = off))]
async fn finely(service: &Service, takes: Duration) -> Result<u32, Failed> {
    if !takes.is_zero() {
        sleep(takes).await;
    }
    service.ask()
}

#[dyno::test(paused)]
async fn no_pause_ends_with_the_time_of_the_call() {
    for wait in [8_001, 9_500, 9_999, 10_000] {
        finely::retry().configure(|settings| settings.backoff = Backoff::fixed(us(wait))).unwrap();
        let (service, began) = (Service::failing(9), Instant::now());
        assert_eq!(finely(&service, Duration::ZERO).await, Err(Failed::Busy), "{wait}");
        assert_eq!((service.asked(), began.elapsed()), (1, Duration::ZERO), "{wait}");
    }
    finely::retry().configure(|settings| settings.backoff = Backoff::fixed(us(8_000))).unwrap();
    let service = Service::failing(9);
    assert_eq!(finely(&service, Duration::ZERO).await, Err(Failed::Busy));
    assert_eq!(service.asked(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    /// Bodies fail well before the time is up: so that is what their callers are told, and before that time.
    #[test]
    fn who_fails_in_time_is_told_so_in_time(
        whole in 1_000..30_000u64,
        wait in 0..12_000u64,
        takes in 0..3u64,
        lead in 0..2_000u64,
    ) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let registry = dyno::Registry::new();
            let _entered = registry.enter();
            advance(us(lead)).await;
            finely(&Service::failing(0), Duration::ZERO).await.unwrap();
            let command = dyno::Command::named(finely::metrics().name.as_str()).unwrap();
            command.configure(|settings| settings.timeout = Some(us(whole))).unwrap();
            finely::retry().configure(|settings| settings.backoff = Backoff::fixed(us(wait))).unwrap();
            let began = Instant::now();
            let answer = finely(&Service::failing(99), Duration::ZERO).await;
            let took = began.elapsed();
            prop_assert_eq!(answer, Err(Failed::Busy));
            prop_assert!(took < us(whole), "{took:?}");
            let (began, left) = (Instant::now(), RefCell::new(Vec::new()));
            let retry = Retry::builder("fine").n(9).backoff(Backoff::fixed(us(wait))).jitter(Jitter::None).budget(None).build().unwrap();
            let attempts = retry.call_async(|| async {
                left.borrow_mut().push(remaining().unwrap());
                sleep(Duration::from_millis(takes)).await;
                Err::<(), _>("busy")
            });
            let errors = within(us(whole), attempts).await.unwrap_err();
            let left = left.borrow();
            prop_assert_eq!(errors.len(), left.len());
            prop_assert!(left.iter().all(|left| !left.is_zero()), "{:?} at {:?}", left, began.elapsed());
            Ok(())
        })?;
    }
}

#[dyno::test(paused)]
async fn who_wakes_too_late_gives_up() {
    finely::retry().configure(|settings| settings.backoff = Backoff::fixed(us(5_000))).unwrap();
    let service = Service::failing(9);
    let mut call = Box::pin(finely(&service, Duration::ZERO));
    assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    // The thread is busy elsewhere, and the pause over long since.
    advance(SECOND).await;
    assert_eq!(call.await, Err(Failed::Busy), "the error that it has");
    let totals = finely::metrics().totals;
    assert_eq!((service.asked(), totals.retries, totals.calls.failure, totals.calls.sum()), (1, 0, 1, 1));

    let asked = Cell::new(0);
    let block = retrying!(9, async {
        asked.set(asked.get() + 1);
        Err::<(), _>("busy")
    });
    let mut block = Box::pin(within(2 * SECOND, block));
    assert!(block.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    advance(3 * SECOND).await;
    assert_eq!((block.await.unwrap_err().len(), asked.get()), (1, 1));
}

#[test]
fn a_thread_begins_nothing_without_time_left() {
    let retry = Retry::builder("no time").n(9).backoff(Backoff::fixed(Duration::ZERO)).build().unwrap();
    let asked = Cell::new(0);
    let fails = || {
        asked.set(asked.get() + 1);
        Err::<(), _>("busy")
    };
    let errors: Compound<_> = within_sync(Duration::ZERO, || retry.call(fails)).unwrap_err();
    assert_eq!((errors.len(), asked.get()), (1, 1), "the first is all there is to return");
}
