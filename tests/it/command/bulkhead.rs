//! A bulkhead before a function: a permit for each attempt, waits within its time, and what the breaker hears of it.

use std::future::pending;
use std::sync::mpsc::channel;
use std::time::Duration;

use dyno::{BreakerState, Bulkhead, BulkheadPermit, Cause, Error, SettingsError, Submit, command};
use tokio::time::{Instant, advance, sleep};

use super::{Failed, is_open, is_timeout, poll_times};

const SECOND: Duration = Duration::from_secs(1);

fn is_full<T: std::fmt::Debug>(result: &Result<T, Failed>) -> bool {
    matches!(result, Err(Failed::Guard(Error::Full { .. })))
}

/// How many are at work and how many wait.
fn taken(bulkhead: &Bulkhead) -> (u32, u32) {
    let snapshot = bulkhead.snapshot();
    (snapshot.active, snapshot.queued)
}

/// Takes all that a bulkhead of one has.
fn only(bulkhead: &Bulkhead) -> BulkheadPermit<'_> {
    bulkhead.try_acquire().expect("it is free")
}

#[command(bulkhead("depot", permits = 1))]
fn stock() -> Result<u32, Failed> {
    assert_eq!(taken(&dyno::bulkhead("depot").unwrap()), (1, 0));
    Ok(7)
}

#[dyno::bulkhead("depot")]
async fn price() -> Result<u32, Failed> {
    assert_eq!(taken(&dyno::bulkhead("depot").unwrap()), (1, 0));
    Ok(3)
}

#[dyno::test]
async fn functions_share_permits_by_name() {
    let depot = dyno::bulkhead("depot").expect("it is declared");
    assert_eq!((depot.settings().permits, depot.settings().queue), (1, 0));
    assert_eq!((stock().unwrap(), price().await.unwrap()), (7, 3));
    let permit = only(&depot);
    assert!(is_full(&stock()));
    let Err(Failed::Guard(Error::Full { name, active, queued, limit, .. })) = price().await else { panic!("let in") };
    assert_eq!((&*name, active, queued, limit), ("depot", 1, 0, 1));
    drop(permit);
    assert_eq!((stock().unwrap(), price().await.unwrap()), (7, 3));
    let calls = stock::metrics().totals;
    assert_eq!((calls.calls.success, calls.calls.rejected, calls.attempts.rejected), (2, 1, 1));
    assert_eq!(depot.snapshot().rejected, 2);
    assert_eq!(taken(&depot), (0, 0));
}

#[command(bulkhead = 2)]
fn own() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn a_bulkhead_without_a_name_has_the_functions() {
    let bulkhead = own::bulkhead();
    assert_eq!((bulkhead.name(), bulkhead.settings().permits), ("it::command::bulkhead::own", 2));
    assert_eq!(own::metrics().bulkhead.as_deref(), Some("it::command::bulkhead::own"));
    let snapshot = dyno::snapshot();
    assert!(snapshot.bulkheads.iter().any(|seen| seen.name == bulkhead.name() && seen.permits == 2));
    assert!(
        dyno::why("it::command::bulkhead::own").unwrap().ends_with("; its bulkhead is `it::command::bulkhead::own`")
    );
    assert!(dyno::why("depot").unwrap().starts_with("bulkhead depot: 0 of 1 permits are taken"));
    assert_eq!(dyno::bulkhead("depo").unwrap_err().nearest.as_deref(), Some("depot"));
}

#[command(bulkhead)]
fn plain() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn it_may_be_resized_while_it_runs() {
    assert_eq!(plain::bulkhead().settings().permits, 10);
    plain::bulkhead().resize(1, 0).unwrap();
    let bulkhead = plain::bulkhead();
    let permit = only(&bulkhead);
    assert!(is_full(&plain()));
    plain::bulkhead().resize(2, 0).unwrap();
    assert_eq!(plain().unwrap(), 1);
    drop(permit);
}

#[command(bulkhead(1), fallback = |cause| {
    seen.send(matches!(cause, Cause::Dyno(Error::Full { .. }))).unwrap();
    0
})]
fn answered(seen: std::sync::mpsc::Sender<bool>) -> u32 {
    drop(seen);
    1
}

#[dyno::test]
fn the_fallback_sees_that_it_is_full() {
    let (sender, seen) = channel();
    let bulkhead = answered::bulkhead();
    let _permit = only(&bulkhead);
    assert_eq!(answered(sender), 0);
    assert_eq!(seen.try_recv(), Ok(true));
    assert_eq!(answered::metrics().totals.fallback_success, 1);
}

