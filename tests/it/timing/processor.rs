//! The processor's time, where the system tells it.

#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use dyno::{Timer, TimingEventKind, time};
use tokio::task::yield_now;

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
    let timer = Timer::new();
    let (clock, done) = (Instant::now(), std::sync::mpsc::channel::<()>());
    timer.scope(|| {
        time!("works", { work() });
        time!("waits", {
            let _ = done.1.recv_timeout(MILLI * 20);
        });
    });
    assert!(cpu(&timer, "works").unwrap() >= MILLI);
    assert!(cpu(&timer, "works").unwrap() <= clock.elapsed());
    assert!(cpu(&timer, "waits").unwrap() < MILLI * 20);
    assert!(format!("{timer:#}").lines().next().unwrap().matches('S').count() == 2);
}

#[tokio::test]
async fn it_counts_polls_on_any_thread_and_nobody_elses() {
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
    while !std::thread::scope(|scope| {
        let poll = || future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_ready();
        let is_ready = scope.spawn(poll).join().unwrap();
        // Somebody else on this thread.
        work();
        is_ready
    }) {}
    let (works, waits) = (cpu(&timer, "works").unwrap(), cpu(&timer, "waits").unwrap());
    assert!(works >= MILLI * 2, "{works:?}");
    assert!(waits < works, "{waits:?} {works:?}");
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
