//! What a job sets off while it comes to its end.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use dyno::{Cancel, Command, Error, Pool, Submit, SyncTask, command};

use super::{Failed, Gate, LONG, SHORT, until};

#[dyno::test]
fn the_fallback_of_a_task_calls_its_own_pool() {
    #[command(pool("own again", threads = 1, queue = 1), fallback = |_| again())]
    fn fails() -> Result<u32, Failed> {
        Err(Failed::Down)
    }
    #[command(pool("own again"))]
    fn again() -> Result<u32, Failed> {
        Ok(7)
    }
    for _ in 0..100 {
        assert_eq!(fails::command().submit().result().unwrap(), 7);
    }
    assert_eq!(fails::pool().snapshot().largest, 1);
}

#[dyno::test]
fn a_fallback_that_ends_another_task_keeps_its_thread() {
    #[command(pool("keeps", threads = 2), fallback = |_| { other.cancel("done"); again() })]
    fn fails(other: Arc<SyncTask<Result<u32, Failed>>>) -> Result<u32, Failed> {
        Err(Failed::Down)
    }
    #[command(pool("keeps"))]
    fn again() -> Result<u32, Failed> {
        Ok(7)
    }
    #[command(pool("another"))]
    fn held(gate: Gate) -> Result<u32, Failed> {
        gate.pass();
        Ok(1)
    }
    for _ in 0..50 {
        let (gate, keeper) = Gate::new();
        let other = Arc::new(held::command(gate).submit());
        assert_eq!(fails::command(other).submit().result().unwrap(), 7);
        drop(keeper);
    }
    until(|| held::pool().snapshot().active == 0);
}

#[dyno::test]
fn a_task_is_not_cancelled_by_the_end_of_whoever_submitted_it() {
    #[command(pool("submits"), timeout = 5ms, fallback = |_| Ok(()))]
    fn outer(to: Sender<SyncTask<Result<bool, Error>>>, gate: Gate, inner: Gate) -> Result<(), Error> {
        to.send(submitted::command(inner).submit()).unwrap();
        gate.pass();
        Ok(())
    }
    #[command(pool("is submitted"))]
    fn submitted(gate: Gate) -> Result<bool, Error> {
        gate.pass();
        Ok(dyno::cancelled())
    }
    let (to, from) = channel();
    let ((gate, keeper), (inner, keep_inner)) = (Gate::new(), Gate::new());
    let submits = outer::command(to, gate, inner).timeout(LONG).submit();
    let task = from.recv().unwrap();
    keeper.has_begun.recv().unwrap();
    assert_eq!(submits.cancel("enough"), Cancel::Abandoned);
    drop(keep_inner);
    assert!(!task.result().unwrap());
    drop(keeper);
}

#[dyno::test]
fn slow_fallbacks_keep_nobody_from_being_told_in_time() {
    #[command(pool("slow", threads = 40), timeout = 5ms, fallback = |_| { rest.pass(); Ok(0) })]
    fn slow(gate: Arc<Mutex<Option<Gate>>>, rest: Rest) -> Result<u32, Error> {
        let gate = gate.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.pass();
        }
        Ok(1)
    }
    #[command(pool("others"), timeout = 5ms)]
    fn other(gate: Gate) -> Result<u32, Error> {
        gate.pass();
        Ok(1)
    }
    let mut keepers = Vec::new();
    for _ in 0..40 {
        let ((gate, keeper), (rest, keep)) = (Gate::new(), Gate::new());
        slow::command(Arc::new(Mutex::new(Some(gate))), Rest(Arc::new(Mutex::new(Some(rest))))).submit();
        keepers.push((keeper, keep));
    }
    for (_, keep) in &keepers {
        keep.has_begun.recv().unwrap();
    }
    let (gate, keeper) = Gate::new();
    assert!(matches!(other::command(gate).submit().result(), Err(Error::Timeout { .. })));
    drop((keeper, keepers));
    until(|| slow::pool().snapshot().active == 0 && slow::metrics().in_flight == 0);
}