#[command(timeout = 10s, bulkhead(1, queue = 1, queue_timeout = 1s), breaker(consecutive = 1, open_for = 5s))]
async fn queued(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn it_waits_no_longer_than_the_queue_allows() {
    let bulkhead = queued::bulkhead();
    let permit = only(&bulkhead);
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout { name, limit, elapsed, .. })) = queued(SECOND).await else { panic!("in") };
    assert_eq!((&*name, limit, elapsed, began.elapsed()), ("it::command::bulkhead::queued", SECOND, SECOND, SECOND));
    let seen = queued::metrics();
    assert_eq!((seen.totals.calls.timeout, seen.totals.attempts.timeout, seen.in_flight), (1, 1, 0));
    assert_eq!(queued::breaker().state(), BreakerState::Closed, "its body never began");
    assert_eq!(queued::breaker().snapshot().counted, 0);
    assert_eq!(bulkhead.snapshot().timed_out, 1);
    assert_eq!(taken(&bulkhead), (1, 0));
    drop(permit);
    assert_eq!(queued(SECOND).await.unwrap(), 1);
}

#[dyno::test(paused)]
async fn a_call_waits_for_its_permit_and_goes_on() {
    let bulkhead = queued::bulkhead();
    let first = queued(SECOND / 2).submit();
    let second = queued(SECOND / 2).submit();
    sleep(SECOND / 4).await;
    assert_eq!(taken(&bulkhead), (1, 1));
    assert!(is_full(&queued(SECOND).await), "so many wait already");
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (1, 1));
    assert_eq!(taken(&bulkhead), (0, 0));
    let totals = queued::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.rejected), (2, 1));
    assert_eq!(queued::breaker().state(), BreakerState::Closed);
}

#[command(timeout = 3s, bulkhead(1, queue = 5), breaker(consecutive = 1, open_for = 5s))]
async fn hurried(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn a_wait_is_part_of_the_calls_own_time() {
    let bulkhead = hurried::bulkhead();
    let permit = only(&bulkhead);
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout { limit, elapsed, .. })) = hurried(SECOND).await else { panic!("let in") };
    assert_eq!((limit, elapsed, began.elapsed()), (3 * SECOND, 3 * SECOND, 3 * SECOND));
    assert_eq!(hurried::breaker().state(), BreakerState::Closed, "its body never began");
    assert_eq!((bulkhead.snapshot().timed_out, hurried::metrics().totals.calls.timeout), (1, 1));

    // What is left of it is for the body, whose fault it is then.
    let call = hurried(5 * SECOND).submit();
    sleep(2 * SECOND).await;
    drop(permit);
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout { limit, elapsed, .. })) = call.await else { panic!("in time") };
    assert_eq!((limit, elapsed, began.elapsed()), (3 * SECOND, 3 * SECOND, SECOND));
    assert_eq!(hurried::breaker().state(), BreakerState::Open);
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[command(timeout = 1s)]
async fn caller(how_long: Duration) -> Result<u32, Failed> {
    hurried(how_long).await
}

#[dyno::test(paused)]
async fn a_wait_ends_with_the_callers_time() {
    let bulkhead = hurried::bulkhead();
    let permit = only(&bulkhead);
    let began = Instant::now();
    assert!(is_timeout(&caller(SECOND).await));
    assert_eq!(began.elapsed(), SECOND);
    assert_eq!(taken(&bulkhead), (1, 0));
    assert_eq!(hurried::breaker().state(), BreakerState::Closed);
    drop(permit);
}

