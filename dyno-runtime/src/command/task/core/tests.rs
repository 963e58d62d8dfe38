//! How a task ends, under every interleaving of whoever polls it, cancels it, waits for it and gives that up.

use std::future::{pending, ready};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use loom::thread;

use super::{Core, Work, WorkName};
use crate::command::task::cause::Cancel;
use crate::command::task::in_place::placed;
use crate::command::task::waiting::Key;
use crate::error::{Cancelled, Error};
use crate::sync::{park, waker_of_this_thread};

/// A task that gives what is counted, at once or never.
fn task(gives: bool) -> (Arc<Core<Arc<()>>>, Arc<()>) {
    let given = Arc::new(());
    let held = given.clone();
    let work = placed(async move {
        if !gives {
            pending::<()>().await;
        }
        ready(held).await
    });
    (Arc::new(Core::new(WorkName::Function("loom"), Work::Async(work), None)), given)
}

/// Polls it once, as a runtime does.
fn step(core: &Arc<Core<Arc<()>>>) -> thread::JoinHandle<()> {
    let core = core.clone();
    thread::spawn(move || {
        let _ = core.step(&mut Context::from_waker(Waker::noop()));
    })
}

/// Blocks until it has ended.
fn wait(core: &Core<Arc<()>>) {
    let (waker, mut key) = (waker_of_this_thread(), Key::default());
    while core.poll_ended(&mut key, &mut Context::from_waker(&waker)).is_pending() {
        park(None);
    }
    core.forget(&key);
}

fn cancelled() -> Error {
    Error::from(Cancelled { name: "loom".into(), reason: "enough".into() })
}

#[test]
fn loom_two_wait_for_a_task_and_both_hear_of_its_end() {
    loom::model(|| {
        let (core, given) = task(true);
        let runner = step(&core);
        let other = thread::spawn({
            let core = core.clone();
            move || wait(&core)
        });
        wait(&core);
        assert!(Arc::ptr_eq(&core.take().unwrap(), &given));
        runner.join().unwrap();
        other.join().unwrap();
    });
}

#[test]
fn loom_one_who_gives_up_keeps_nobody_from_hearing() {
    loom::model(|| {
        let (core, _) = task(true);
        let runner = step(&core);
        let mut key = Key::default();
        let polled = core.poll_ended(&mut key, &mut Context::from_waker(Waker::noop()));
        assert!(polled == Poll::Pending || core.is_completed());
        core.forget(&key);
        wait(&core);
        assert!(core.take().is_ok());
        runner.join().unwrap();
    });
}

#[test]
fn loom_whoever_cancels_has_the_last_word_or_came_too_late() {
    loom::model(|| {
        let (core, given) = task(true);
        let runner = step(&core);
        let cancel = core.cancel(cancelled());
        runner.join().unwrap();
        assert!(core.is_completed());
        match core.take() {
            Ok(_) => assert_eq!(cancel, Cancel::AlreadyDone),
            Err(error) => {
                assert!(matches!(error, Error::Cancelled { .. }));
                assert_ne!(cancel, Cancel::AlreadyDone);
            }
        }
        assert_eq!(Arc::strong_count(&given), 1, "neither the work nor its result is kept");
    });
}

#[test]
fn loom_what_never_ends_is_dropped_once_by_whoever_cancels_it() {
    loom::model(|| {
        let (core, given) = task(false);
        let runner = step(&core);
        let other = thread::spawn({
            let core = core.clone();
            move || core.cancel(cancelled())
        });
        let first = core.cancel(cancelled());
        wait(&core);
        let second = other.join().unwrap();
        assert!((first == Cancel::AlreadyDone) != (second == Cancel::AlreadyDone), "{first:?} {second:?}");
        runner.join().unwrap();
        assert!(matches!(core.take(), Err(Error::Cancelled { .. })));
        assert_eq!(Arc::strong_count(&given), 1);
    });
}
