//! Many calls that have begun and not ended.

use std::cell::Cell;
use std::future::pending;
use std::pin::Pin;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use dyno::command;
use paths::counting::count;
use paths::guarded::Fault;
use tokio::runtime::Builder;
use tokio::time::timeout;

use crate::curve::{Curve, Point, Target, tens};

thread_local! {
    /// How many bodies were reached.
    static BEGUN: Cell<u64> = const { Cell::new(0) };
}

/// A time limit that never ends a call.
const LIMIT: Duration = Duration::from_mins(10);

/// The user's own task.
pub(crate) fn bare(most: u64) -> Result<Curve, String> {
    let points = tens(most).map(|number| flown(number, body)).collect::<Result<_, _>>()?;
    Ok(Curve {
        name: "in flight, bare",
        about: "boxed futures that wait in the body, with the pointer to each; ns to make and begin one",
        points,
        target: None,
    })
}

/// The same under tokio's timeout.
pub(crate) fn tokio(most: u64) -> Result<Curve, String> {
    let limited = async |x| timeout(LIMIT, body(x)).await.unwrap_or(Err(Fault::Down));
    let points = tens(most).map(|number| flown(number, limited)).collect::<Result<_, _>>()?;
    Ok(Curve { name: "in flight, tokio", about: "the same in tokio::time::timeout", points, target: None })
}

/// The same as a command with a time limit and a breaker.
pub(crate) fn dyno(most: u64) -> Result<Curve, String> {
    flown(1, guarded)?; // makes the command
    let points: Vec<Point> = tens(most).map(|number| flown(number, guarded)).collect::<Result<_, _>>()?;
    let own = flown(most, body)?.bytes;
    let words = if most == 1_000_000 {
        "a million, at most 300 B each over the user's own"
    } else {
        "at most 300 B each over the user's own (wanted at a million)"
    };
    Ok(Curve {
        name: "in flight, dyno",
        about: "the same in #[command(timeout, breaker)]",
        points,
        target: Some(Target { words, at_most: 300.0, less: Some(own) }),
    })
}

async fn body(x: u64) -> Result<u64, Fault> {
    BEGUN.with(|begun| begun.set(begun.get() + 1));
    pending::<()>().await;
    Ok(x)
}

#[command(timeout = 10m, breaker("in flight"))]
async fn guarded(x: u64) -> Result<u64, Fault> {
    body(x).await
}

/// Weighs so many calls while they wait, and times how they begin: the best of some tries, more of them for few calls.
fn flown<F>(number: u64, call: impl Fn(u64) -> F) -> Result<Point, String>
where
    F: Future<Output = Result<u64, Fault>>,
{
    let runtime = Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| format!("there is no runtime: {error}"))?;
    let _entered = runtime.enter();
    let (calls, counted) = count(|| begin(number, &call));
    drop(calls?);
    let mut best = f64::INFINITY;
    for _ in 0..(1000 / number).max(3) {
        let began = Instant::now();
        let calls = begin(number, &call)?;
        best = best.min(began.elapsed().as_secs_f64() * 1e9 / number as f64);
        drop(calls);
    }
    Ok(Point { count: number, time: best, bytes: counted.live as f64 / number as f64 })
}

/// Begins so many calls, without tasks: their padding is 128 bytes wide and would hide what is less.
fn begin<F>(number: u64, call: impl Fn(u64) -> F) -> Result<Vec<Pin<Box<F>>>, String>
where
    F: Future<Output = Result<u64, Fault>>,
{
    BEGUN.with(|begun| begun.set(0));
    let mut calls: Vec<_> = (0..number).map(|x| Box::pin(call(x))).collect();
    let mut context = Context::from_waker(Waker::noop());
    let pending = calls.iter_mut().all(|call| call.as_mut().poll(&mut context).is_pending());
    if pending && BEGUN.with(Cell::get) == number {
        return Ok(calls);
    }
    Err(format!("not every one of {number} calls waits in its body"))
}
