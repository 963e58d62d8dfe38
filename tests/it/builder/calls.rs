//! Every policy guards a call of a built command as it guards that of an annotated function.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use dyno::{BreakerState, Command, Error};

use super::built;
use crate::command::{Failed, is_open, is_timeout, pending_once, poll_times};

#[dyno::test]
fn what_was_returned_comes_back_and_is_counted() {
    let stock = built(Command::builder("counted"));
    let mut borrowed = 0;
    let here = stock.call_here(|| {
        borrowed += 1;
        Ok::<_, Failed>(borrowed)
    });
    assert_eq!(here.unwrap(), 1);
    assert_eq!(stock.call(|| Ok::<_, Failed>(2)).unwrap(), 2);
    assert!(matches!(stock.call(|| Err::<u32, _>(Failed::Down)), Err(Failed::Down)));
    let totals = stock.snapshot().totals;
    assert_eq!((totals.started, totals.calls.success, totals.calls.failure), (3, 2, 1));
    assert_eq!(totals.attempts.sum(), 3);
}

#[dyno::test]
async fn a_future_or_what_gives_one() {
    let stock = built(Command::builder("async"));
    let name = String::from("rake");
    let by_closure = stock.call_async(|| async { Ok::<_, Failed>(name.len()) }).await;
    let by_future = stock.call_async(async { Ok::<_, Failed>(name.len()) }).await;
    let by_function = stock.call_async(answer).await;
    assert_eq!((by_closure.unwrap(), by_future.unwrap(), by_function.unwrap()), (4, 4, 4));
    assert_eq!(stock.snapshot().totals.calls.success, 3);
}

async fn answer() -> Result<usize, Failed> {
    Ok(4)
}

#[dyno::test(paused)]
async fn a_timeout_ends_what_awaits_and_opens_the_breaker() {
    let stock = built(
        Command::builder("hangs")
            .timeout(Duration::from_secs(2))
            .breaker(|breaker| breaker.consecutive(3).min_calls(3)),
    );
    for _ in 0..3 {
        assert!(is_timeout(&stock.call_async(pending::<Result<u32, Failed>>).await));
    }
    assert!(is_open(&stock.call_async(pending::<Result<u32, Failed>>).await));
    assert_eq!(dyno::breaker("hangs").unwrap().state(), BreakerState::Open);
    let totals = stock.snapshot().totals.calls;
    assert_eq!((totals.timeout, totals.rejected), (3, 1));
}

#[dyno::test]
fn a_timeout_leaves_what_blocks() {
    let stock = built(Command::builder("blocks").timeout(Duration::from_millis(5)).group("blocking"));
    let (go, gone) = channel::<()>();
    let hangs = stock.prepare_once(move || {
        let _ = gone.recv();
        Ok::<_, Failed>(7)
    });
    let late = hangs.call();
    assert!(is_timeout(&late), "{late:?}");
    assert_eq!(dyno::pool("blocking").unwrap().snapshot().settings.threads, 10, "on the pool of its group");
    drop(go);
}

#[dyno::test]
fn a_pool_runs_what_blocks() {
    let stock = built(Command::builder("apart").pool(|pool| pool.threads(1)));
    let here = thread::current().id();
    assert_ne!(stock.call(|| Ok::<_, Failed>(thread::current().id())).unwrap(), here);
    assert_eq!(stock.call_here(|| Ok::<_, Failed>(thread::current().id())).unwrap(), here);
    assert_eq!(stock.snapshot().pool.as_deref(), Some("apart"));
}

#[dyno::test]
fn a_full_bulkhead_turns_away_and_its_queue_waits() {
    let stock = built(Command::builder("full").bulkhead(|bulkhead| bulkhead.permits(1)));
    let inner = stock.call_here(|| match stock.call_here(|| Ok::<_, Failed>(1)) {
        Err(Failed::Guard(Error::Full(full))) if (full.active, full.limit) == (1, 1) => Ok::<_, Failed>(7),
        other => other,
    });
    assert_eq!(inner.unwrap(), 7);

    let queued = built(Command::builder("queued").bulkhead(|bulkhead| bulkhead.permits(1).queue(1)));
    let bulkhead = dyno::bulkhead("queued").unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let registry = dyno::Registry::current();
    thread::scope(|scope| {
        let waits = scope.spawn(|| {
            let _inside = registry.enter();
            queued.call_here(|| Ok::<_, Failed>(3))
        });
        while bulkhead.snapshot().queued == 0 {
            thread::yield_now();
        }
        drop(permit);
        assert_eq!(waits.join().unwrap().unwrap(), 3);
    });
}

#[dyno::test]
async fn dropped_or_panicked_all_is_given_back() {
    let stock = built(Command::builder("leaks").bulkhead(|bulkhead| bulkhead.permits(1)).breaker(|breaker| breaker));
    let waits = || async {
        pending_once().await;
        Ok::<_, Failed>(1)
    };
    assert!(poll_times(stock.call_async(waits), 1).is_none());
    let panicked = catch_unwind(AssertUnwindSafe(|| stock.call_here(|| -> Result<u32, Failed> { panic!("here") })));
    assert!(panicked.is_err());
    assert_eq!(stock.call_async(waits).await.unwrap(), 1);
    let snapshot = stock.snapshot();
    let calls = snapshot.totals.calls;
    assert_eq!((calls.cancelled, calls.panicked, calls.success, snapshot.in_flight), (1, 1, 1, 0));
}

#[dyno::test(paused)]
async fn a_callers_time_is_what_its_callees_have() {
    let outer = built(Command::builder("outer").timeout(Duration::from_secs(1)));
    let inner = built(Command::builder("inner").timeout(Duration::from_secs(60)));
    let begun = tokio::time::Instant::now();
    let late = outer.call_async(|| inner.call_async(pending::<Result<u32, Failed>>)).await;
    assert!(is_timeout(&late));
    assert_eq!(begun.elapsed(), Duration::from_secs(1));
}

#[dyno::test(paused)]
async fn limits_can_be_set_while_it_runs() {
    let stock = built(Command::builder("built and configured"));
    stock.configure(|settings| settings.timeout = Some(Duration::from_secs(1))).unwrap();
    assert!(is_timeout(&stock.call_async(pending::<Result<u32, Failed>>).await));
    let again = built(Command::builder("built and configured"));
    assert_eq!(again.settings().timeout, Some(Duration::from_secs(1)), "what was set stays set");
}
