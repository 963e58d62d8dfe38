//! Many threads on one command.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use dyno::command;
use paths::counting::count;
use paths::guarded::Fault;
use paths::repeat::{repeat, sum_of};
use paths::work::work;

use crate::curve::{Curve, Point};

/// Calls by all threads together.
const CALLS: u64 = 1 << 20;

#[command(breaker("threads"))]
fn shared(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// One command with a breaker, called from 1 to 64 threads at once.
pub(crate) fn on_one(_most: u64) -> Result<Curve, String> {
    let mut points = Vec::new();
    let made_by_first = shared(0).is_ok(); // makes the command
    for threads in [1, 2, 4, 8, 16, 32, 64] {
        let tries = [point(threads)?, point(threads)?, point(threads)?];
        // The first weighs, because later threads may find what earlier ones left.
        let best = tries.iter().map(|point| point.time).fold(f64::INFINITY, f64::min);
        points.push(Point { time: best, ..tries[0] });
    }
    let counted = shared::metrics().totals.calls.success;
    let made = u64::from(made_by_first) + 3 * points.iter().map(|point| CALLS + point.count).sum::<u64>();
    if counted != made {
        return Err(format!("{counted} of {made} calls were counted"));
    }
    Ok(Curve {
        name: "threads",
        about: "one command with a breaker, called by all at once; ns of wall time for a call, bytes for a thread",
        points,
        target: None,
    })
}

/// Lets so many threads share the calls; what each keeps is weighed after its first call.
fn point(threads: u64) -> Result<Point, String> {
    let calls = CALLS / threads;
    let number = usize::try_from(threads).map_err(|_| "too many threads")?;
    let (idle, ready, timed) = (Barrier::new(number + 1), Barrier::new(number + 1), Barrier::new(number + 1));
    thread::scope(|scope| {
        let work = || {
            idle.wait();
            let first = shared(1).unwrap_or(0);
            ready.wait();
            timed.wait();
            first + repeat(calls, |x| shared(x).unwrap_or(0))
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        // Once all of them stand at the gate, only their first calls are weighed.
        let ((), counted) = count(|| {
            idle.wait();
            ready.wait();
        });
        let begun = Instant::now();
        timed.wait();
        let sums: Vec<_> = workers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        let time = begun.elapsed().as_secs_f64() * 1e9 / CALLS as f64;
        if sums.iter().any(|sum| sum.as_ref().ok() != Some(&(sum_of(calls) + 1))) {
            return Err(format!("not every call of {threads} threads did its work"));
        }
        Ok(Point { count: threads, time, bytes: counted.live.max(0) as f64 / threads as f64 })
    })
}
