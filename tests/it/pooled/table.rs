//! Every outcome, by who waits for it and whether a fallback answers: one row each.

use std::future::Future;

use dyno::{Counts, Error, command};

use super::{Failed, Gate, SHORT, until};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Success,
    Failure,
    Panic,
    Timeout,
    Rejected,
}

const WAYS: [Way; 5] = [Way::Success, Way::Failure, Way::Panic, Way::Timeout, Way::Rejected];

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Waiter {
    Caller,
    Blocking,
    Async,
    Nobody,
}

const WAITERS: [Waiter; 4] = [Waiter::Caller, Waiter::Blocking, Waiter::Async, Waiter::Nobody];

#[command(pool("table", threads = 2, queue = 0), timeout = 3600s, breaker("table"), name = "table")]
fn plain(way: Way, gate: Gate) -> Result<u32, Failed> {
    body(way, gate)
}

#[command(pool("table"), timeout = 3600s, breaker("table"), fallback = 7, name = "table with a fallback")]
fn with_fallback(way: Way, gate: Gate) -> Result<u32, Failed> {
    body(way, gate)
}

fn body(way: Way, gate: Gate) -> Result<u32, Failed> {
    match way {
        Way::Failure => Err(Failed::Down),
        Way::Panic => panic!("out of stock"),
        Way::Timeout => {
            gate.pass();
            Ok(0)
        }
        _ => Ok(3),
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

macro_rules! called {
    ($function:ident, $waiter:expr, $way:expr, $gate:expr) => {{
        let submitted = |gate| {
            let cold = $function::command($way, gate);
            if $way == Way::Timeout { cold.timeout(SHORT) } else { cold }.submit()
        };
        match $waiter {
            Waiter::Caller => {
                let limit = if $way == Way::Timeout { SHORT } else { super::LONG };
                let name = $function::metrics().name;
                dyno::Command::named(&name).unwrap().configure(|settings| settings.timeout = Some(limit)).unwrap();
                Some($function($way, $gate))
            }
            Waiter::Blocking => Some(submitted($gate).result()),
            Waiter::Async => Some(block_on(submitted($gate))),
            Waiter::Nobody => {
                drop(submitted($gate));
                None
            }
        }
    }};
}

#[test]
fn every_row_ends_as_it_should() {
    for way in WAYS {
        for waiter in WAITERS {
            for answers in [false, true] {
                row(way, waiter, answers);
            }
        }
    }
}

fn row(way: Way, waiter: Waiter, answers: bool) {
    let registry = dyno::Registry::new();
    let _inside = registry.enter();
    let row = format!("{way:?}, {waiter:?}, fallback: {answers}");
    let (pool, breaker) = (plain::pool(), plain::breaker());
    let holders: Vec<_> = (0..if way == Way::Rejected { 2 } else { 0 })
        .map(|_| {
            let (gate, keeper) = Gate::new();
            let task = plain::command(Way::Timeout, gate).submit();
            keeper.has_begun.recv().unwrap();
            (task, keeper)
        })
        .collect();
    let (gate, keeper) = Gate::new();
    let returned = if answers { called!(with_fallback, waiter, way, gate) } else { called!(plain, waiter, way, gate) };
    let metrics = || if answers { with_fallback::metrics() } else { plain::metrics() };
    until(|| {
        metrics().totals.calls.sum() == 1 && (way == Way::Success || !answers || metrics().totals.fallback_success == 1)
    });
    let Counts { calls, .. } = metrics().totals;
    let counted = match way {
        Way::Success => calls.success,
        Way::Failure => calls.failure,
        Way::Panic => calls.panicked,
        Way::Timeout => calls.timeout,
        Way::Rejected => calls.rejected,
    };
    assert_eq!(counted, 1, "{row}");
    match (way, returned) {
        (_, None) => {}
        (Way::Success, Some(returned)) => assert_eq!(returned.unwrap(), 3, "{row}"),
        (_, Some(returned)) if answers => assert_eq!(returned.unwrap(), 7, "{row}"),
        (Way::Failure, Some(returned)) => assert!(matches!(returned, Err(Failed::Down)), "{row}"),
        (Way::Panic, Some(returned)) => {
            assert!(matches!(returned, Err(Failed::Guard(Error::Panicked { .. }))), "{row}");
        }
        (Way::Timeout, Some(returned)) => {
            assert!(matches!(returned, Err(Failed::Guard(Error::Timeout { .. }))), "{row}");
        }
        (Way::Rejected, Some(returned)) => assert!(matches!(returned, Err(Failed::Guard(Error::Full { .. }))), "{row}"),
    }
    // What had not begun when its time was up never does, and is no news to the breaker.
    let is_held = way == Way::Timeout && keeper.has_begun.recv().is_ok();
    let failures = u64::from(is_held || matches!(way, Way::Failure | Way::Panic));
    assert_eq!(breaker.snapshot().failures, failures, "{row}");
    assert_eq!(pool.snapshot().abandoned, u64::from(is_held), "{row}");
    drop((holders, keeper));
    until(|| pool.snapshot().active == 0);
    assert_eq!((metrics().in_flight, pool.snapshot().abandoned), (0, 0), "{row}");
}