#[command(bulkhead(1, queue = 5), breaker(slow_call = 1s, min_calls = 1, consecutive = off))]
async fn slow(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn a_wait_makes_no_call_slow() {
    let bulkhead = slow::bulkhead();
    let permit = only(&bulkhead);
    let call = slow(SECOND / 2).submit();
    sleep(5 * SECOND).await;
    drop(permit);
    assert_eq!(call.await.unwrap(), 1);
    let seen = slow::breaker().snapshot();
    assert_eq!((seen.state, seen.counted, seen.slow), (BreakerState::Closed, 1, 0));
}

#[command(bulkhead(1), breaker(consecutive = 2, open_for = 1s, probes = 1, jitter = 0%))]
fn neutral(good: bool) -> Result<u32, Failed> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[dyno::test(paused)]
async fn a_rejection_is_no_news_and_gives_its_probe_back() {
    let bulkhead = neutral::bulkhead();
    {
        let _permit = only(&bulkhead);
        for _ in 0..5 {
            assert!(is_full(&neutral(true)));
        }
    }
    assert_eq!(neutral::breaker().state(), BreakerState::Closed);
    neutral::breaker().trip().unwrap();
    assert!(is_open(&neutral(true)), "the breaker comes first");
    assert_eq!(bulkhead.snapshot().rejected, 5);
    advance(SECOND).await;
    {
        let _permit = only(&bulkhead);
        for _ in 0..3 {
            assert!(is_full(&neutral(true)));
        }
    }
    assert_eq!(neutral::breaker().state(), BreakerState::HalfOpen);
    assert_eq!(neutral(true).unwrap(), 1);
    assert_eq!(neutral::breaker().state(), BreakerState::Closed);
}

#[command(bulkhead(1), breaker(consecutive = 2, count_rejections = true))]
fn counted() -> Result<u32, Failed> {
    Ok(1)
}

#[command(bulkhead(1, queue = 1), breaker(consecutive = 2, count_rejections = true))]
async fn counted_async() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
async fn a_rejection_is_a_failure_where_the_breaker_wants_it() {
    let bulkhead = counted::bulkhead();
    let permit = only(&bulkhead);
    assert!(is_full(&counted()) && is_full(&counted()));
    assert!(is_open(&counted()));
    drop(permit);
    counted::breaker().reset();
    counted::breaker().configure(|settings| settings.count_rejections = false).unwrap();
    let _permit = only(&bulkhead);
    for _ in 0..5 {
        assert!(is_full(&counted()));
    }

    let bulkhead = counted_async::bulkhead();
    let _permit = only(&bulkhead);
    let _waits = Box::pin(bulkhead.acquire());
    let waits = counted_async().submit();
    tokio::task::yield_now().await;
    assert!(is_full(&counted_async().await) && is_full(&counted_async().await));
    assert!(is_open(&counted_async().await));
    assert_eq!(waits.cancel("enough"), dyno::Cancel::Interrupted);
    assert_eq!(taken(&bulkhead), (1, 0));
}

#[command(bulkhead(1, queue = 2), timeout = 10s)]
async fn hangs(panics: bool) -> Result<u32, Failed> {
    assert!(!panics, "as planned");
    pending().await
}

#[dyno::test(paused)]
async fn a_permit_is_given_back_however_the_attempt_ends() {
    let bulkhead = hangs::bulkhead();
    assert!(poll_times(hangs(false), 3).is_none());
    assert_eq!(taken(&bulkhead), (0, 0), "dropped at work");
    {
        let _permit = only(&bulkhead);
        assert!(poll_times(hangs(false), 3).is_none());
        assert_eq!(taken(&bulkhead), (1, 0), "dropped while it waits");
    }
    let task = hangs(false).submit();
    sleep(SECOND).await;
    assert_eq!(taken(&bulkhead), (1, 0));
    task.cancel("enough");
    assert_eq!(taken(&bulkhead), (0, 0), "cancelled");
    let panicked = hangs(true).submit().join().await;
    assert!(matches!(panicked, Err(Error::Panicked { .. })));
    assert_eq!(taken(&bulkhead), (0, 0), "panicked");
    assert!(is_timeout(&hangs(false).await));
    assert_eq!(taken(&bulkhead), (0, 0), "timed out");
    assert_eq!(hangs::metrics().in_flight, 0);
}

#[command(bulkhead(1, queue = 2, queue_timeout = 1s), timeout = 10s, fallback = |_| Ok(0))]
async fn steps(number: u32) -> Result<u32, Failed> {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
    Err(Failed::Down)
}

#[dyno::test(paused)]
async fn a_call_dropped_at_any_await_leaves_no_permit_behind() {
    let bulkhead = steps::bulkhead();
    for polls in 0..=6 {
        // With a permit that is free, with none, and with one that is handed over after so many polls.
        for freed_after in [None, Some(9), Some(0), Some(1), Some(2)] {
            let mut permit = freed_after.map(|_| only(&bulkhead));
            let mut call = Box::pin(steps(3));
            for poll in 0..polls {
                if freed_after == Some(poll) {
                    permit = None;
                }
                if poll_times(call.as_mut(), 1).is_some() {
                    break;
                }
            }
            drop(call);
            assert_eq!(
                taken(&bulkhead),
                (u32::from(permit.is_some()), 0),
                "{polls} polls, freed after {freed_after:?}"
            );
        }
    }
    let seen = steps::metrics();
    assert_eq!((seen.in_flight, seen.totals.attempts.sum()), (0, seen.totals.started));
    assert!(seen.totals.fallback_success > 0 && seen.totals.calls.cancelled > 0);
}

#[command(bulkhead(1))]
async fn shared() -> Result<u32, Error> {
    sleep(SECOND).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn a_permit_is_free_when_whoever_waits_for_the_task_wakes() {
    let bulkhead = shared::bulkhead();
    let task = shared().submit().share();
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let (task, bulkhead) = (task.clone(), bulkhead.clone());
            tokio::spawn(async move {
                task.wait(5 * SECOND).await;
                taken(&bulkhead)
            })
        })
        .collect();
    for waiter in waiters {
        assert_eq!(waiter.await.unwrap(), (0, 0));
    }
}

