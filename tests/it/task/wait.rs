//! Waiting, from one place and several, in async code and outside of it.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use dyno::{Cancel, Error, Submit, Task};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::{Failed, LONG, gated};

fn submitted() -> (Arc<Notify>, Task<Result<u32, Failed>>) {
    let gate = Arc::new(Notify::new());
    (gate.clone(), gated(gate).submit())
}

#[dyno::test(paused)]
async fn waiting_tells_whether_it_has_ended_and_cancels_nothing() {
    let (gate, task) = submitted();
    let began = Instant::now();
    assert!(!task.wait(Duration::from_secs(2)).await);
    assert_eq!(began.elapsed(), Duration::from_secs(2));
    assert!(task.is_running() && !task.is_completed());
    gate.notify_one();
    assert!(task.wait(LONG).await && task.wait(Duration::ZERO).await);
    assert_eq!(began.elapsed(), Duration::from_secs(2), "it was woken, not timed out");
    assert!(task.is_completed() && !task.is_running() && !task.is_cancelled());
    assert_eq!(task.result().await.unwrap(), 7);
}

#[dyno::test(paused)]
async fn waiting_for_ever_is_a_limit_like_any_other() {
    let (gate, task) = submitted();
    gate.notify_one();
    assert!(task.wait(Duration::MAX).await);
}

#[dyno::test(paused)]
async fn a_result_in_time_is_given_and_a_late_one_is_cancelled() {
    let (gate, task) = submitted();
    gate.notify_one();
    assert_eq!(task.result_timeout(Duration::from_secs(1)).await.unwrap(), 7);

    let (_gate, task) = submitted();
    let limit = Duration::from_secs(1);
    let error = task.result_timeout(limit).await.unwrap_err();
    assert!(matches!(&error, Failed::Guard(Error::Timeout(timeout)) if timeout.limit == limit), "{error}");
    let metrics = gated::metrics();
    assert_eq!((metrics.totals.calls.cancelled, metrics.totals.calls.timeout, metrics.in_flight), (1, 0, 0));
}

#[dyno::test(paused)]
async fn a_waiter_that_gives_up_ends_nothing_for_the_others() {
    let (gate, task) = submitted();
    let task = task.share();
    let others: Vec<_> = (0..4).map(|_| tokio::spawn(task.clone())).collect();
    assert!(!task.wait(Duration::from_secs(1)).await);
    assert!(tokio::time::timeout(Duration::from_secs(1), task.clone()).await.is_err());
    drop(task);
    gate.notify_one();
    for other in others {
        assert_eq!(other.await.unwrap().unwrap(), 7);
    }
}

#[dyno::test]
async fn each_waiter_of_a_shared_task_gets_a_copy() {
    let task = async { Err::<String, _>(Failed::Down) }.submit().share();
    let clone = task.clone();
    assert!(matches!(task.result().await, Err(Failed::Down)));
    assert!(matches!((task.await, clone.await), (Err(Failed::Down), Err(Failed::Down))));
}

#[dyno::test]
async fn dropping_a_task_detaches_it() {
    let (gate, task) = submitted();
    drop(task);
    gate.notify_one();
    while gated::metrics().totals.calls.success == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(gated::metrics().totals.calls.cancelled, 0);
}

/// Notes when it is dropped, and when it is woken.
struct Noted(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Drop for Noted {
    fn drop(&mut self) {
        if self.0 == "dropped" {
            self.1.lock().unwrap().push(self.0);
        }
    }
}

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        // What is read here is what a waiter on another thread may read at once.
        let is_clean = gated::metrics().in_flight == 0;
        self.1.lock().unwrap().push(if is_clean { self.0 } else { "woken too early" });
    }
}

#[dyno::test]
async fn waiters_are_woken_when_all_is_given_back_and_counted() {
    for is_cancelled in [false, true] {
        let (log, gate) = (Arc::default(), Arc::new(Notify::new()));
        let (held, inside) = (Noted("dropped", Arc::clone(&log)), gate.clone());
        let mut task = async move {
            let _held = held;
            gated(inside).await
        }
        .submit();
        let waker = Waker::from(Arc::new(Noted("woken", log.clone())));
        assert!(pin!(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        tokio::task::yield_now().await;
        if is_cancelled {
            assert_eq!(task.cancel("enough"), Cancel::Interrupted);
        } else {
            gate.notify_one();
        }
        assert!(task.wait(LONG).await);
        assert_eq!(*log.lock().unwrap(), ["dropped", "woken"]);
    }
    let calls = gated::metrics().totals.calls;
    assert_eq!((calls.success, calls.cancelled, calls.sum()), (1, 1, 2));
}

/// Counts how often it is woken.
#[derive(Default)]
struct Counting(std::sync::atomic::AtomicUsize);

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}

#[dyno::test]
async fn the_last_waker_is_woken_and_only_that() {
    let (gate, mut task) = submitted();
    let wakers: [Arc<Counting>; 3] = Default::default();
    for counting in &wakers[..2] {
        let waker = Waker::from(counting.clone());
        assert!(pin!(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
    }
    {
        let mut gives_up = pin!(task.wait(LONG));
        let waker = Waker::from(wakers[2].clone());
        assert!(gives_up.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    gate.notify_one();
    assert!(task.wait(LONG).await);
    let woken = wakers.each_ref().map(|waker| waker.0.load(std::sync::atomic::Ordering::SeqCst));
    assert_eq!(woken, [0, 1, 0]);
    assert_eq!(wakers.each_ref().map(Arc::strong_count), [1, 1, 1], "no waker is kept");
}

#[test]
fn threads_wait_as_well() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let (gate, task) = submitted();
    let task = task.share();
    assert!(!task.blocking_wait(Duration::ZERO));
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..4).map(|_| scope.spawn(|| task.blocking_result())).collect();
        gate.notify_one();
        for waiting in waiting {
            assert_eq!(waiting.join().unwrap().unwrap(), 7);
        }
    });
    assert!(task.blocking_wait(LONG));
    assert_eq!(async { 7_u32 }.submit().blocking_join().unwrap(), 7);
    assert_eq!(async { 7_u32 }.submit().blocking_result_timeout(LONG).unwrap(), 7);
    let never = async { pending::<u32>().await }.submit();
    assert!(matches!(never.blocking_result_timeout(Duration::from_millis(1)), Err(Error::Timeout { .. })));
}

#[dyno::test]
async fn blocking_in_async_code_is_refused() {
    let (gate, task) = submitted();
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| task.blocking_wait(Duration::ZERO)));
    assert!(panic.is_err());
    let done = async { 7_u32 }.submit();
    assert!(done.wait(LONG).await);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| done.blocking_wait(Duration::ZERO)));
    assert!(panic.is_err(), "whether it would have blocked or not");
    let elsewhere = tokio::task::spawn_blocking(move || task.blocking_result());
    gate.notify_one();
    assert_eq!(elsewhere.await.unwrap().unwrap(), 7, "a blocking thread may");
}

#[test]
fn a_task_is_waited_for_by_any_executor() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let task = {
        let _inside = runtime.enter();
        async { pending::<u32>().await }.submit()
    };
    // No runtime here: the timer is that of the task's own.
    let mut wait = pin!(task.wait(Duration::from_millis(1)));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let has_ended = loop {
        match wait.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(has_ended) => break has_ended,
            Poll::Pending => thread::park(),
        }
    };
    assert!(!has_ended);
}

struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
