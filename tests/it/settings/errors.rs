//! What cannot be: told with its place and the nearest name, all at once, and nothing changes.

use std::time::Duration;

use dyno::{Breaker, Cache, CachedLife, EarlyRefresh, Error, EventKind, Source, command};

use super::load;

#[command(name = "erring", timeout = 2s, breaker("erring service", open_for = 1s), retry("erring", n = 2))]
async fn erring() -> Result<u32, Error> {
    Ok(7)
}

#[command(name = "erring and blocking", breaker("erring service"))]
fn blocking() -> Result<u32, Error> {
    Ok(7)
}

fn problem(text: &str) -> String {
    let before = dyno::settings().all();
    let problems = load(text).expect_err("this cannot be").to_string();
    assert_eq!(dyno::settings().all(), before);
    problems
}

#[dyno::test]
fn each_mistake_has_its_place_and_its_remedy() {
    for (text, expected) in [
        (
            "[braker.\"erring service\"]\nopen_for = \"1s\"",
            "dyno.toml:1:2: no kind of policy is called `braker` here: did you mean `breaker`?",
        ),
        (
            "[breaker.\"erring servce\"]\nopen_for = \"1s\"",
            "dyno.toml:1:10: no breaker is called `erring servce` here: did you mean `erring service`?",
        ),
        (
            "[breaker.\"erring service\"]\nopen_four = \"1s\"",
            "dyno.toml:2:1: breaker `erring service` has no setting `open_four`: did you mean `open_for`?",
        ),
        (
            "[command.erring]\n  timeout = 2",
            "dyno.toml:2:13: command `erring`: `timeout`: `2` is no duration such as `2s` or `500ms`: time unit needed, for example 2sec or 2ms",
        ),
        (
            "[command.erring]\ntimeout = 2.5",
            "dyno.toml:2:11: command `erring`: `timeout`: `2.5` is no duration such as `2s` or `500ms`: time unit needed, for example 2sec or 2ms",
        ),
        (
            "[breaker.\"erring service\"]\nfailure_rate = 1",
            "dyno.toml:2:16: breaker `erring service`: `failure_rate`: `1` is no share such as `50%` or `0.5`",
        ),
        (
            "[breaker.\"erring service\"]\nfailure_rate = \"101%\"",
            "dyno.toml:2:16: breaker `erring service`: `failure_rate` is 101%, but must be a share above 0% and up to 100% (0.0 to 1.0 in code)",
        ),
        ("[retry.erring]\nn = -1", "dyno.toml:2:5: retry `erring`: `n`: `-1` is no whole number from 0 to 4294967295"),
        (
            "[retry.erring]\nn = \"off\"",
            "dyno.toml:2:5: retry `erring`: `n`: `off` is no whole number from 0 to 4294967295",
        ),
        (
            "[retry.erring]\nnested = \"yes\"",
            "dyno.toml:2:10: retry `erring`: `nested`: `yes` is neither `true` nor `false`",
        ),
        (
            "[retry.erring]\nn = [1, 2]",
            "dyno.toml:2:5: retry `erring`: `n`: this is a list, but must be a value such as `2s`, `50%` or `5`",
        ),
        (
            "[retry]\nn = 3",
            "dyno.toml:2:1: `n` stands under no name: a setting of a retry belongs to that of a name, `[retry.\"..\"]`",
        ),
        ("retry = 3", "dyno.toml:1:1: `retry` is a value, but must be the table of a kind of policy, `[retry.\"..\"]`"),
        (
            "[[retry]]\nn = 3",
            "dyno.toml:1:3: `retry` is a list, but must be the table of a kind of policy, `[retry.\"..\"]`",
        ),
        ("[retri]", "dyno.toml:1:2: no kind of policy is called `retri` here: did you mean `retry`?"),
        (
            "[retry.erring.well]\nn = 3",
            "dyno.toml:1:15: `well` is a table, but must be a setting of retry `erring`; a name with a point in it stands in quotes, `[retry.\"erring.well\"]`",
        ),
        (
            "[command.erring]\nattempt_timeout = \"2s\"",
            "dyno.toml:2:19: command `erring`: `attempt_timeout` is 2s, but must be shorter than `timeout`",
        ),
        (
            "[command.\"erring and blocking\"]\ntimeout = \"2s\"",
            "dyno.toml:2:11: command `erring and blocking`: `timeout` cannot be set while it runs: the function is not async, and has no pool on which its caller could leave it: write `pool` in its attribute",
        ),
    ] {
        assert_eq!(problem(text), expected);
    }
}