#[dyno::test(paused)]
async fn a_permit_that_was_handed_to_a_dropped_call_goes_on() {
    let bulkhead = queued::bulkhead();
    let permit = only(&bulkhead);
    let mut first = Box::pin(queued(SECOND));
    assert!(poll_times(first.as_mut(), 1).is_none());
    bulkhead.resize(1, 2).unwrap();
    let second = queued(SECOND).submit();
    sleep(SECOND / 4).await;
    assert_eq!(taken(&bulkhead), (1, 2));
    drop(permit);
    assert_eq!(taken(&bulkhead), (1, 1), "handed to the first, which is not polled");
    drop(first);
    assert_eq!(second.await.unwrap(), 1);
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[command(bulkhead("blocking", permits = 1, queue = 1, queue_timeout = 1ms))]
fn blocks() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn a_sync_call_blocks_while_it_waits() {
    let bulkhead = blocks::bulkhead();
    let permit = only(&bulkhead);
    assert!(is_timeout(&blocks()));
    assert_eq!(blocks::metrics().totals.calls.timeout, 1);
    bulkhead.configure(|settings| settings.queue_timeout = None).unwrap();
    let here = dyno::Registry::current();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| {
            let _scope = here.enter();
            blocks()
        });
        while bulkhead.snapshot().queued == 0 {
            std::thread::yield_now();
        }
        drop(permit);
        assert_eq!(call.join().unwrap().unwrap(), 1);
    });
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[command(timeout = 50ms)]
async fn calls_what_blocks() -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    blocks()
}

#[dyno::test]
async fn a_sync_call_blocks_no_longer_than_its_caller_has_time() {
    let bulkhead = blocks::bulkhead();
    bulkhead.configure(|settings| settings.queue_timeout = None).unwrap();
    let _permit = only(&bulkhead);
    assert!(is_timeout(&calls_what_blocks().await));
    assert_eq!(blocks::metrics().totals.calls.timeout, 1);
    assert_eq!(taken(&bulkhead), (1, 0));
}

#[command(bulkhead("two sets", permits = 1))]
fn one_set() -> Result<u32, Failed> {
    Ok(1)
}

#[command(bulkhead("two sets", permits = 2))]
fn other_set() -> Result<u32, Failed> {
    Ok(1)
}

const NONE: u32 = 0;

#[command(bulkhead(permits = NONE))]
fn no_permits() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn wrong_settings_are_found_at_the_start_with_their_places() {
    let problems = dyno::validate().unwrap_err();
    let conflicts = problems.0.iter().filter(|problem| matches!(problem, SettingsError::Conflict { .. }));
    let conflict = conflicts.map(ToString::to_string).find(|text| text.contains("two sets")).unwrap();
    assert_eq!(conflict.matches("tests/it/command/bulkhead.rs:").count(), 2, "{conflict}");
    let text = problems.to_string();
    assert!(
        text.contains("bulkhead `it::command::bulkhead::no_permits`: `permits` is 0, but must be from 1"),
        "{text}"
    );
    let results = [one_set(), other_set(), no_permits()].map(|result| match result {
        Ok(_) => true,
        Err(Failed::Guard(Error::Misconfigured { .. })) => false,
        Err(other) => panic!("{other:?}"),
    });
    assert_eq!(results, [true, false, false]);
}
