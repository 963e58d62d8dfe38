//! What is neutral, and what is a failure: drops, panics, and panics of others.

use std::convert::Infallible;
use std::future::{Future, pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use dyno::{BreakerState, Error};

use crate::breaker_rig::{Rig, rig};

/// Polls once. Nothing here waits for a waker.
fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn panics(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it panics");
    panic.downcast_ref::<&str>().expect("a text was thrown").to_string()
}

impl Rig {
    fn counts(&self) -> (u64, u64) {
        let snapshot = self.breaker.snapshot();
        (snapshot.counted, snapshot.failures)
    }
}

#[test]
fn ignored_and_dropped_permits_are_not_counted() {
    let rig = rig(|it| it);
    rig.permit().ignore();
    drop(rig.permit());
    assert_eq!(rig.counts(), (0, 0));
}

#[test]
fn results_are_counted() {
    let rig = rig(|it| it);
    assert!(rig.breaker.call(|| Ok::<_, Error>(7)).is_ok_and(|it| it == 7));
    assert_eq!(rig.counts(), (1, 0));
    assert_eq!(rig.breaker.call(|| Err::<(), _>("down".to_owned())), Err("down".to_owned()));
    assert_eq!(rig.counts(), (2, 1));
    assert!(matches!(poll(rig.breaker.call_async(ready(Ok::<_, Error>(7)))), Poll::Ready(Ok(7))));
    assert_eq!(rig.counts(), (3, 1));
    let down = poll(rig.breaker.call_async(ready(Err::<(), _>("down".to_owned()))));
    assert_eq!(down, Poll::Ready(Err("down".to_owned())));
    assert_eq!(rig.counts(), (4, 2));
}

#[test]
fn work_that_is_not_admitted_is_not_begun() {
    let rig = rig(|it| it);
    rig.breaker.trip().expect("it can be tripped");
    let refused = rig.breaker.call(|| -> Result<Infallible, Error> { panic!("it was begun") });
    assert!(matches!(refused, Err(Error::Open { .. })));
    let work = poll_fn(|_| -> Poll<Result<Infallible, Error>> { panic!("it was begun") });
    assert!(matches!(poll(rig.breaker.call_async(work)), Poll::Ready(Err(Error::Open { .. }))));
}

#[test]
fn a_panic_is_a_failure_and_goes_on() {
    let rig = rig(|it| it);
    assert_eq!(panics(|| drop(rig.breaker.call(|| -> Result<(), Error> { panic!("mine") }))), "mine");
    assert_eq!(rig.counts(), (1, 1));
    let work = poll_fn(|_| -> Poll<Result<(), Error>> { panic!("mine too") });
    assert_eq!(panics(|| drop(poll(rig.breaker.call_async(work)))), "mine too");
    assert_eq!(rig.counts(), (2, 2));
}

#[test]
fn a_panicking_probe_is_judged() {
    let rig = rig(|it| it.probes(1));
    rig.half_open();
    panics(|| drop(rig.breaker.call(|| -> Result<(), Error> { panic!("mine") })));
    assert_eq!(rig.state(), BreakerState::Open);
}

#[test]
fn a_dropped_future_is_neutral() {
    let rig = rig(|it| it.probes(1));
    let hang = || rig.breaker.call_async(pending::<Result<(), Error>>());
    drop(hang());
    assert!(poll(hang()).is_pending());
    assert_eq!(rig.counts(), (0, 0));
    rig.half_open();
    {
        let mut hangs = pin!(hang());
        assert!(hangs.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(rig.breaker.admit().is_err(), "it has the place");
        drop(hang());
    }
    rig.permit().ignore();
    assert_eq!((rig.state(), rig.counts()), (BreakerState::HalfOpen, (0, 0)));
}

#[test]
fn a_future_that_is_never_polled_takes_no_place() {
    let rig = rig(|it| it.probes(1));
    rig.half_open();
    let _never = rig.breaker.call_async(pending::<Result<(), Error>>());
    rig.permit().ignore();
}

#[test]
fn a_future_that_is_dropped_by_anothers_panic_is_neutral() {
    let rig = rig(|it| it);
    let panic = panics(|| {
        let mut hangs = pin!(rig.breaker.call_async(pending::<Result<(), Error>>()));
        let _ = hangs.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let _permit = rig.permit();
        panic!("another's");
    });
    assert_eq!((panic.as_str(), rig.counts()), ("another's", (0, 0)));
}

#[test]
fn what_is_done_during_anothers_panic_counts_as_what_it_is() {
    struct Reports<'a>(&'a Rig);
    impl Drop for Reports<'_> {
        fn drop(&mut self) {
            self.0.permit().success();
            assert!(self.0.breaker.call(|| Ok::<_, Error>(())).is_ok());
            assert!(poll(self.0.breaker.call_async(ready(Ok::<_, Error>(())))).is_ready());
            drop(self.0.permit());
            let _ = poll(self.0.breaker.call_async(pending::<Result<(), Error>>()));
            self.0.permit().failure();
        }
    }
    let rig = rig(|it| it);
    let panic = panics(|| {
        let _reports = Reports(&rig);
        panic!("another's");
    });
    assert_eq!((panic.as_str(), rig.counts()), ("another's", (4, 1)));
}

#[test]
fn a_panic_that_the_work_catches_is_its_own_business() {
    let rig = rig(|it| it);
    let result = rig.breaker.call(|| {
        panics(|| panic!("caught"));
        Ok::<_, Error>(())
    });
    assert!(result.is_ok());
    assert_eq!(rig.counts(), (1, 0));
}

#[test]
fn calls_within_calls_are_counted_each() {
    let rig = rig(|it| it);
    let breaker = &rig.breaker;
    let result = breaker.call(|| breaker.call(|| Err::<(), _>("inner".to_owned())).or(Ok::<_, String>(())));
    assert_eq!(result, Ok(()));
    assert_eq!(rig.counts(), (2, 1));
}
