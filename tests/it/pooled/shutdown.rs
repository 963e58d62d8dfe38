//! The end of a program.

use std::time::Duration;

use dyno::{Error, command};

use super::{Failed, Gate, LONG, SHORT, until};

#[command(pool("ends", threads = 1, queue = 2), name = "ends")]
fn ends(gate: Gate) -> Result<u32, Failed> {
    gate.pass();
    nested()
}

#[command(pool("ends within"))]
fn nested() -> Result<u32, Failed> {
    Ok(7)
}

#[dyno::test]
fn it_waits_for_what_is_under_way_and_lets_that_finish() {
    let (gate, keeper) = Gate::new();
    let task = ends::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    let unfinished = dyno::shutdown(Duration::ZERO).unwrap_err();
    assert_eq!(unfinished.to_string(), "not all has ended in time: 1 calls of ends, 1 jobs of pool ends");
    let (gate, _) = Gate::new();
    assert!(matches!(ends(gate), Err(Failed::Guard(Error::Cancelled { .. }))), "no more is taken");
    keeper.go.send(()).unwrap();
    dyno::shutdown(LONG).unwrap();
    assert_eq!(task.result().unwrap(), 7, "what it calls is still taken");
    until(|| ends::pool().snapshot().threads == 0);
}

#[dyno::test]
fn what_still_waits_when_the_time_is_up_fails() {
    let (gate, keeper) = Gate::new();
    let held = ends::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    let waits = ends::command(Gate::new().0).submit();
    assert!(dyno::shutdown(SHORT).is_err());
    assert!(matches!(waits.result(), Err(Failed::Guard(Error::Cancelled { .. }))));
    assert_eq!(ends::pool().snapshot().queued, 0);
    drop(keeper);
    assert_eq!(held.result().unwrap(), 7);
    dyno::shutdown(LONG).unwrap();
}

#[dyno::test]
async fn async_code_is_told_not_to_block() {
    let waited = tokio::task::spawn_blocking(|| dyno::shutdown(LONG)).await.unwrap();
    waited.unwrap();
}
