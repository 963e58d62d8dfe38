//! Futures: what they take along from poll to poll and from thread to thread, and what ends when they are dropped.

use std::future::{Future, pending};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use dyno::{Timer, mark, time};
use tokio::task::yield_now;

use super::{MILLI, timer, tree};

async fn read(name: &'static str) -> Result<u32, String> {
    time!(name, {
        yield_now().await;
        mark("half way");
        time!("inside", { yield_now().await });
        if name == "fails" {
            Err(name.to_owned())?;
        }
    });
    Ok(7)
}

fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn it_needs_no_runtime_and_follows_from_thread_to_thread() {
    let (timer, clock) = timer();
    let mut future = Box::pin(timer.run(async {
        time!("moves", {
            for _ in 0..4 {
                clock.advance(MILLI);
                yield_now().await;
                mark("woken");
            }
        });
    }));
    while thread::scope(|scope| scope.spawn(|| poll(future.as_mut())).join().unwrap()).is_pending() {
        assert!(!Timer::current().is_recording());
    }
    assert_eq!(tree(&timer), "moves(woken woken woken woken)");
    assert_eq!(timer.snapshot().events[0].took, Some(MILLI * 4));
}

#[test]
fn a_future_that_is_dropped_ends_its_intervals() {
    let (timer, clock) = timer();
    {
        let mut future = pin!(timer.run(async {
            time!("outer", {
                time!("inner", { pending::<()>().await });
                mark("never");
            });
        }));
        assert!(poll(future.as_mut()).is_pending());
        assert_eq!(tree(&timer), "outer?(inner?)");
        clock.advance(MILLI);
    }
    assert_eq!(tree(&timer), "outer(inner)");
    assert_eq!(timer.snapshot().events[0].took, Some(MILLI));
    // One that was never polled has begun nothing.
    drop(timer.run(async { time!("not begun", {}) }));
    assert_eq!(tree(&timer), "outer(inner)");
}

#[tokio::test]
async fn branches_that_are_given_it_nest_where_they_begin() {
    let (timer, _clock) = timer();
    let work = async {
        time!("both", {
            let here = Timer::current();
            let (left, right) = tokio::join!(here.run(read("left")), here.run(read("fails")));
            assert_eq!((left, right), (Ok(7), Err("fails".into())));
            mark("joined");
        });
    };
    timer.run(work).await;
    assert_eq!(tree(&timer), "both(left(half way inside) fails(half way inside) joined)");
}

#[tokio::test]
async fn branches_that_are_not_given_it_end_all_the_same() {
    let (timer, _clock) = timer();
    let (left, right) = timer.run(async { tokio::join!(read("left"), read("right")) }).await;
    assert_eq!((left, right), (Ok(7), Ok(7)));
    let snapshot = timer.snapshot();
    assert_eq!(snapshot.events.len(), 10);
    assert!(snapshot.events.iter().all(|event| event.name == "half way" || event.took.is_some()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_that_are_given_it_nest_where_they_were_spawned() {
    let (timer, _clock) = timer();
    let work = async {
        let tasks = time!("spawns", {
            let here = Timer::current();
            let tasks: Vec<_> = (0..8).map(|_| tokio::spawn(here.run(read("task")))).collect();
            tasks
        });
        // They are inside of it also when it has ended before.
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(7));
        }
        tokio::spawn(async { mark("not given") }).await.unwrap();
    };
    timer.run(work).await;
    let tasks = ["task(half way inside)"; 8].join(" ");
    assert_eq!(tree(&timer), format!("spawns({tasks})"));
}

#[tokio::test]
async fn a_timer_that_records_nothing_is_handed_on_just_the_same() {
    let here = Timer::current();
    assert_eq!(here.run(read("nowhere")).await, Ok(7));
    assert_eq!((here.scope(|| 7), here.is_recording()), (7, false));
    let (timer, _clock) = timer();
    timer.run(here.run(read("nowhere"))).await.unwrap();
    assert_eq!(tree(&timer), "");
}

/// What an annotated function does.
async fn annotated<F: Future>(name: &str, work: F) -> F::Output {
    let timed = dyno::__private::timed_async(name);
    let work = pin!(Some(work));
    timed.run(work).await
}

#[tokio::test]
async fn an_annotated_function_is_a_branch_of_its_own() {
    let (timer, _clock) = timer();
    let sync = || {
        let _timed = dyno::__private::timed("sync");
        mark("inside");
    };
    let work = async {
        time!("both", {
            let futures = [annotated("left", read("1")), annotated("right", read("2"))];
            let [left, right] = futures;
            let _ = tokio::join!(left, right);
            sync();
        });
    };
    timer.run(work).await;
    assert_eq!(tree(&timer), "both(left(1(half way inside)) right(2(half way inside)) sync(inside))");
    sync();
    assert_eq!(annotated("nowhere", read("nowhere")).await, Ok(7));
    let inner = async { time!("inner", { pending::<()>().await }) };
    let mut dropped = Box::pin(timer.run(annotated("dropped", inner)));
    assert!(poll(dropped.as_mut()).is_pending());
    assert!(tree(&timer).ends_with(" dropped?(inner?)"));
    drop(dropped);
    assert!(tree(&timer).ends_with(" dropped(inner)"));
    assert!(!timer.to_string().contains("= dropped"), "the inner one has ended first");
}

#[test]
fn a_future_that_is_dropped_is_dropped_inside() {
    struct Tells(&'static str);
    impl Drop for Tells {
        fn drop(&mut self) {
            mark(self.0);
        }
    }
    let (timer, _clock) = timer();
    let inner = async {
        let _tells = Tells("inner is gone");
        time!("block", { pending::<()>().await });
    };
    let outer = async {
        let _tells = Tells("outer is gone");
        annotated("annotated", inner).await;
    };
    let mut run = Box::pin(timer.run(outer));
    assert!(poll(run.as_mut()).is_pending());
    drop(run);
    // Destructors of what is outside run when what is inside has ended.
    assert_eq!(tree(&timer), "annotated(block inner is gone) outer is gone");
    assert!(!Timer::current().is_recording());
}

#[test]
fn what_is_timed_is_held_once() {
    let (timer, _clock) = timer();
    let sizes = [size_of_val(&nested::one(0)), size_of_val(&nested::two(0)), size_of_val(&nested::three(0))];
    let [first, second] = [sizes[1] - sizes[0], sizes[2] - sizes[1]];
    assert!(second.abs_diff(first) <= 16, "{sizes:?}");
    let once = timer.run(nested::three(0));
    let size = size_of_val(&once);
    assert_eq!(size_of_val(&timer.run(once)), size);
}

mod nested {
    #[dyno::timed]
    pub(super) async fn one(id: u32) -> u32 {
        tokio::task::yield_now().await;
        id
    }

    #[dyno::timed]
    pub(super) async fn two(id: u32) -> u32 {
        one(id).await
    }

    #[dyno::timed]
    pub(super) async fn three(id: u32) -> u32 {
        two(id).await
    }
}

#[dyno::test(paused)]
async fn time_that_is_paused_is_told_as_it_passes() {
    let timer = Timer::new();
    timer.run(async { time!("sleeps", { tokio::time::sleep(MILLI * 17).await }) }).await;
    assert_eq!(timer.snapshot().events[0].took, Some(MILLI * 17));
}

#[test]
fn what_is_timed_can_be_sent() {
    fn is_send<T: Send + 'static>(_: T) {}
    let (timer, _clock) = timer();
    is_send(read("x"));
    is_send(timer.run(read("x")));
    is_send(timer.start("x"));
    is_send(annotated("x", read("x")));
}
