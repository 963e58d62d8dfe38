//! Commands seen and steered while they run.

use std::time::Duration;

use dyno::{BreakerState, Command, SettingsError, Snapshot, command};

use super::Failed;

#[command(timeout = 1s, breaker("steered", consecutive = 2), fallback = 0, group = "checkout", name = "pay")]
async fn pay(good: bool) -> Result<u32, Failed> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[command]
async fn unguarded() -> u32 {
    1
}

#[command(breaker = "steered")]
fn sync() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
async fn a_snapshot_has_every_declared_command_and_breaker_from_the_start() {
    let find = |snapshot: &Snapshot| snapshot.commands.iter().find(|command| command.name == "pay").cloned().unwrap();
    let before = dyno::snapshot();
    assert_eq!(find(&before).totals.started, 0);
    assert!(before.breakers.iter().any(|breaker| breaker.name == "steered"));

    pay(true).await.unwrap();
    pay(false).await.unwrap();
    let after = dyno::snapshot();
    let pay = find(&after);
    assert_eq!((pay.group.as_str(), pay.breaker.as_deref(), pay.fallback), ("checkout", Some("steered"), true));
    assert!(pay.place.starts_with("tests/it/command/steering.rs:"), "{}", pay.place);
    assert_eq!((pay.totals.calls.success, pay.totals.calls.failure, pay.totals.fallback_success), (1, 1, 1));
    assert_eq!(pay.settings.timeout, Some(Duration::from_secs(1)));
    assert_eq!(dyno::snapshot().commands, after.commands, "reading changes nothing");
}

#[dyno::test(paused)]
async fn a_snapshot_survives_json() {
    pay(false).await.unwrap();
    pay(false).await.unwrap();
    let snapshot = dyno::snapshot();
    let json = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), snapshot, "{json}");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let breaker = value["breakers"].as_array().unwrap().iter().find(|breaker| breaker["name"] == "steered").unwrap();
    assert_eq!(breaker["state"], "open");
    assert_eq!(breaker["settings"]["open_for"], "5s");
    assert_eq!(breaker["settings"]["failure_rate"], "50%");
    assert_eq!(breaker["settings"]["slow_call"], "off");
}

#[dyno::test]
async fn events_tell_each_transition_in_order() {
    pay(false).await.unwrap();
    pay(false).await.unwrap();
    dyno::breaker("steered").unwrap().reset();
    let events: Vec<_> = dyno::events(0).iter().map(ToString::to_string).collect();
    assert_eq!(
        events,
        [
            "breaker steered: closed -> open, 2 calls failed in a row",
            "breaker steered: open -> closed, by hand (reset)"
        ]
    );
    assert_eq!(dyno::events(1).len(), 1);
    assert_eq!(dyno::events(9), []);
}

#[dyno::test]
async fn why_answers_for_breakers_and_commands() {
    let closed = dyno::why("steered").unwrap();
    assert!(closed.contains("been closed") && closed.contains("0 of 0 calls failed"), "{closed}");
    pay(false).await.unwrap();
    pay(false).await.unwrap();
    let open = dyno::why("steered").unwrap();
    assert!(open.contains("been open") && open.contains("2 calls failed in a row"), "{open}");
    let command = dyno::why("pay").unwrap();
    assert!(command.contains("2 failed") && command.contains("2 answered by the fallback"), "{command}");

    let unknown = dyno::why("steerd").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no command, breaker, bulkhead, fuse, harness, pool, rate limit or retry is called `steerd` here: did you mean `steered`?"
    );
}

#[dyno::test]
fn a_settings_mistake_is_typed_has_the_remedy_and_changes_nothing() {
    let pay = Command::named("pay").unwrap();
    let before = pay.settings();
    let zero = pay.configure(|settings| settings.timeout = Some(Duration::ZERO)).unwrap_err();
    assert!(matches!(zero, SettingsError::OutOfRange { setting: "timeout", .. }));
    assert_eq!(zero.to_string(), "command `pay`: `timeout` is 0s, but must be longer than 0s");
    let longer = pay.configure(|settings| settings.attempt_timeout = Some(Duration::from_secs(3))).unwrap_err();
    assert!(longer.to_string().contains("shorter than `timeout`"), "{longer}");
    assert_eq!(pay.settings(), before);

    let set = |name: &str| Command::named(name).unwrap().configure(|s| s.timeout = Some(Duration::from_secs(1)));
    let unguarded = set("it::command::steering::unguarded").unwrap_err().to_string();
    assert!(unguarded.contains("write `timeout = off`"), "{unguarded}");
    let sync = set("it::command::steering::sync").unwrap_err().to_string();
    assert!(sync.contains("write `pool` in its attribute"), "{sync}");
}

#[dyno::test]
fn a_command_is_found_by_name_or_the_nearest_is_told() {
    assert_eq!(Command::named("pay").unwrap().name(), "pay");
    let unknown = Command::named("unguarded").unwrap_err();
    assert_eq!(unknown.nearest.as_deref(), Some("it::command::steering::unguarded"));
}

#[dyno::test]
async fn a_breaker_changes_while_it_runs_and_keeps_its_window() {
    let breaker = pay::breaker();
    breaker.configure(|settings| (settings.consecutive, settings.min_calls) = (None, 4)).unwrap();
    for _ in 0..3 {
        pay(false).await.unwrap();
    }
    assert_eq!((breaker.snapshot().failures, breaker.state()), (3, BreakerState::Closed));
    pay(false).await.unwrap();
    assert_eq!(breaker.state(), BreakerState::Open);
}

#[dyno::test(paused)]
async fn a_registry_follows_tasks_and_blocking_threads() {
    tokio::spawn(pay(true)).await.unwrap().unwrap();
    tokio::task::spawn_blocking(|| sync().unwrap()).await.unwrap();
    assert_eq!(pay::metrics().totals.started, 1);
    assert_eq!(sync::metrics().totals.started, 1);
}
