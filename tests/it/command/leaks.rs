//! Nothing leaks: dropped futures, panics, many threads.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use dyno::{BreakerState, ManualClock, Registry, command};
use tokio::task::yield_now;

use super::{Failed, pending_once};

#[command(timeout = 10s, breaker("leaks", open_for = 1s, probes = 2, jitter = 0%), fallback = backup)]
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

/// Polls a call to each of its awaits and drops it there.
fn drop_at_each_await(mut check: impl FnMut()) {
    for polls in 0..=8 {
        let mut call = Box::pin(waits(3));
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if call.as_mut().poll(&mut cx).is_ready() {
                break;
            }
        }
        drop(call);
        check();
    }
}

#[dyno::test(paused)]
async fn a_future_dropped_at_any_await_gives_everything_back() {
    drop_at_each_await(|| {
        let metrics = waits::metrics();
        assert_eq!(metrics.in_flight, 0);
        assert_eq!(metrics.totals.calls.sum(), metrics.totals.started);
        assert_eq!(metrics.totals.attempts.sum(), metrics.totals.started);
    });
    assert!(waits::metrics().totals.calls.cancelled > 2);
}

#[dyno::test(paused)]
async fn a_probe_dropped_at_any_await_does_not_wedge_its_breaker() {
    waits::breaker().trip().unwrap();
    drop_at_each_await(|| {});
    for _ in 0..20 {
        tokio::time::advance(Duration::from_secs(2)).await;
        let mut call = pin!(waits(3));
        let _ = poll_once(call.as_mut());
    }
    assert_eq!(waits::breaker().state(), BreakerState::HalfOpen);
    for _ in 0..2 {
        assert_eq!(waits(0).await.unwrap(), 0);
    }
    assert_eq!(waits::breaker().state(), BreakerState::Open, "both probes were admitted and failed");
}

fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[command(timeout = 10s, breaker("storm", consecutive = off), fallback = |_| Ok(0))]
async fn storm_async(number: u64) -> Result<u64, Failed> {
    match number % 16 {
        0 => pending_once().await,
        1 => return Err(Failed::Down),
        2 if number % 64 == 2 => panic!("the storm"),
        _ => {}
    }
    Ok(number)
}

#[command(breaker = "storm", ignore = |error: &Failed| matches!(error, Failed::Unknown))]
fn storm_sync(number: u64) -> Result<u64, Failed> {
    match number % 16 {
        1 => Err(Failed::Down),
        2 => Err(Failed::Unknown),
        3 if number % 64 == 3 => panic!("the storm"),
        _ => Ok(number),
    }
}

/// Ten million calls of all kinds on many threads, with a breaker that opens and is closed by hand all the time.
#[test]
fn ten_million_calls_have_ten_million_outcomes() {
    const THREADS: u64 = 8;
    let calls: u64 = 10_000_000 / THREADS / 2;
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    std::panic::set_hook(Box::new(quiet(std::panic::take_hook())));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (registry, clock) = (&registry, &clock);
            scope.spawn(move || {
                let _inside = registry.enter();
                let mut cx = Context::from_waker(Waker::noop());
                for number in (0..calls).map(|number| number * THREADS + thread) {
                    let _ = catch_unwind(|| storm_sync(number));
                    let _ = catch_unwind(AssertUnwindSafe(|| {
                        let mut call = pin!(storm_async(number));
                        // Polled at most once, so that what waits is cancelled.
                        let _ = call.as_mut().poll(&mut cx);
                    }));
                    if number % 4096 == 0 {
                        clock.advance(Duration::from_millis(700));
                        storm_async::breaker().reset();
                    }
                }
            });
        }
    });
    let _inside = registry.enter();
    for metrics in [storm_sync::metrics(), storm_async::metrics()] {
        let totals = metrics.totals;
        assert_eq!(totals.started, calls * THREADS);
        assert_eq!((totals.calls.sum(), totals.attempts.sum()), (totals.started, totals.started));
        assert_eq!(metrics.in_flight, 0);
        assert!(totals.calls.success > 0 && totals.calls.failure > 0 && totals.calls.panicked > 0);
    }
    assert!(storm_sync::metrics().totals.calls.ignored > 0);
}

/// Keeps the storm's own panics out of the output.
fn quiet<'a>(
    hook: Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync + 'a>,
) -> impl Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync + 'a {
    move |info| {
        if info.payload().downcast_ref::<&str>() != Some(&"the storm") {
            hook(info);
        }
    }
}