/// A gate that a fallback may clone.
#[derive(Clone)]
struct Rest(Arc<Mutex<Option<Gate>>>);

impl Rest {
    fn pass(&self) {
        let gate = self.0.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.pass();
        }
    }
}

#[dyno::test]
fn a_full_pool_leaves_no_trace_in_the_task_around() {
    #[command(pool("full", threads = 1, queue = 0))]
    fn full(gate: Gate) -> Result<(), Error> {
        gate.pass();
        Ok(())
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let (gate, keeper) = Gate::new();
    let held = full::command(gate).submit();
    keeper.has_begun.recv().unwrap();
    let (told, is_told) = channel();
    let task = async move {
        assert!(matches!(full(Gate::new().0), Err(Error::Full { .. })));
        told.send(()).unwrap();
        std::future::pending::<()>().await;
    }
    .submit();
    is_told.recv().unwrap();
    until(|| task.cause().is_none() && task.is_running());
    let mut cancelled = task.cancel("enough");
    if cancelled == Cancel::Abandoned {
        // It was just about to wait.
        cancelled = Cancel::Interrupted;
    }
    assert_eq!(cancelled, Cancel::Interrupted);
    drop(keeper);
    held.result().unwrap();
}

#[dyno::test]
fn what_was_cancelled_and_goes_on_keeps_nobody_past_the_limit() {
    #[command(pool("stubborn"), fallback = |_| { rest.pass(); Ok(0) })]
    fn stubborn(rest: Rest) -> Result<u32, Failed> {
        Err(Failed::Down)
    }
    let (gate, keeper) = Gate::new();
    let task = stubborn::command(Rest(Arc::new(Mutex::new(Some(gate))))).submit();
    keeper.has_begun.recv().unwrap();
    assert_eq!(task.cancel("enough"), Cancel::Abandoned);
    assert!(task.result_timeout(SHORT).is_err());
    drop(keeper);
    until(|| stubborn::metrics().in_flight == 0);
}

#[dyno::test]
fn a_built_command_waits_for_a_permit_before_its_pool() {
    let built = Command::builder("bounded on a pool")
        .bulkhead(|bulkhead| bulkhead.permits(1).queue(200))
        .pool(|pool| pool.threads(8).queue(8))
        .build()
        .unwrap();
    let (inside, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let (built, inside, most) = (built.clone(), inside.clone(), most.clone());
            thread::spawn(move || {
                built.call(move || {
                    let now = inside.fetch_add(1, SeqCst) + 1;
                    most.fetch_max(now, SeqCst);
                    thread::yield_now();
                    inside.fetch_sub(1, SeqCst);
                    Ok::<_, Error>(())
                })
            })
        })
        .collect();
    for caller in callers {
        caller.join().unwrap().unwrap();
    }
    assert_eq!(most.load(SeqCst), 1);
}

#[test]
fn a_pool_is_not_taken_for_one_that_is_gone() {
    let gone = Pool::builder("gone").build().unwrap();
    let kept = Pool::builder("kept").build().unwrap();
    for round in 0..50 {
        let (own, kept) = (Pool::builder(format!("gone {round}")).build().unwrap(), kept.clone());
        let names = own.clone().call(move || {
            drop(own);
            kept.call(move || {
                let fresh: Vec<_> =
                    (0..8).map(|n| Pool::builder(format!("fresh {round} {n}")).build().unwrap()).collect();
                let name = |pool: &Pool| pool.call(|| Ok::<_, Error>(thread::current().name().map(str::to_owned)));
                fresh.iter().map(name).collect::<Result<Vec<_>, Error>>()
            })
        });
        for name in names.unwrap() {
            assert!(name.as_deref().is_some_and(|name| name.starts_with("dyno-fresh")), "{name:?}");
        }
    }
    drop(gone);
}
