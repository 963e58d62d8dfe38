//! One command a name: found, listed, shared, and refused where somebody else has it.

use std::time::Duration;

use dyno::{Command, SettingsError, command};

use super::built;
use crate::command::Failed;

#[command(name = "declared by an attribute", group = "attributes", breaker("shared by both", failure_rate = 25%))]
fn declared() -> Result<u32, Failed> {
    Ok(7)
}

#[dyno::test]
fn it_is_found_and_listed_by_its_name() {
    let stock = built(Command::builder("found").group("built").timeout(Duration::from_secs(2)));
    assert_eq!((stock.name(), stock.group()), ("found", "built"));
    stock.call_here(|| Ok::<_, Failed>(1)).unwrap();
    assert_eq!(Command::named("found").unwrap().snapshot().totals.calls.success, 1);
    assert!(dyno::why("found").unwrap().contains("1 calls ended"));
    let snapshot = dyno::snapshot().commands;
    let seen = snapshot.iter().find(|command| command.name == "found").unwrap();
    assert!(seen.place.contains("builder/names.rs:"), "{}", seen.place);
    assert_eq!(seen.settings.timeout, Some(Duration::from_secs(2)));
    let unknown = Command::named("fund").unwrap_err();
    assert_eq!(unknown.nearest.as_deref(), Some("found"));
}

#[dyno::test]
fn all_commands_are_listed_by_name() {
    let _two = [built(Command::builder("zebra")), built(Command::builder("aardvark"))];
    declared().unwrap();
    let commands = dyno::commands();
    let names: Vec<_> = commands.iter().map(Command::name).collect();
    assert!(names.is_sorted(), "{names:?}");
    for name in ["zebra", "aardvark", "declared by an attribute"] {
        assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}");
    }
    let declared = commands.iter().find(|command| command.name() == "declared by an attribute").unwrap();
    assert_eq!(declared.group(), "attributes");
    assert!(declared.plan().policies.iter().any(|planned| planned.policy == "breaker"));
}

#[dyno::test]
fn its_plan_names_the_builder() {
    let stock = built(
        Command::builder("built and planned")
            .timeout(Duration::from_secs(2))
            .breaker(|breaker| breaker.failure_rate(0.25))
            .bulkhead(|bulkhead| bulkhead.permits(4))
            .pool_named("planned pool", |pool| pool.threads(2)),
    );
    let plan = stock.plan();
    let policies: Vec<_> = plan.policies.iter().map(|planned| planned.policy.as_str()).collect();
    assert_eq!(policies, ["breaker", "timeout", "bulkhead", "pool", "body"]);
    let text = plan.to_string();
    let line = |start: &str| text.lines().find(|line| line.contains(start)).unwrap_or_default().to_owned();
    for setting in ["failure_rate = 25%", "timeout = 2s", "permits = 4", "threads = 2"] {
        assert!(line(setting).contains("builder at ") && line(setting).contains("names.rs:"), "{text}");
    }
    assert!(line("slow_rate").contains("default"), "{text}");
}

#[dyno::test]
fn built_again_with_the_same_settings_it_is_the_same() {
    let build = || {
        let limit = Duration::from_secs(2);
        Command::builder("again").timeout(limit).breaker(|breaker| breaker.failure_rate(0.3)).bulkhead(|it| it)
    };
    let (one, two, bare) = (built(build()), built(build()), built(Command::builder("again")));
    one.call_here(|| Ok::<_, Failed>(1)).unwrap();
    for same in [two, bare] {
        assert_eq!(same.snapshot().totals.calls.success, 1);
        assert_eq!(same.settings().timeout, Some(Duration::from_secs(2)));
    }
}

#[dyno::test]
fn with_other_settings_both_places_are_named() {
    let _first = built(Command::builder("twice").timeout(Duration::from_secs(2)).breaker(|it| it.failure_rate(0.3)));
    let same = || Command::builder("twice").timeout(Duration::from_secs(2));
    for other in [
        Command::builder("twice").timeout(Duration::from_secs(3)).breaker(|it| it.failure_rate(0.3)),
        same(),
        same().breaker(|it| it.failure_rate(0.4)),
        same().breaker_named("asked in vain", |it| it),
        same().breaker(|it| it.failure_rate(0.3)).group("another"),
        same().breaker(|it| it.failure_rate(0.3)).bulkhead(|it| it),
    ] {
        let asked = format!("{other:?}");
        match other.build() {
            Err(SettingsError::Conflict { first, second, .. }) => {
                assert!(first.contains("names.rs:") && second.contains("names.rs:") && first != second, "{asked}");
            }
            other => panic!("{asked}: {other:?}"),
        }
    }
    assert!(dyno::breaker("asked in vain").is_err(), "what was refused has left nothing behind");
    let text = same().build().unwrap_err().to_string();
    assert!(text.starts_with("command `twice` has two different sets of settings, at "), "{text}");
    assert!(text.contains("dyno::Command::named(..)"), "{text}");
}

#[dyno::test]
fn the_name_of_an_attribute_is_taken() {
    match Command::builder("declared by an attribute").build() {
        Err(SettingsError::DuplicateName { first, second, .. }) => {
            assert!(first.contains("names.rs:") && second.contains("names.rs:") && first != second);
        }
        other => panic!("{other:?}"),
    }
}

#[dyno::test]
fn settings_that_cannot_be_are_refused() {
    let zero = Command::builder("zero").timeout(Duration::ZERO).build();
    assert!(matches!(zero, Err(SettingsError::OutOfRange { setting: "timeout", .. })));
    let rate = Command::builder("rate").breaker(|breaker| breaker.failure_rate(1.5)).build();
    assert!(matches!(rate, Err(SettingsError::OutOfRange { setting: "failure_rate", .. })));
    assert!(Command::named("zero").is_err() && Command::named("rate").is_err());
}

#[dyno::test]
fn a_breaker_is_shared_with_attributes_and_other_builders() {
    let [one, two] = ["one", "two"].map(|name| built(Command::builder(name).breaker_named("shared by both", |it| it)));
    dyno::breaker("shared by both").unwrap().trip().unwrap();
    assert!(declared().is_err());
    assert!(one.call_here(|| Ok::<_, Failed>(1)).is_err() && two.call_here(|| Ok::<_, Failed>(1)).is_err());
    assert!(
        one.plan().to_string().contains("failure_rate = 25%"),
        "with the settings of the attribute: {}",
        one.plan()
    );
}

#[dyno::test]
fn a_tenants_registry_has_its_own() {
    let tenant = dyno::Registry::new();
    let theirs = {
        let _inside = tenant.enter();
        built(Command::builder("stock of one tenant"))
    };
    let ours = built(Command::builder("stock of one tenant").timeout(Duration::from_secs(1)));
    theirs.call_here(|| Ok::<_, Failed>(1)).unwrap();
    assert_eq!((theirs.snapshot().totals.started, ours.snapshot().totals.started), (1, 0));
}
