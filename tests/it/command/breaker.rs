//! A breaker before a function: shared by name, found by name, and wrong settings of it.

use std::sync::Arc;
use std::time::Duration;

use dyno::{Breaker, BreakerState, Error, ManualClock, Registry, SettingsError, command, error};

use super::{Failed, is_open};

#[command(breaker("warehouse", consecutive = 3, min_calls = 5))]
fn stock(good: bool) -> Result<u32, Failed> {
    if good { Ok(7) } else { Err(Failed::Down) }
}

#[command(breaker = "warehouse")]
fn price(good: bool) -> Result<u32, Failed> {
    if good { Ok(3) } else { Err(Failed::Down) }
}

#[dyno::test]
fn functions_share_a_breaker_by_name() {
    price(false).unwrap_err();
    stock(false).unwrap_err();
    assert!(!is_open(&price(false)));
    assert!(is_open(&stock(true)));
    assert!(is_open(&price(true)));
    assert_eq!(dyno::breaker("warehouse").unwrap().state(), BreakerState::Open);
}

#[dyno::test]
fn settings_are_found_where_they_stand_whoever_is_called_first() {
    assert_eq!(price::breaker().settings().consecutive, Some(3));
    assert_eq!(dyno::breaker("warehouse").unwrap().settings().min_calls, 5);
}

#[dyno::test]
fn a_declared_breaker_is_found_before_any_call() {
    dyno::breaker("warehouse").unwrap().trip().unwrap();
    assert!(is_open(&stock(true)));
    let unknown = dyno::breaker("warehose").unwrap_err();
    assert_eq!(unknown.nearest.as_deref(), Some("warehouse"));
}

#[command(breaker)]
fn own(good: bool) -> Result<u32, Failed> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[dyno::test]
fn a_breaker_without_a_name_has_the_functions() {
    assert_eq!(own::breaker().name(), "it::command::breaker::own");
    for _ in 0..20 {
        assert!(!is_open(&own(false)));
    }
    let Err(Failed::Guard(Error::Open(open))) = own(true) else { panic!("admitted") };
    let error::Open { name, retry_after, counted, .. } = Arc::unwrap_or_clone(open);
    assert_eq!((&*name, counted), ("it::command::breaker::own", 20));
    assert!(retry_after.is_some());
}

#[dyno::test]
fn instances_do_not_share_state() {
    own::breaker().trip().unwrap();
    let tenant = Registry::new();
    {
        let _inside = tenant.enter();
        assert_eq!(own(true).unwrap(), 1);
        assert_eq!(own::metrics().totals.started, 1);
    }
    assert!(is_open(&own(true)));
    assert_eq!(own::metrics().totals.started, 1);
}

#[command(breaker("twice", probes = 2))]
fn first_of_two() -> Result<u32, Failed> {
    Ok(1)
}

#[command(breaker("twice", probes = 3))]
fn second_of_two() -> Result<u32, Failed> {
    Ok(1)
}

#[command(breaker(failure_rate = TOO_MUCH))]
fn out_of_range() -> Result<u32, Failed> {
    Ok(1)
}

const TOO_MUCH: f64 = 1.5;

#[dyno::test]
fn wrong_settings_are_found_at_the_start_with_their_places() {
    let problems = dyno::validate().unwrap_err();
    let text = problems.to_string();
    let conflicts = problems.0.iter().filter(|problem| matches!(problem, SettingsError::Conflict { .. }));
    let conflict = conflicts.map(ToString::to_string).find(|text| text.contains("twice")).unwrap();
    assert_eq!(conflict.matches("tests/it/command/breaker.rs:").count(), 2, "{conflict}");
    assert!(text.contains("breaker `it::command::breaker::out_of_range`: `failure_rate` is 150%"), "{text}");
}

#[dyno::test]
fn a_command_with_wrong_settings_rejects_calls_and_says_why() {
    assert_eq!(first_of_two().unwrap(), 1);
    let Err(Failed::Guard(refused @ Error::Misconfigured { .. })) = second_of_two() else { panic!("admitted") };
    assert!(refused.is_rejection());
    assert!(refused.to_string().contains("two different sets of settings"), "{refused}");
    assert_eq!(second_of_two::metrics().totals.calls.rejected, 1);
    assert_eq!(second_of_two::breaker().settings().probes, 2);

    assert!(out_of_range().is_err());
    assert!(dyno::why("out_of_range").is_err());
    assert_eq!(out_of_range::breaker().settings().failure_rate, Some(0.5));
    assert!(out_of_range::metrics().problem.is_some());
}

#[command(breaker("ruled", open_for = |_| Duration::from_secs(1)))]
fn ruled() -> Result<u32, Failed> {
    Ok(1)
}

#[command(breaker("ruled", open_for = |_| Duration::from_secs(9)))]
fn ruled_otherwise() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn two_rules_at_two_places_are_two_sets_of_settings() {
    assert_eq!(ruled().unwrap(), 1);
    assert!(matches!(ruled_otherwise(), Err(Failed::Guard(Error::Misconfigured { .. }))));
}

#[dyno::test]
fn the_same_place_may_be_met_by_many_threads_at_once() {
    let own = Registry::current();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let _inside = own.enter();
                assert_eq!(ruled().unwrap(), 1);
            });
        }
    });
}

#[command(timeout = ZERO)]
async fn mended() -> Result<u32, Failed> {
    Ok(1)
}

const ZERO: Duration = Duration::ZERO;

#[dyno::test]
async fn a_command_with_wrong_settings_is_mended_by_right_ones() {
    assert!(matches!(mended().await, Err(Failed::Guard(Error::Misconfigured { .. }))));
    let command = dyno::Command::named("it::command::breaker::mended").unwrap();
    command.configure(|settings| settings.timeout = Some(Duration::from_secs(1))).unwrap();
    assert_eq!(mended().await.unwrap(), 1);
    assert_eq!(command.snapshot().problem, None);
}

#[command(breaker = "sundial")]
fn noon(good: bool) -> Result<u32, Failed> {
    if good { Ok(12) } else { Err(Failed::Down) }
}

#[test]
fn commands_use_the_time_of_their_registry_whatever_clock_the_breaker_has_by_hand() {
    let (time, other) = (ManualClock::new(), ManualClock::new());
    let _inside = Registry::with_clock(&time).enter();
    let _breaker = Breaker::builder("sundial").clock(&other).consecutive(2).jitter(0.0).build().unwrap();
    noon(false).unwrap_err();
    noon(false).unwrap_err();
    for _ in 0..2 {
        assert!(is_open(&noon(true)));
    }
    time.advance(Duration::from_secs(5));
    assert_eq!(noon(true).unwrap(), 12);
}
