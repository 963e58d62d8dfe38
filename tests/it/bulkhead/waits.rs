//! Waiting for a permit: order, time limits, and leaving at any moment.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use dyno::{Bulkhead, Error};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use super::{Alarm, begin, bulkhead, poll, taken};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn whoever_came_first_is_let_in_first() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(3));
    let permit = bulkhead.try_acquire().unwrap();
    let [mut first, mut second, mut third] = [(); 3].map(|()| begin(&bulkhead));
    assert!(matches!(bulkhead.try_acquire(), Err(Error::Full(full)) if full.active == 1 && full.queued == 3));
    drop(permit);
    assert_eq!(taken(&bulkhead), (1, 2), "the permit was handed over at once");
    assert!(poll(&mut third).is_pending() && poll(&mut second).is_pending());
    assert!(bulkhead.try_acquire().is_err(), "nobody overtakes");
    let Poll::Ready(Ok(permit)) = poll(&mut first) else { panic!("it was its turn") };
    drop(permit);
    assert!(poll(&mut third).is_pending());
    let Poll::Ready(Ok(permit)) = poll(&mut second) else { panic!("it was its turn") };
    drop((permit, third));
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn whoever_is_let_in_is_woken_once_by_its_last_waker() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(1));
    let permit = bulkhead.try_acquire().unwrap();
    let mut waiting = begin(&bulkhead);
    let alarms = [(); 2].map(|()| Arc::new(Alarm::default()));
    for alarm in [&alarms[0], &alarms[1], &alarms[1]] {
        let waker = Waker::from(Arc::clone(alarm));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    drop(permit);
    assert_eq!(alarms.each_ref().map(|alarm| alarm.0.load(Ordering::SeqCst)), [0, 1]);
    assert_eq!(Arc::strong_count(&alarms[0]), 1, "it was let go");
    assert!(poll(&mut waiting).is_ready());
}

#[test]
fn a_waker_may_use_the_bulkhead() {
    use std::task::Wake;

    struct Leaves(Bulkhead);
    impl Wake for Leaves {
        fn wake(self: Arc<Self>) {
            assert_eq!(taken(&self.0), (1, 0));
            assert!(self.0.try_acquire().is_err());
            panic!("as planned");
        }
    }

    let bulkhead = bulkhead(|it| it.permits(1).queue(1));
    let permit = bulkhead.try_acquire().unwrap();
    let waker = Waker::from(Arc::new(Leaves(bulkhead.clone())));
    let mut waiting = Box::pin(bulkhead.acquire());
    assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    drop(permit); // its panic is contained
    drop(waiting);
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn dropping_a_wait_at_any_moment_loses_nothing() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(3));
    // Before it was polled.
    drop(bulkhead.acquire());
    // While it waits: at the front, and in the middle.
    let permit = bulkhead.try_acquire().unwrap();
    let [first, second, mut third] = [(); 3].map(|()| begin(&bulkhead));
    drop(second);
    assert_eq!(taken(&bulkhead), (1, 2));
    drop(first);
    assert_eq!(taken(&bulkhead), (1, 1));
    // When the permit was handed to it and it does not know.
    let mut fourth = begin(&bulkhead);
    drop(permit);
    assert_eq!(taken(&bulkhead), (1, 1));
    assert!(poll(&mut fourth).is_pending());
    drop(third);
    let Poll::Ready(Ok(permit)) = poll(&mut fourth) else { panic!("it was handed on") };
    // When it has the permit.
    third = begin(&bulkhead);
    drop((third, permit, fourth));
    assert_eq!(taken(&bulkhead), (0, 0));
    assert!(bulkhead.try_acquire().is_ok());
}

#[dyno::test(paused)]
async fn a_wait_ends_when_its_time_is_up() {
    let bulkhead = Bulkhead::builder("db").permits(1).queue(2).queue_timeout(SECOND).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let began = Instant::now();
    let error = bulkhead.acquire().await.unwrap_err();
    assert_eq!(began.elapsed(), SECOND);
    assert!(
        matches!(&error, Error::Timeout(timeout) if timeout.limit == SECOND && timeout.elapsed == SECOND),
        "{error:?}"
    );
    assert_eq!(error.name(), "db");
    let snapshot = bulkhead.snapshot();
    assert_eq!((snapshot.active, snapshot.queued, snapshot.timed_out, snapshot.rejected), (1, 0, 1, 0));

    let waits = tokio::spawn({
        let bulkhead = bulkhead.clone();
        async move { bulkhead.acquire().await.map(drop) }
    });
    sleep(SECOND / 2).await;
    drop(permit);
    waits.await.unwrap().expect("in time");
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn a_time_limit_needs_a_timer_only_when_it_waits() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(1).queue_timeout(SECOND));
    let mut acquire = Box::pin(bulkhead.acquire());
    let context = &mut Context::from_waker(Waker::noop());
    let Poll::Ready(Ok(permit)) = acquire.as_mut().poll(context) else { panic!("it was free") };
    let mut waits = Box::pin(bulkhead.acquire());
    assert!(matches!(waits.as_mut().poll(context), Poll::Ready(Err(Error::NoRuntime { .. }))));
    assert_eq!(taken(&bulkhead), (1, 0));
    drop(permit);
}

#[dyno::test]
async fn tasks_take_turns() {
    const TASKS: u32 = 50;
    let bulkhead = Bulkhead::builder("db").permits(3).queue(TASKS).build().unwrap();
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let bulkhead = bulkhead.clone();
            tokio::spawn(async move {
                let work = async {
                    for _ in 0..5 {
                        yield_now().await;
                    }
                    Ok::<_, Error>(())
                };
                bulkhead.call_async(work).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let snapshot = bulkhead.snapshot();
    assert_eq!((snapshot.active, snapshot.queued, snapshot.peak, snapshot.rejected), (0, 0, 3, 0));
}
