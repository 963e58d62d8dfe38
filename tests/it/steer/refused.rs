//! What is refused, and that nothing has changed then.

use std::time::Duration;

use dyno::{Source, SteerError};

use super::{override_, shown, tills};

#[dyno::test]
fn what_is_wrong_is_told_as_for_files() {
    let breaker = tills();
    let before = breaker.settings();
    let problem = |setting: &str, value: &str| override_(setting, value).apply().unwrap_err().to_string();
    assert_eq!(
        problem("failure_rat", "20%"),
        "override: breaker `tills` has no setting `failure_rat`: did you mean `failure_rate`?"
    );
    assert!(problem("open_for", "20").starts_with("override: breaker `tills`: `open_for`: `20` is no duration"));
    assert_eq!(
        problem("probes", "0"),
        "override: breaker `tills`: `probes` is 0, but must be at least 1, or `off` where that is possible"
    );
    let unknown = |kind: &str, name: &str| {
        dyno::settings().override_(kind, name).set("n", "1").because("why not").apply().unwrap_err().to_string()
    };
    assert_eq!(unknown("breaker", "till"), "override: no breaker is called `till` here: did you mean `tills`?");
    assert!(unknown("braker", "tills").contains("did you mean `breaker`?"));
    let both = override_("probes", "2").set("open_for", "90s").apply().unwrap_err();
    assert!(both.to_string().contains("`open_max` is 1m"), "{both}");
    assert_eq!(breaker.settings(), before, "all or nothing");
    assert!(dyno::settings().overrides().is_empty() && dyno::settings().audit().is_empty());
}

#[dyno::test]
fn there_is_a_reason() {
    let _tills = tills();
    let empty = dyno::settings().override_("breaker", "tills").set("probes", "2");
    for why in ["", " \t\n", "...", "\u{200b}\u{200b}"] {
        assert_eq!(empty.clone().because(why).apply(), Err(SteerError::NoReason), "{why:?}");
    }
    assert_eq!(empty.clone().apply(), Err(SteerError::NoReason));
    let long = "x".repeat(100_000);
    for too_long in [
        empty.clone().because(&long),
        empty.clone().because("why").by(&long),
        empty.clone().because("why").set("probes", &long),
    ] {
        assert!(matches!(too_long.apply(), Err(SteerError::TooLong { .. })));
    }
    let nothing = dyno::settings().override_("breaker", "tills").because("why").apply();
    assert_eq!(nothing, Err(SteerError::Nothing));
    empty.because("weil es sein muß").apply().unwrap();
}

#[dyno::test]
fn what_others_have_changed_meanwhile_is_told() {
    let breaker = tills();
    let edit =
        |value: &str| override_("failure_rate", value).expecting("failure_rate", "50%").expecting("open_for", "5000ms");
    edit("20%").apply().unwrap();
    let problem = edit("30%").by("bob").apply().unwrap_err();
    let SteerError::Conflict { changes, .. } = &problem else { panic!("{problem}") };
    assert_eq!([&*changes[0].setting, &*changes[0].expected, &*changes[0].found], ["failure_rate", "50%", "20%"]);
    assert_eq!(
        problem.to_string(),
        "`failure_rate` is 20% by now (override by ada: warehouse moves) and not 50%: look at it again"
    );
    assert_eq!(breaker.settings().failure_rate, Some(0.2));
    let wrong = override_("probes", "2").expecting("prob", "2").apply().unwrap_err();
    assert!(matches!(wrong, SteerError::Wrong(_)), "{wrong}");
}

#[dyno::test]
fn what_is_below_must_go_with_it_and_without_it() {
    let breaker = tills();
    override_("open_max", "90s").apply().unwrap();
    let problem = breaker.configure(|settings| settings.open_for = Duration::from_secs(80)).unwrap_err();
    assert!(problem.to_string().contains("`open_max` is 1m"), "it ends one day: {problem}");
    let file = |open_for: &str| {
        let text = format!("[breaker.tills]\nopen_for = \"{open_for}\"");
        dyno::settings().load(Source::toml("dyno.toml", text))
    };
    assert!(file("80s").is_err());
    override_("open_max", "7s").apply().unwrap();
    assert!(file("8s").unwrap_err().to_string().contains("`open_max` is 7s"));
    assert_eq!(shown("open_for"), "5s, default");
}

#[dyno::test]
fn one_that_goes_only_with_another_has_no_effect_without_it() {
    let breaker = tills();
    let wide = override_("open_max", "2m").apply().unwrap();
    override_("open_for", "90s").apply().unwrap();
    dyno::settings().undo(wide.id).unwrap();
    assert_eq!(breaker.settings().open_for, Duration::from_secs(5));
    let problem = || dyno::settings().overrides().remove(0).problem;
    assert!(problem().is_some_and(|problem| problem.contains("`open_max` is 1m")));
    dyno::settings().load(Source::toml("dyno.toml", "[breaker.tills]\nopen_max = \"3m\"")).unwrap();
    assert_eq!((problem(), breaker.settings().open_for), (None, Duration::from_secs(90)), "it goes by now");
    dyno::settings().load(Source::toml("dyno.toml", "")).unwrap_err();
    breaker.configure(|settings| settings.open_max = Duration::from_secs(300)).unwrap();
    dyno::settings().load(Source::toml("dyno.toml", "")).unwrap();
    assert_eq!((problem(), breaker.settings().open_for), (None, Duration::from_secs(90)));
}

#[dyno::test]
fn one_that_did_not_go_before_is_seen_by_whoever_looks() {
    let breaker = tills();
    let wide = override_("open_max", "2m").apply().unwrap();
    override_("open_for", "90s").apply().unwrap();
    dyno::settings().undo(wide.id).unwrap();
    breaker.configure(|settings| settings.open_max = Duration::from_secs(300)).unwrap();
    assert_eq!(dyno::settings().overrides().remove(0).problem, None);
    assert_eq!(breaker.settings().open_for, Duration::from_secs(90));
}