#[dyno::test]
fn all_mistakes_are_told_at_once_in_their_order() {
    let problems = problem(
        "[command.erring]\ntimeout = \"0s\"\nattempt_timeout = \"1\"\n\n[retry.erring]\nn = 0\nbudget = \"200%\"\nm = 1\n\
         [breaker.nobody]\nopen_fore = \"1s\"\n[breaker.\"erring service\"]\nopen_for = \"9s\" # this is well\n[caches.a]\n",
    );
    let places: Vec<_> = problems.lines().map(|line| line.split(": ").next().unwrap()).collect();
    let expected =
        ["2:11", "3:19", "6:5", "7:10", "8:1", "9:10", "10:1", "13:2"].map(|place| format!("dyno.toml:{place}"));
    assert_eq!(places, expected, "{problems}");
}

#[derive(Debug)]
struct Never;

impl EarlyRefresh for Never {
    fn is_due(&self, _life: &CachedLife, _u: f64) -> bool {
        false
    }
}

#[dyno::test]
fn what_nobody_would_ask_for_is_refused() {
    let _breaker = Breaker::builder("ruled").open_for_by(|_| Duration::from_secs(1)).build().unwrap();
    let _cache = Cache::<u32, u32>::builder("ruled").early(Never).build().unwrap();
    assert_eq!(
        problem("[breaker.ruled]\nprobes = 2\nopen_for = \"1s\"\n[cache.ruled]\npolicy = \"static\"\nttl = \"1s\""),
        "dyno.toml:3:1: breaker `ruled`: `open_for`: it is a closure that says how long this breaker stays open, so nobody asks for this\n\
         dyno.toml:5:1: cache `ruled`: `policy`: it has a policy of its own, so nobody asks for this"
    );
}

#[dyno::test]
fn what_is_no_toml_has_its_place() {
    let problems = problem("[command.erring]\ntimeout = 2s\n");
    assert!(problems.starts_with("dyno.toml:2:1"), "{problems}");
    assert!(problem("[command.erring::a]\n").starts_with("dyno.toml:1:"));
}

#[dyno::test]
fn a_refusal_is_an_event() {
    load("[retry.erring]\nn = 4").unwrap();
    problem("[retry.erring]\nn = 0");
    let events: Vec<_> = dyno::events(0).into_iter().map(|event| event.kind).collect();
    let [EventKind::SettingsLoaded(loaded), EventKind::SettingsRefused(refused)] = &*events else {
        panic!("{events:?}");
    };
    assert_eq!((&*loaded.source, loaded.changed), ("dyno.toml", 1));
    assert_eq!(loaded.changes, ["retry `erring`: `n` was 2 and is 4"]);
    assert_eq!(
        refused.problems,
        ["dyno.toml:2:5: retry `erring`: `n` is 0, but must be at least 1, the first attempt"]
    );
}

#[dyno::test]
fn each_that_cannot_have_it_is_told_whatever_the_source_is_called() {
    let _kept = ["one", "other"].map(|name| dyno::Retry::builder(name).build().unwrap());
    for name in ["dyno.toml", "consul:8500:1"] {
        let source = Source::by(name, || {
            serde_json::from_str::<dyno::Config>(r#"{"retry": {"one": {"n": 0}, "other": {"n": 0, "budget": "2"}}}"#)
        });
        let told = dyno::settings().load(source).unwrap_err();
        assert_eq!(told.0.len(), 3, "{told}");
    }
}

#[dyno::test]
fn a_mistake_about_many_is_told_once() {
    let _breakers: Vec<_> = (0..5).map(|at| Breaker::builder(format!("many {at}")).build().unwrap()).collect();
    let problems = problem("[breaker.\"many *\"]\nprobess = 3\nprobes = \"x\"");
    assert_eq!(problems.lines().count(), 2, "{problems}");
}
