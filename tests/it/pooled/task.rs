//! Calls that are submitted, without any runtime.

use std::thread;

use dyno::{BreakerState, Cancel, Cause, Error, command};

use super::{Failed, Gate, LONG, SHORT, until};

/// Answers once it is let go.
#[command(pool("gated", threads = 2, queue = 1), breaker("gated pool", open_for = 3600s), fallback = |cause| told(cause))]
fn gated(gate: Gate, left: u32) -> Result<u32, Failed> {
    gate.pass();
    if left == 0 { Err(Failed::Down) } else { Ok(left) }
}

fn told(cause: Cause<Failed>) -> Result<u32, Failed> {
    match cause {
        Cause::Own(error) => Err(error),
        Cause::Dyno(error) => Err(error.into()),
    }
}

#[command(pool("answered", threads = 1, queue = 0), timeout = 3600s, fallback = 7)]
fn answered(gate: Gate) -> Result<u32, Failed> {
    gate.pass();
    Err(Failed::Down)
}

#[dyno::test]
fn it_runs_by_itself_and_gives_what_the_function_returns() {
    let (gate, keeper) = Gate::new();
    let task = gated::command(gate, 3).submit();
    keeper.has_begun.recv().unwrap();
    assert!(task.is_running() && !task.is_completed());
    assert!(!task.wait(SHORT), "and that cancels nothing");
    keeper.go.send(()).unwrap();
    assert!(task.wait(LONG));
    assert_eq!((gated::metrics().in_flight, gated::pool().snapshot().active), (0, 0), "all is given back by now");
    assert_eq!(task.result().unwrap(), 3);
    assert_eq!(gated::metrics().totals.calls.success, 1);
}

#[dyno::test]
fn in_parallel() {
    let (first, keep_first) = Gate::new();
    let (second, keep_second) = Gate::new();
    let (one, two) = (gated::command(first, 1).submit(), gated::command(second, 2).submit());
    keep_first.has_begun.recv().unwrap();
    keep_second.has_begun.recv().unwrap();
    drop((keep_first, keep_second));
    assert_eq!(one.result().unwrap() + two.result().unwrap(), 3);
}

#[dyno::test]
fn dropped_it_goes_on() {
    let (gate, keeper) = Gate::new();
    drop(gated::command(gate, 3).submit());
    keeper.has_begun.recv().unwrap();
    keeper.go.send(()).unwrap();
    until(|| gated::metrics().totals.calls.success == 1);
}

#[dyno::test]
fn cancelled_in_the_queue_it_never_begins() {
    let (gate, keeper) = Gate::new();
    gated::pool().resize(1, 1).unwrap();
    let before = gated::command(gate, 1).submit();
    keeper.has_begun.recv().unwrap();
    let (gate, waits) = Gate::new();
    let task = gated::command(gate, 2).submit();
    assert!(!task.is_running());
    assert_eq!(gated::pool().snapshot().queued, 1);
    assert_eq!(task.cancel("never mind"), Cancel::NotStarted);
    assert!(task.is_cancelled() && task.is_completed());
    assert_eq!(gated::pool().snapshot().queued, 0);
    assert!(waits.has_begun.recv().is_err(), "its arguments are dropped");
    let error = task.result().unwrap_err();
    assert!(error.to_string().ends_with("::gated: cancelled: never mind"), "{error}");
    drop(keeper);
    before.result().unwrap();
    assert_eq!(gated::metrics().totals.calls.cancelled, 1);
}

#[dyno::test]
fn cancelled_on_its_thread_it_is_abandoned() {
    let (gate, keeper) = Gate::new();
    let task = gated::command(gate, 3).submit();
    keeper.has_begun.recv().unwrap();
    assert_eq!(task.cancel("enough"), Cancel::Abandoned);
    assert!(task.wait(LONG), "nobody waits for the thread");
    assert_eq!(gated::pool().snapshot().abandoned, 1);
    assert_eq!(gated::metrics().totals.calls.cancelled, 1);
    assert!(matches!(task.result(), Err(Failed::Guard(Error::Cancelled { .. }))));
    keeper.go.send(()).unwrap();
    until(|| gated::pool().snapshot().active == 0);
    assert_eq!(gated::pool().snapshot().abandoned, 0);
}

