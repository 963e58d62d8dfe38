//! The processor's time, where the system tells it.

#![cfg(target_os = "linux")]

use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use dyno::{Timer, TimingEventKind, TimingLayer, time};
use tokio::task::yield_now;
use tracing::info_span;
use tracing_subscriber::layer::SubscriberExt;

use super::MILLI;

/// Keeps the processor busy, until it has done so much.
fn work() {
    let timer = Timer::new();
    loop {
        let work = || (0..10_000_u64).fold(0, |sum, number| std::hint::black_box(sum ^ number));
        timer.scope(|| time!("work", { std::hint::black_box(work()) }));
        let spent: Duration = begun(&timer).iter().filter_map(|(_, cpu)| *cpu).sum();
        if spent >= MILLI {
            return;
        }
    }
}

/// The names of the intervals, each with the processor's time that it took.
fn begun(timer: &Timer) -> Vec<(String, Option<Duration>)> {
    let events = timer.snapshot().events.into_iter().filter(|event| event.kind == TimingEventKind::Began);
    events.map(|event| (event.name, event.cpu)).collect()
}

fn cpu(timer: &Timer, name: &str) -> Option<Duration> {
    begun(timer).into_iter().find(|(begun, _)| begun == name).unwrap().1
}

#[test]
fn it_counts_what_is_done_and_not_what_is_waited_for() {
    let (timer, began) = (Timer::new(), Instant::now());
    timer.scope(|| {
        time!("works", { work() });
        time!("waits", { thread::scope(|scope| scope.spawn(|| (0..5).for_each(|_| work())).join().unwrap()) });
    });
    let (works, waits) = (cpu(&timer, "works").unwrap(), cpu(&timer, "waits").unwrap());
    assert!(works >= MILLI && works <= began.elapsed(), "{works:?}");
    assert!(waits < MILLI * 5, "{waits:?}");
    assert_eq!(format!("{timer:#}").lines().next().unwrap().matches('S').count(), 2);
}

#[test]
fn it_counts_polls_on_any_thread_and_nobody_elses() {
    let timer = Timer::new();
    let future = timer.run(async {
        time!("works", {
            work();
            yield_now().await;
            work();
        });
        time!("waits", { yield_now().await });
    });
    let mut future = Box::pin(future);
    let mut poll = || {
        // Somebody else on the same thread.
        work();
        let mut cx = Context::from_waker(Waker::noop());
        let is_ready = future.as_mut().poll(&mut cx).is_ready();
        work();
        is_ready
    };
    while !thread::scope(|scope| scope.spawn(&mut poll).join().unwrap()) {}
    let (works, waits) = (cpu(&timer, "works").unwrap(), cpu(&timer, "waits").unwrap());
    // Two of the seven that were done until it was ready.
    assert!(works >= MILLI * 2, "{works:?}");
    assert!(waits < MILLI, "{waits:?} {works:?}");
}

#[test]
fn it_is_not_told_where_it_is_not_known() {
    let timer = Timer::new();
    drop(timer.start("by hand"));
    let moved = timer.scope(|| timer.start("moved"));
    drop(moved);
    let by_hand = timer.scope(|| timer.start("ended in another scope"));
    timer.scope(|| drop(by_hand));
    assert!(begun(&timer).iter().all(|(_, cpu)| cpu.is_none()), "{timer:#}");
    let (moved_by_hand, _clock) = super::timer();
    moved_by_hand.scope(|| time!("x", {}));
    assert_eq!(cpu(&moved_by_hand, "x"), None);
}

#[test]
fn it_is_told_of_what_was_cancelled() {
    let timer = Timer::new();
    let mut future = Box::pin(timer.run(async {
        time!("dropped", {
            work();
            std::future::pending::<()>().await;
        });
    }));
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(future);
    assert!(cpu(&timer, "dropped").unwrap() >= MILLI);
}

#[test]
fn a_span_that_is_entered_again_counts_once() {
    let timer = Timer::new();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(TimingLayer::new()), || {
        timer.scope(|| {
            time!("all", {
                let nested = info_span!("nested");
                nested.in_scope(|| nested.in_scope(|| nested.in_scope(|| time!("inside", { work() }))));
                drop(nested);
                let crossed = info_span!("crossed");
                let [first, second] = [crossed.enter(), crossed.enter()];
                work();
                drop(first);
                work();
                drop(second);
                drop(crossed);
            });
        });
    });
    let [all, nested, inside, crossed] = ["all", "nested", "inside", "crossed"].map(|name| cpu(&timer, name).unwrap());
    assert!(inside >= MILLI && nested >= inside && crossed >= MILLI * 2, "{timer:#}");
    assert!(nested + crossed <= all, "{timer:#}");
}
