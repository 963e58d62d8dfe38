//! Many calls that were submitted and have not ended.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use dyno::{Submit, SyncTask, Task, command};
use paths::counting::count;
use paths::guarded::Fault;
use tokio::runtime::Builder;

use crate::curve::{Curve, Point, tens};

/// What holds the one thread of the pool.
static GATE: Mutex<()> = Mutex::new(());

/// Calls that wait for a thread.
pub(crate) fn to_a_pool(most: u64) -> Result<Curve, String> {
    queued(1)?; // makes the command, and starts the thread
    let points = tens(most).map(queued).collect::<Result<_, _>>()?;
    Ok(Curve {
        name: "submitted, to a pool",
        about: "tasks of #[command(pool)] in its queue, with the handle of each; ns to submit one and to have its result",
        points,
        target: None,
    })
}

/// Calls that wait in their body, as tasks of a runtime.
pub(crate) fn to_tokio(most: u64) -> Result<Curve, String> {
    awaiting(1)?;
    let points = tens(most).map(awaiting).collect::<Result<_, _>>()?;
    Ok(Curve {
        name: "submitted, to tokio",
        about: "tasks of an async #[command], each begun, with the handle of each; ns to submit and to begin one",
        points,
        target: None,
    })
}

#[command(pool("growing", threads = 1, queue = 2_000_000))]
fn passes(x: u64) -> Result<u64, Fault> {
    drop(shut());
    Ok(x)
}

#[command]
async fn waits(x: u64) -> u64 {
    tokio::task::yield_now().await;
    std::future::pending::<()>().await;
    x
}

fn shut() -> MutexGuard<'static, ()> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn queued(number: u64) -> Result<Point, String> {
    let gate = shut();
    let began = Instant::now();
    let (tasks, counted) =
        count(|| (0..number).map(|x| passes::command(x).submit()).collect::<Vec<SyncTask<Result<u64, Fault>>>>());
    drop(gate);
    let sum = tasks.into_iter().map(SyncTask::result).try_fold(0_u64, |sum, x| Ok::<_, Fault>(sum + x?));
    let time = began.elapsed().as_secs_f64() * 1e9 / number as f64;
    if sum.ok() != Some(number * (number - 1) / 2) {
        return Err(format!("not every one of {number} submitted calls has returned what it was given"));
    }
    Ok(Point { count: number, time, bytes: counted.live as f64 / number as f64 })
}

fn awaiting(number: u64) -> Result<Point, String> {
    let runtime = Builder::new_current_thread().build().map_err(|error| format!("there is no runtime: {error}"))?;
    let began = Instant::now();
    let (tasks, counted) = count(|| {
        runtime.block_on(async {
            let tasks: Vec<Task<u64>> = (0..number).map(|x| waits(x).submit()).collect();
            // They begin in their order.
            while !tasks.last().is_none_or(Task::is_running) {
                tokio::task::yield_now().await;
            }
            tasks
        })
    });
    let time = began.elapsed().as_secs_f64() * 1e9 / number as f64;
    if waits::metrics().in_flight != number {
        return Err(format!("not every one of {number} submitted calls is under way"));
    }
    drop((tasks, runtime));
    Ok(Point { count: number, time, bytes: counted.live as f64 / number as f64 })
}
