//! On which thread what follows a body is done, and what a job submits.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use dyno::{Cancel, Error, Submit, SyncTask, command};

use super::{Failed, Gate};

#[dyno::test]
fn a_fallback_runs_where_the_body_has_failed_however_soon() {
    #[command(pool("soon", threads = 1), fallback = |_| Ok(thread::current().name().unwrap_or_default().to_owned()))]
    fn fails() -> Result<String, Failed> {
        Err(Failed::Down)
    }
    for _ in 0..2_000 {
        assert_eq!(fails::command().submit().result().unwrap(), "dyno-soon-1");
    }
}

#[dyno::test]
fn a_fallback_runs_where_it_was_submitted_if_there_is_no_room() {
    #[command(pool("no room", threads = 1, queue = 0), fallback = |_| Ok(thread::current().id()))]
    fn held(gate: Arc<Mutex<Option<Gate>>>) -> Result<thread::ThreadId, Failed> {
        let gate = gate.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.pass();
        }
        Ok(thread::current().id())
    }
    let (gate, keeper) = Gate::new();
    let first = held::command(Arc::new(Mutex::new(Some(gate)))).submit();
    keeper.has_begun.recv().unwrap();
    let rejected = held::command(Arc::default()).submit();
    assert!(rejected.is_completed());
    assert_eq!(rejected.result().unwrap(), thread::current().id());
    drop(keeper);
    assert_ne!(first.result().unwrap(), thread::current().id());
}

#[dyno::test]
async fn a_body_that_was_left_is_not_where_its_task_is() {
    #[command(pool("left in a task"), timeout = 5ms)]
    fn left(gate: Gate) -> Result<(), Error> {
        gate.pass();
        Ok(())
    }
    let (gate, keeper) = Gate::new();
    let task = async move {
        assert!(matches!(left(gate), Err(Error::Timeout { .. })));
        std::future::pending::<()>().await;
    }
    .submit();
    tokio::task::yield_now().await;
    assert_eq!(left::metrics().totals.calls.timeout, 1);
    assert_eq!(task.cancel("enough"), Cancel::Interrupted);
    drop(keeper);
}

#[dyno::test]
fn what_a_job_submits_to_its_own_pool_runs_beside_it_if_a_thread_is_free() {
    #[command(pool("beside", threads = 2, queue = 0))]
    fn parent() -> Result<(), Error> {
        let here = thread::current().id();
        let child = child::command().submit();
        // The second has no thread left that is free, and may not wait for one.
        assert_ne!(child.result()?, here);
        let (gate, keeper) = Gate::new();
        let held = held::command(gate).submit();
        keeper.has_begun.recv().unwrap();
        let child = child::command().submit();
        assert!(child.is_completed());
        assert_eq!(child.result()?, here);
        drop(keeper);
        held.result()
    }
    #[command(pool("beside"))]
    fn child() -> Result<thread::ThreadId, Error> {
        Ok(thread::current().id())
    }
    #[command(pool("beside"))]
    fn held(gate: Gate) -> Result<(), Error> {
        gate.pass();
        Ok(())
    }
    for _ in 0..100 {
        parent().unwrap();
    }
    assert_eq!(parent::pool().snapshot().largest, 2);
}

#[dyno::test]
fn pools_that_submit_to_one_another_do_not_wait_for_themselves() {
    #[command(pool("there", threads = 1, queue = 4))]
    fn there(depth: u32) -> Result<u32, Error> {
        if depth == 0 { Ok(0) } else { Ok(1 + back_again(depth - 1)?) }
    }
    #[command(pool("back", threads = 1, queue = 4))]
    fn back(depth: u32) -> Result<u32, Error> {
        if depth == 0 { Ok(0) } else { Ok(1 + there::command(depth - 1).submit().result()?) }
    }
    fn back_again(depth: u32) -> Result<u32, Error> {
        back::command(depth).submit().result()
    }
    assert_eq!(there::command(9).submit().result().unwrap(), 9);
}

#[dyno::test]
fn jobs_that_submit_themselves_without_an_end_are_turned_away() {
    #[command(pool("endless", threads = 1))]
    fn endless(begun: Arc<AtomicU32>) -> Result<(), Error> {
        begun.fetch_add(1, SeqCst);
        once_more(begun)
    }
    fn once_more(begun: Arc<AtomicU32>) -> Result<(), Error> {
        endless::command(begun).submit().result()
    }
    let begun = Arc::new(AtomicU32::new(0));
    let ended = endless::command(begun.clone()).submit().result();
    assert!(matches!(ended, Err(Error::Full { .. })), "{ended:?}");
    assert_eq!(begun.load(SeqCst), 64);
    let calls = endless::metrics().totals.calls;
    assert_eq!((calls.failure, calls.rejected), (64, 1));
}

/// Each submits the next when the one before has ended: few are under way at once, however many there were.
#[dyno::test]
fn jobs_that_follow_one_another_are_no_deep_chain() {
    type Next = SyncTask<Result<(), Error>>;

    #[command(pool("relay", threads = 2, queue = 0))]
    fn leg(left: u32, goes: Receiver<()>, next: Sender<(Next, Sender<()>)>) -> Result<(), Error> {
        goes.recv().unwrap();
        if left > 0 {
            let (go, goes) = channel();
            let task = leg::command(left - 1, goes, next.clone()).submit();
            next.send((task, go)).unwrap();
            return Ok(());
        }
        let (gate, keeper) = Gate::new();
        let held = held::command(gate).submit();
        keeper.has_begun.recv().unwrap();
        let here = thread::current().id();
        assert_eq!(inside::command().submit().result()?, here, "no thread is left that is free");
        drop(keeper);
        held.result()
    }
    #[command(pool("relay"))]
    fn held(gate: Gate) -> Result<(), Error> {
        gate.pass();
        Ok(())
    }
    #[command(pool("relay"))]
    fn inside() -> Result<thread::ThreadId, Error> {
        Ok(thread::current().id())
    }

    let (go, goes) = channel();
    let (next, legs) = channel();
    let mut task = leg::command(100, goes, next).submit();
    go.send(()).unwrap();
    for (next, go) in legs {
        task.result().unwrap();
        task = next;
        go.send(()).unwrap();
    }
    task.result().unwrap();
    assert_eq!(leg::pool().snapshot().totals.rejected, 0);
}
