//! A bulkhead before a function: a permit for each attempt, waits within its time, and what the breaker hears of it.

mod leaves;
mod waits;

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use dyno::{BreakerState, Bulkhead, BulkheadPermit, Cause, Error, SettingsError, Submit, command, error};
use tokio::time::advance;

use super::{Failed, is_open};

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
    let Err(Failed::Guard(Error::Full(full))) = price().await else { panic!("let in") };
    let error::Full { name, active, queued, limit, .. } = Arc::unwrap_or_clone(full);
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
