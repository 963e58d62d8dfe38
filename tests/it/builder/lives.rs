//! How long a built command lives.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use dyno::{Command, Registry};

use super::built;
use crate::command::{Failed, pending_once, poll_times};

/// How many are kept that nobody holds.
const MOST: usize = 1_024;
/// How many of them go at once when there is no more room.
const BATCH: usize = 128;

fn tenant(number: usize) -> Command {
    built(Command::builder(format!("tenant {number:05}")).breaker(|breaker| breaker))
}

fn living() -> usize {
    dyno::commands().iter().filter(|command| command.name().starts_with("tenant ")).count()
}

#[dyno::test]
fn what_was_counted_is_found_again_by_whoever_builds_it_anew() {
    for _ in 0..10 {
        tenant(1).call_here(|| Ok::<_, Failed>(1)).unwrap();
    }
    assert_eq!(tenant(1).snapshot().totals.calls.success, 10);
}

#[dyno::test]
fn a_bounded_number_of_them_is_kept_the_last_used() {
    tenant(0).call_here(|| Ok::<_, Failed>(1)).unwrap();
    let held = tenant(90_000);
    for number in 1..=10 * MOST {
        tenant(number);
        // Used again and again, it stays.
        Command::named("tenant 00000").unwrap();
    }
    assert!((MOST - BATCH..=MOST + 1).contains(&living()), "{}", living());
    assert_eq!(tenant(0).snapshot().totals.calls.success, 1);
    assert!(Command::named(&format!("tenant {:05}", 10 * MOST)).is_ok());
    assert!(
        Command::named(&format!("tenant {:05}", 10 * MOST - (MOST - BATCH) + 2)).is_ok(),
        "the last 896 for certain"
    );
    assert!(Command::named("tenant 00001").is_err());
    assert!(dyno::breaker("tenant 00001").is_err(), "its breaker went along");
    assert!(Command::named(held.name()).is_ok(), "what is held lives, however long ago it was used");
}

#[dyno::test]
fn what_is_held_or_in_flight_is_not_made_twice() {
    let held = tenant(1);
    let mut call = Box::pin(tenant(2).call_async(|| async {
        pending_once().await;
        Ok::<_, Failed>(1)
    }));
    assert!(poll_times(call.as_mut(), 1).is_none());
    for number in 10..10 + 2 * MOST {
        tenant(number);
    }
    let in_flight = Command::named("tenant 00002").unwrap().snapshot();
    assert_eq!(in_flight.in_flight, 1, "{in_flight:?}");
    held.call_here(|| Ok::<_, Failed>(1)).unwrap();
    assert_eq!(tenant(1).snapshot().totals.calls.success, 1, "the very same");
    assert_eq!(poll_times(call.as_mut(), 1).unwrap().unwrap(), 1);
    assert_eq!(tenant(2).snapshot().totals.calls.success, 1);
}

#[dyno::test]
fn more_than_the_bound_live_as_long_as_they_are_held() {
    let all: Vec<_> = (0..3 * MOST).map(tenant).collect();
    assert_eq!(living(), 3 * MOST);
    drop(all);
    assert!(living() <= MOST);
}

#[dyno::test]
fn what_leaves_comes_back() {
    let held = tenant(1);
    for number in 10..10 + 2 * MOST {
        tenant(number);
    }
    // Not kept any more, but alive; built again it is kept again.
    tenant(1).call_here(|| Ok::<_, Failed>(1)).unwrap();
    drop(held);
    assert_eq!(tenant(1).snapshot().totals.calls.success, 1);
}

#[dyno::test]
fn many_threads_that_build_one_name_share_one_command() {
    let registry = Registry::current();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let _inside = registry.enter();
                for number in 0..500 {
                    tenant(number % 50).call_here(|| Ok::<_, Failed>(1)).unwrap();
                }
            });
        }
    });
    let counted: u64 = (0..50).map(|number| tenant(number).snapshot().totals.calls.success).sum();
    assert_eq!(counted, 8 * 500);
}

#[dyno::test]
fn a_registry_takes_what_it_keeps_along() {
    let tenant_registry = Registry::new();
    let token = Arc::new(());
    let kept = token.clone();
    {
        let _inside = tenant_registry.enter();
        let rule = move |_| Duration::from_secs(Arc::strong_count(&kept) as u64);
        built(Command::builder("kept").breaker(|breaker| breaker.open_for_by(rule)))
            .call_here(|| Ok::<_, Failed>(1))
            .unwrap();
    }
    assert_eq!(Arc::strong_count(&token), 2, "kept for whoever builds it again");
    drop(tenant_registry);
    assert_eq!(Arc::strong_count(&token), 1);
}