#[dyno::test]
fn what_ended_cannot_be_cancelled() {
    let (gate, keeper) = Gate::new();
    drop(keeper);
    let task = gated::command(gate, 3).submit();
    assert!(task.wait(LONG));
    assert_eq!(task.cancel("too late"), Cancel::AlreadyDone);
    assert_eq!(task.result().unwrap(), 3);
}

#[dyno::test]
fn a_result_that_is_late_cancels_it() {
    let (gate, keeper) = Gate::new();
    let task = gated::command(gate, 3).submit();
    assert!(matches!(task.result_timeout(SHORT), Err(Failed::Guard(Error::Timeout { .. }))));
    assert_eq!(gated::metrics().totals.calls.cancelled, 1);
    drop(keeper);
    until(|| gated::pool().snapshot().active == 0);
}

#[dyno::test]
fn its_time_is_up_also_when_nobody_waits() {
    let (gate, keeper) = Gate::new();
    drop(answered::command(gate).timeout(SHORT).submit());
    until(|| answered::metrics().totals.fallback_success == 1);
    assert_eq!(answered::metrics().totals.calls.timeout, 1);
    let has_begun = keeper.has_begun.recv().is_ok();
    assert_eq!(answered::pool().snapshot().abandoned, u64::from(has_begun));
    drop(keeper);
    until(|| answered::pool().snapshot().active == 0);
}

#[dyno::test]
fn the_fallback_answers_a_failure_a_rejection_and_a_timeout() {
    let (gate, keeper) = Gate::new();
    let fails = answered::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    let (gate, _) = Gate::new();
    let rejected = answered::command(gate).submit();
    assert!(rejected.is_completed() && rejected.is_fallback(), "at once, on this thread");
    assert!(matches!(rejected.cause().unwrap().cause, Cause::Dyno(Error::Full { .. })));
    assert_eq!(rejected.result().unwrap(), 7);
    drop(keeper);
    assert!(fails.wait(LONG));
    assert!(fails.is_fallback() && matches!(fails.cause().unwrap().cause, Cause::Own(text) if text == "down"));
    assert_eq!(fails.result().unwrap(), 7);
    let (gate, keeper) = Gate::new();
    let late = answered::command(gate).timeout(SHORT).submit();
    assert!(late.wait(LONG));
    assert!(late.is_fallback() && late.is_timeout());
    assert_eq!(late.result().unwrap(), 7);
    let totals = answered::metrics().totals;
    assert_eq!((totals.calls.failure, totals.calls.rejected, totals.calls.timeout), (1, 1, 1));
    assert_eq!((totals.fallback_success, totals.calls.sum()), (3, 3));
    drop(keeper);
    until(|| answered::pool().snapshot().active == 0);
}

#[dyno::test]
fn without_its_fallback_the_error_itself_comes() {
    let (gate, keeper) = Gate::new();
    let strict = answered::command(gate).without_fallback().submit();
    drop(keeper);
    assert!(matches!(strict.result(), Err(Failed::Down)));
    let (gate, keeper) = Gate::new();
    let late = answered::command(gate).without_fallback().timeout(SHORT).submit();
    assert!(matches!(late.result(), Err(Failed::Guard(Error::Timeout { .. }))));
    let (gate, _) = Gate::new();
    let full = answered::command(gate).without_fallback().submit();
    assert!(matches!(full.result(), Err(Failed::Guard(Error::Full { .. }))));
    drop(keeper);
    until(|| answered::pool().snapshot().active == 0);
    assert_eq!(answered::metrics().totals.fallback_success, 0);
}

#[dyno::test]
fn an_open_breaker_ends_it_at_once() {
    gated::breaker().trip().unwrap();
    assert_eq!(gated::breaker().state(), BreakerState::Open);
    let (gate, _) = Gate::new();
    let task = gated::command(gate, 3).submit();
    assert!(task.is_completed());
    assert!(matches!(task.result(), Err(Failed::Guard(Error::Open { .. }))));
}

#[dyno::test]
fn a_panic_becomes_an_error() {
    #[command(pool("panicking tasks"))]
    fn panics() -> Result<u32, Failed> {
        panic!("out of stock")
    }
    #[command]
    fn bare() -> u32 {
        panic!("out of stock")
    }
    let error = panics::command().submit().result().unwrap_err();
    assert!(error.to_string().ends_with("::panics: panicked: out of stock"), "{error}");
    assert_eq!(panics::metrics().totals.calls.panicked, 1);
    let error = bare::command().submit().result().unwrap_err();
    assert!(error.to_string().ends_with("::bare: panicked: out of stock"), "{error}");
    assert_eq!(bare::metrics().totals.calls.panicked, 1);
}

