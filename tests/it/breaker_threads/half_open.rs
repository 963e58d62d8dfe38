//! Probes from many threads: never more than there are, and never wedged.

use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use dyno::{Breaker, BreakerState, Error, Permit};

use super::{at_once, end};
use crate::breaker_rig::{SECOND, assert_unbroken, rig};

#[test]
fn no_more_than_the_probes_are_admitted_when_half_open() {
    const THREADS: u32 = 64;
    let rig = rig(|it| it.probes(5).min_calls(5));
    for round in 0..40 {
        rig.breaker.reset();
        rig.breaker.trip().expect("it can be tripped");
        rig.wait();
        let permits = Mutex::new(Vec::new());
        at_once(THREADS, |thread| {
            // Some come twice, and none ends before all have come.
            for _ in 0..=thread % 2 {
                let admitted = rig.breaker.admit();
                permits.lock().expect("nobody panics").extend(admitted);
            }
        });
        let permits = permits.into_inner().expect("nobody panics");
        assert_eq!((rig.state(), permits.len()), (BreakerState::HalfOpen, 5), "in round {round}");
        let good = round % 2 == 0;
        for permit in permits {
            end(permit, good);
        }
        assert_eq!(rig.state(), if good { BreakerState::Closed } else { BreakerState::Open }, "in round {round}");
    }
    assert_unbroken(&rig.transitions());
}

#[test]
fn probes_in_flight_and_reported_are_never_more_than_the_probes() {
    const THREADS: u32 = 16;
    let rig = rig(|it| it.probes(3).min_calls(3));
    rig.half_open();
    let (inside, counted) = (AtomicU32::new(0), AtomicU32::new(0));
    at_once(THREADS, |thread| {
        for call in 0..300 {
            let Ok(permit) = rig.breaker.admit() else { continue };
            let inside_now = 1 + inside.fetch_add(1, Ordering::SeqCst);
            assert!(inside_now <= 3, "{inside_now} probes at once");
            // Two of them count, which is one less than a verdict needs.
            let counts = (thread + call) % 7 == 0 && counted.fetch_add(1, Ordering::SeqCst) < 2;
            inside.fetch_sub(1, Ordering::SeqCst);
            if counts { permit.failure() } else { permit.ignore() }
        }
    });
    assert_eq!((rig.state(), rig.breaker.snapshot().counted), (BreakerState::HalfOpen, 2));
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open, "the third place was given back every time");
}

/// How a probe ends, if it does, and whether that is news.
type End = (&'static str, fn(&Breaker), bool);

const ENDS: &[End] = &[
    ("dropped", |breaker| drop(breaker.admit()), false),
    ("ignored", |breaker| drop(breaker.admit().map(Permit::ignore)), false),
    ("forgotten", |breaker| std::mem::forget(breaker.admit()), false),
    (
        "a future that hangs and is dropped",
        |breaker| drop(poll_once(breaker.call_async(pending::<Result<(), Error>>()))),
        false,
    ),
    (
        "a future that is forgotten",
        |breaker| {
            let mut hangs = Box::pin(breaker.call_async(pending::<Result<(), Error>>()));
            let _ = hangs.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            std::mem::forget(hangs);
        },
        false,
    ),
    ("a panic", |breaker| panics(|| drop(breaker.call(|| -> Result<(), Error> { panic!("a test") }))), true),
    (
        "a panic in a future",
        |breaker| {
            panics(|| {
                drop(poll_once(breaker.call_async(poll_fn(|_| -> Poll<Result<(), Error>> { panic!("a test") }))));
            });
        },
        true,
    ),
];

fn panics(work: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(work));
}

#[test]
fn probes_that_never_report_do_not_wedge_it() {
    for (name, end, is_news) in ENDS {
        let rig = rig(|it| it.probes(3).probe_lease(2 * SECOND));
        for _ in 0..3 {
            if rig.state() != BreakerState::HalfOpen {
                rig.breaker.reset();
                rig.half_open();
            }
            at_once(8, |_| end(&rig.breaker));
            let expected = if *is_news { BreakerState::Open } else { BreakerState::HalfOpen };
            assert_eq!(rig.state(), expected, "{name}");
            rig.clock.advance(2 * SECOND);
        }
        if *is_news {
            rig.clock.advance(60 * SECOND);
        }
        rig.good(3);
        assert_eq!(rig.state(), BreakerState::Closed, "{name}");
    }
}

fn poll_once<T>(future: impl Future<Output = T>) -> Poll<T> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
