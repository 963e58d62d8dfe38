//! By hand above a source, above an attribute, above the default.

use std::time::Duration;

use dyno::{Breaker, Command, Error, Origin, Registry, command};

use super::{load, shown};

#[command(name = "layered", timeout = 2s, retry("layered", n = 2))]
async fn layered() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
fn whoever_stands_above_counts() {
    let command = Command::named("layered").unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "2s, attribute");
    assert_eq!(shown("retry", "layered", "budget"), "20%, default");
    load("[command.layered]\ntimeout = \"3s\"\n[retry.layered]\nbudget = \"off\"").unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "3s, file at dyno.toml:2:1");
    assert_eq!(shown("retry", "layered", "budget"), "off, file at dyno.toml:4:1");
    command.configure(|settings| settings.timeout = Some(Duration::from_secs(4))).unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "4s, configured");
    load("[command.layered]\ntimeout = \"5s\"\nattempt_timeout = \"1s\"").unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "4s, configured");
    assert_eq!(shown("command", "layered", "attempt_timeout"), "1s, file at dyno.toml:3:1");
    assert_eq!(shown("retry", "layered", "budget"), "20%, default");
    assert_eq!(command.settings().timeout, Some(Duration::from_secs(4)));
}

#[dyno::test]
fn the_same_value_at_another_place_is_from_there() {
    load("[command.layered]\ntimeout = \"2s\"").unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "2s, file at dyno.toml:2:1");
    load("\n[command.layered]\ntimeout = \"2s\"").unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "2s, file at dyno.toml:3:1");
}

#[dyno::test]
fn a_source_must_go_with_what_was_set_by_hand() {
    let breaker = Breaker::builder("by hand").build().unwrap();
    breaker.configure(|settings| settings.open_max = Duration::from_secs(8)).unwrap();
    let problem = load("[breaker.\"by hand\"]\nopen_for = \"9s\"").unwrap_err().to_string();
    assert_eq!(
        problem,
        "dyno.toml:2:12: breaker `by hand`: `open_max` is 8s, but must be at least as long as `open_for`"
    );
    assert_eq!(breaker.settings().open_for, Duration::from_secs(5));
}

#[command(name = "layered by closure", retry(backoff = |attempt, _error: &Error| Duration::from_secs(attempt.into())))]
async fn by_closure() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
fn a_source_stands_above_a_closure() {
    let backoff = || {
        let plan = by_closure::plan();
        let retry = plan.policies.iter().find(|policy| policy.policy == "retry").unwrap();
        let backoff: Vec<_> = retry.settings.iter().filter(|setting| setting.name == "backoff").collect();
        assert_eq!(backoff.len(), 1, "{plan}");
        backoff[0].value.clone()
    };
    assert!(backoff().starts_with('|'));
    load("[retry.\"layered by closure\"]\nbackoff = \"fixed(1ms)\"").unwrap();
    assert_eq!(backoff(), "fixed(1ms)");
}

#[dyno::test]
fn what_was_set_by_hand_can_be_taken_back() {
    let command = Command::named("layered").unwrap();
    load("[command.layered]\ntimeout = \"3s\"").unwrap();
    command.configure(|settings| (settings.timeout, settings.exact_latency) = (None, true)).unwrap();
    dyno::settings().release("command", "layered").unwrap();
    assert_eq!(shown("command", "layered", "timeout"), "3s, file at dyno.toml:2:1");
    assert_eq!(shown("command", "layered", "exact_latency"), "false, default");

    let breaker = Breaker::builder("released").build().unwrap();
    breaker.configure(|settings| settings.open_max = Duration::from_secs(90)).unwrap();
    load("[breaker.released]\nopen_for = \"80s\"").unwrap();
    let problem = dyno::settings().release("breaker", "released").unwrap_err().to_string();
    assert_eq!(problem, "breaker `released`: `open_max` is 1m, but must be at least as long as `open_for`");
    assert_eq!(breaker.settings().open_max, Duration::from_secs(90));
    let problem = dyno::settings().release("breaker", "relased").unwrap_err().to_string();
    assert_eq!(problem, "settings: no breaker is called `relased` here: did you mean `released`?");
}

#[dyno::test]
fn origins_can_be_matched() {
    load("[command.layered]\ntimeout = \"3s\"").unwrap();
    let timeout = dyno::settings().get("command", "layered", "timeout").unwrap();
    assert_eq!(
        (&timeout.origin, timeout.origin.place()),
        (&Origin::File("dyno.toml:2:1".into()), Some("dyno.toml:2:1"))
    );
    let table = dyno::settings().to_string();
    let line = table.lines().find(|line| line.contains("file at")).unwrap();
    let words: Vec<_> = line.split_whitespace().collect();
    assert_eq!(words.join(" "), "command layered timeout = 3s file at dyno.toml:2:1");
}

#[dyno::test]
fn each_registry_has_its_own() {
    load("[command.layered]\ntimeout = \"3s\"").unwrap();
    let (stranger, child) = (Registry::new(), Registry::current().child());
    for registry in [&stranger, &child] {
        let timeout = registry.settings().get("command", "layered", "timeout").unwrap();
        assert_eq!(timeout.value, "2s");
    }
    child.settings().load(dyno::Source::toml("child.toml", "[command.layered]\ntimeout = \"9s\"")).unwrap();
    assert_eq!(child.settings().get("command", "layered", "timeout").unwrap().value, "9s");
    assert_eq!(shown("command", "layered", "timeout"), "3s, file at dyno.toml:2:1");
}