#[dyno::test]
fn a_function_without_a_pool_is_one_job_of_that_of_its_group() {
    #[command(group = "single jobs", breaker("single jobs"), fallback = 7)]
    fn single(gate: Gate) -> u32 {
        gate.pass();
        3
    }
    let (gate, keeper) = Gate::new();
    let task = single::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    let pool = dyno::pool("single jobs").unwrap();
    assert_eq!(pool.snapshot().active, 1);
    assert!(task.is_running());
    drop(keeper);
    assert_eq!(task.result().unwrap(), 3);
    assert_eq!((pool.snapshot().active, single::metrics().totals.calls.success), (0, 1));
    single::breaker().trip().unwrap();
    let (gate, _) = Gate::new();
    let task = single::command(gate).submit();
    assert!(task.wait(LONG) && task.is_fallback());
    assert_eq!(task.result().unwrap(), 7);
}

#[dyno::test]
fn one_job_is_rejected_by_a_full_pool_and_cancelled_in_its_queue() {
    #[command(group = "small group")]
    fn single(gate: Gate) -> u32 {
        gate.pass();
        3
    }
    let pool = dyno::Pool::builder("small group").threads(1).queue(1).build().unwrap();
    let (gate, keeper) = Gate::new();
    let first = single::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    let second = single::command(Gate::new().0).submit();
    let third = single::command(Gate::new().0).submit();
    assert!(matches!(third.result(), Err(Error::Full { .. })));
    assert_eq!(second.cancel("no"), Cancel::NotStarted);
    assert_eq!(first.cancel("no"), Cancel::Abandoned);
    assert_eq!(pool.snapshot().abandoned, 1);
    drop(keeper);
    until(|| pool.snapshot().active == 0);
    assert_eq!(single::metrics().totals.started, 1);
}

#[dyno::test]
async fn async_code_awaits_it() {
    let (gate, keeper) = Gate::new();
    let task = gated::command(gate, 3).submit();
    drop(keeper);
    assert_eq!(task.await.unwrap(), 3);
    let (gate, keeper) = Gate::new();
    let late = answered::command(gate).timeout(SHORT).submit();
    assert_eq!(late.await.unwrap(), 7);
    drop(keeper);
    until(|| answered::pool().snapshot().active == 0);
}

#[dyno::test]
fn several_wait_for_one() {
    let (gate, keeper) = Gate::new();
    let shared = gated::command(gate, 3).submit().share();
    let waiters: Vec<_> = (0..4)
        .map(|_| {
            let shared = shared.clone();
            thread::spawn(move || shared.blocking_result())
        })
        .collect();
    drop(keeper);
    for waiter in waiters {
        assert_eq!(waiter.join().unwrap().unwrap(), 3);
    }
}

#[dyno::test]
fn whoever_has_a_result_finds_the_thread_free() {
    #[command(pool("one thread", threads = 1, queue = 0), fallback = |_| Ok(0))]
    fn next(number: u32) -> Result<u32, Failed> {
        if number % 2 == 0 { Ok(number) } else { Err(Failed::Down) }
    }
    for number in 0..5_000 {
        assert_eq!(next::command(number).submit().result().unwrap(), if number % 2 == 0 { number } else { 0 });
    }
    let totals = next::metrics().totals.calls;
    assert_eq!((totals.success, totals.failure, totals.rejected), (2_500, 2_500, 0));
    assert_eq!(next::pool().snapshot().largest, 1);
}

#[dyno::test]
fn submitted_from_its_own_pool_it_has_run_when_submit_returns() {
    #[command(pool("own", threads = 1, queue = 0))]
    fn outer() -> Result<u32, Error> {
        let task = inner::command().submit();
        assert!(task.is_completed());
        task.result()
    }
    #[command(pool("own"))]
    fn inner() -> Result<u32, Error> {
        Ok(3)
    }
    assert_eq!(outer::command().submit().result().unwrap(), 3);
    assert_eq!(outer::pool().snapshot().active, 0);
}

#[dyno::test]
fn a_cold_call_that_is_dropped_does_nothing() {
    let (gate, keeper) = Gate::new();
    let cold = gated::command(gate, 3);
    assert!(format!("{cold:?}").contains("gated"));
    drop(cold);
    assert!(keeper.has_begun.recv().is_err());
    assert_eq!(gated::metrics().totals.started, 0);
}
