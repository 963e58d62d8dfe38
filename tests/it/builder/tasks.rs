//! Built commands submitted.

use std::future::pending;
use std::sync::mpsc::channel;
use std::time::Duration;

use dyno::{Cancel, Command, Error};

use super::built;
use crate::command::Failed;

const LONG: Duration = Duration::from_secs(60);

#[dyno::test]
async fn an_async_call_runs_by_itself() {
    let stock = built(Command::builder("submitted"));
    let task = stock.submit(|| async { Ok::<_, Failed>(7) });
    assert_eq!(task.await.unwrap(), 7);
    let endless = stock.submit(pending::<Result<u32, Failed>>);
    assert_eq!(endless.cancel("no more"), Cancel::NotStarted);
    match endless.await {
        Err(Failed::Guard(Error::Cancelled(cause))) => assert_eq!(&*cause.name, "submitted"),
        other => panic!("{other:?}"),
    }
}

#[dyno::test(paused)]
async fn a_task_knows_its_fallback_and_why() {
    let stock = built(Command::builder("told").timeout(Duration::from_secs(1)));
    let task = stock.prepare_async(pending::<Result<u32, Failed>>).fallback(|_| async { Ok(7) }).submit();
    assert!(task.wait(LONG).await);
    assert!(task.is_fallback() && task.is_timeout());
    assert!(task.cause().unwrap().to_string().contains("gave up"), "{:?}", task.cause());
    assert_eq!(task.await.unwrap(), 7);
    let failed = stock.submit(|| async { Err::<u32, _>(Failed::Down) });
    assert!(failed.wait(LONG).await);
    assert_eq!(failed.cause().unwrap().to_string(), "down");
}

#[dyno::test]
fn what_blocks_runs_on_a_pool_without_a_runtime() {
    let stock = built(Command::builder("errands").pool(|pool| pool.threads(1).queue(0)));
    let (go, gone) = channel::<()>();
    let (begins, begun) = channel();
    let hangs = stock.prepare_once(move || {
        begins.send(()).unwrap();
        let _ = gone.recv();
        Ok::<_, Failed>(1)
    });
    let first = hangs.submit();
    begun.recv().unwrap();
    let full = stock.submit_blocking(|| Ok::<_, Failed>(2)).result();
    assert!(matches!(full, Err(Failed::Guard(Error::Full { .. }))), "{full:?}");
    let answered = stock.prepare(|| Ok::<_, Failed>(2)).fallback(|_| Ok(3)).submit();
    assert_eq!(answered.result().unwrap(), 3);
    drop(go);
    assert_eq!(first.result().unwrap(), 1);
    let totals = stock.snapshot().totals;
    assert_eq!((totals.calls.success, totals.calls.rejected, totals.fallback_success), (1, 2, 1));
}

#[dyno::test]
fn what_blocks_is_left_in_time() {
    let stock = built(Command::builder("left").timeout(Duration::from_millis(5)).group("left behind"));
    let (go, gone) = channel::<()>();
    let hangs = stock.prepare_once(move || {
        let _ = gone.recv();
        Ok::<_, Failed>(1)
    });
    let late = hangs.submit();
    assert!(matches!(late.result(), Err(Failed::Guard(Error::Timeout { .. }))));
    drop(go);
}
