//! Pools under a paused clock: time stands still while they work, and moves by hand or while nobody does anything.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dyno::{Cancel, Command, Error, Task, command};
use tokio::task::spawn_blocking;
use tokio::time;

use super::{Failed, Gate, LONG, until};

const MINUTE: Duration = Duration::from_secs(60);

/// Works longer than the limits of those who call it, in real time.
fn works() -> Result<u32, Failed> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(15) {
        thread::yield_now();
    }
    Ok(7)
}

#[dyno::test(paused)]
async fn a_call_takes_no_time_however_long_it_works() {
    #[command(pool("paused calls", threads = 1), timeout = 5ms)]
    fn slow() -> Result<u32, Failed> {
        works()
    }
    let began = time::Instant::now();
    assert_eq!(slow().unwrap(), 7);
    assert_eq!(slow::command().submit().await.unwrap(), 7);
    let (one, two) = (slow::command().submit(), slow::command().submit());
    assert!(Task::wait(&one, LONG).await && Task::wait(&two, LONG).await);
    assert_eq!(one.await.unwrap() + two.await.unwrap(), 14);
    assert_eq!(began.elapsed(), Duration::ZERO);
    let totals = slow::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.timeout), (4, 0));
}

#[dyno::test(paused)]
async fn a_function_without_a_pool_is_a_job_that_takes_no_time() {
    #[command(group = "paused jobs")]
    fn slow() -> Result<u32, Failed> {
        works()
    }
    let began = time::Instant::now();
    let task = slow::command().submit();
    assert!(Task::wait(&task, Duration::from_millis(5)).await);
    assert_eq!(task.await.unwrap(), 7);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[dyno::test(paused)]
async fn a_task_is_left_when_time_is_moved() {
    #[command(pool("paused limits"), timeout = 60s, fallback = |_| Ok(1))]
    fn held(gate: Gate) -> Result<u32, Failed> {
        gate.pass();
        Ok(7)
    }
    let (gate, keeper) = Gate::new();
    let task = held::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    time::advance(Duration::from_millis(59_999)).await;
    assert!(!task.is_completed());
    time::advance(Duration::from_millis(2)).await;
    assert!(task.is_timeout() && task.is_fallback());
    assert_eq!(task.await.unwrap(), 1);
    assert_eq!(held::metrics().totals.calls.timeout, 1);
    assert_eq!(held::pool().snapshot().abandoned, 1);
    drop(keeper);
    until(|| held::pool().snapshot().abandoned == 0);
}

#[dyno::test(paused)]
async fn a_thread_that_blocks_on_a_call_leaves_when_time_is_moved() {
    #[command(pool("paused threads"), timeout = 60s)]
    fn held(gate: Gate) -> Result<u32, Failed> {
        gate.pass();
        Ok(7)
    }
    let (gate, keeper) = Gate::new();
    let blocked = spawn_blocking(move || held(gate));
    keeper.has_begun.recv().unwrap();
    // It has begun to wait by then, or begins after that and has a minute from there.
    while !blocked.is_finished() {
        time::advance(MINUTE).await;
        thread::yield_now();
    }
    let late = blocked.await.unwrap();
    assert!(matches!(&late, Err(Failed::Guard(Error::Timeout(timeout))) if timeout.limit == MINUTE), "{late:?}");
    drop(keeper);
}

#[dyno::test(paused)]
async fn what_waits_in_the_queue_waits_in_the_same_time() {
    #[command(pool("paused queue", threads = 1, queue = 2, queue_timeout = 60s))]
    fn held(gate: Gate) -> Result<u32, Failed> {
        gate.pass();
        Ok(7)
    }
    let ((first, keeper), (second, _second), (third, _third)) = (Gate::new(), Gate::new(), Gate::new());
    let begun = held::command(first).submit();
    keeper.has_begun.recv().unwrap();
    let (late, cancelled) = (held::command(second).submit(), held::command(third).submit());
    assert!(!late.is_running());
    assert_eq!(held::pool().snapshot().queued, 2);
    assert_eq!(cancelled.cancel("enough"), Cancel::NotStarted);
    time::advance(MINUTE + Duration::from_millis(1)).await;
    assert!(late.is_timeout());
    assert!(late.await.unwrap_err().to_string().contains("queue of pool `paused queue`"));
    keeper.go.send(()).unwrap();
    assert_eq!(begun.await.unwrap(), 7);
    assert_eq!(held::pool().snapshot().queued, 0);
}

#[dyno::test(paused)]
async fn attempts_are_apart_in_the_same_time() {
    #[command(pool("paused attempts"), retry(n = 3, backoff = fixed(60s), jitter = none))]
    fn fails() -> Result<u32, Failed> {
        Err(Failed::Down)
    }
    let (began, really) = (time::Instant::now(), Instant::now());
    assert!(fails::command().submit().await.is_err());
    assert_eq!(began.elapsed().as_secs(), 120);
    // Whoever blocks may be the one who moves the time, and would wait for ever.
    assert!(fails().is_err());
    assert_eq!(began.elapsed().as_secs(), 120);
    assert_eq!(fails::metrics().totals.attempts.failure, 6);
    assert!(really.elapsed() < MINUTE);
}

#[dyno::test(paused)]
async fn attempts_end_when_the_time_of_the_call_is_up() {
    #[command(pool("paused deadline"), timeout = 150s, attempt_timeout = 60s, retry(n = 9, backoff = fixed(30s), jitter = none))]
    fn held(gates: Arc<Mutex<Vec<Gate>>>) -> Result<u32, Failed> {
        let gate = gates.lock().unwrap().pop();
        gate.map_or_else(
            || Err(Failed::Down),
            |gate| {
                gate.pass();
                Ok(7)
            },
        )
    }
    let (gate, keeper) = Gate::new();
    let task = held::command(Arc::new(Mutex::new(vec![gate]))).submit();
    keeper.has_begun.recv().unwrap();
    time::advance(MINUTE + Duration::from_millis(1)).await;
    keeper.go.send(()).unwrap();
    // The first was left after a minute; others fail at once, half a minute apart.
    let began = time::Instant::now();
    assert!(matches!(task.await, Err(Failed::Down)));
    assert_eq!(began.elapsed().as_secs(), 60);
    let attempts = held::metrics().totals.attempts;
    assert_eq!((attempts.timeout, attempts.failure), (1, 2));
}

#[dyno::test(paused)]
async fn the_same_of_a_built_command() {
    let stock = Command::builder("paused stock").timeout(MINUTE).pool(|pool| pool.threads(1)).build().unwrap();
    assert_eq!(stock.call(works).unwrap(), 7);
    let (gate, keeper) = Gate::new();
    let once = move || {
        gate.pass();
        Ok::<_, Failed>(7)
    };
    let task = stock.prepare_once(once).submit();
    keeper.has_begun.recv().unwrap();
    time::advance(MINUTE + Duration::from_millis(1)).await;
    assert!(task.is_timeout());
    drop(keeper);
}
