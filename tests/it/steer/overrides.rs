//! What is overridden stands above all else, until it is undone.

use std::sync::Arc;
use std::time::Duration;

use dyno::{
    AuditEntry, Breaker, Command, Deed, Ended, Error, EventKind, Fuse, Origin, Registry, SettingChange, Source,
    SteerError, command,
};

use super::{override_, shown, tills};

fn load(text: &str) {
    dyno::settings().load(Source::toml("dyno.toml", text)).expect("this can be loaded");
}

#[dyno::test]
fn an_override_stands_above_all_else() {
    let breaker = tills();
    let over = override_("failure_rate", "20%").set("min_calls", "5").apply().unwrap();
    assert_eq!(shown("failure_rate"), "20%, override by ada: warehouse moves");
    load("[breaker.tills]\nfailure_rate = \"30%\"\nprobes = 2");
    breaker.configure(|settings| settings.min_calls = 7).unwrap();
    let settings = breaker.settings();
    assert_eq!((settings.failure_rate, settings.min_calls, settings.probes), (Some(0.2), 5, 2));
    assert_eq!(shown("min_calls"), "5, override by ada: warehouse moves");

    dyno::settings().undo(over.id).unwrap();
    assert_eq!(shown("failure_rate"), "30%, file at dyno.toml:2:1");
    assert_eq!(shown("min_calls"), "7, configured");
    assert_eq!(breaker.settings().min_calls, 7);
}

#[dyno::test]
fn what_is_configured_as_the_override_says_is_no_change() {
    let breaker = tills();
    let over = override_("min_calls", "5").apply().unwrap();
    breaker.configure(|settings| settings.min_calls = 5).unwrap();
    dyno::settings().release("breaker", "tills").unwrap();
    assert_eq!(breaker.settings().min_calls, 5);
    dyno::settings().undo(over.id).unwrap();
    assert_eq!(shown("min_calls"), "20, default");
}

#[dyno::test]
fn it_is_seen_whole() {
    let _tills = tills();
    let over = override_("failure_rate", "1").apply();
    assert!(matches!(over, Err(SteerError::Wrong(_))), "it may be meant as percent: {over:?}");
    let over = override_("failure_rate", "20%").set("min_calls", "20").apply().unwrap();
    assert_eq!((over.id, &*over.who, &*over.why, over.until), (1, "ada", "warehouse moves", None));
    let changes: Vec<_> = over.changes.iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["`failure_rate` was 50% and is 20%", "`min_calls` was 20 and is 20"]);
    assert_eq!(dyno::settings().overrides(), std::slice::from_ref(&over));
    let text = serde_json::to_string(&over).unwrap();
    assert_eq!(serde_json::from_str::<dyno::Override>(&text).unwrap(), over);
    let origin = dyno::settings().get("breaker", "tills", "min_calls").unwrap().origin;
    let text = serde_json::to_value(&origin).unwrap();
    assert_eq!(text, serde_json::json!({ "overridden": { "who": "ada", "why": "warehouse moves", "until": null } }));
    assert_eq!(serde_json::from_value::<Origin>(text).unwrap(), origin);
    assert_eq!(origin.place(), None);
}

#[dyno::test]
fn a_share_is_written_either_way() {
    let breaker = tills();
    for (written, share) in [("0.2", 0.2), ("1.0", 1.0), ("20%", 0.2)] {
        override_("failure_rate", written).apply().unwrap();
        assert_eq!(breaker.settings().failure_rate, Some(share), "{written}");
    }
    for wrong in ["20.0", "2", "0.2.1", ".", "-0.2", "1e-2"] {
        assert!(matches!(override_("failure_rate", wrong).apply(), Err(SteerError::Wrong(_))), "{wrong}");
    }
}

#[dyno::test]
fn whoever_takes_one_back_says_why() {
    let _tills = tills();
    let over = override_("min_calls", "5").apply().unwrap();
    for why in ["", "  ", "..."] {
        assert_eq!(dyno::settings().undo_by(over.id, "bob", why), Err(SteerError::NoReason), "{why:?}");
    }
    assert_eq!(dyno::settings().overrides().len(), 1);
    let undone = dyno::settings().undo_by(over.id, " ", "it has moved").unwrap();
    assert!(undone.who.starts_with("tests/it/steer/overrides.rs:"), "{}", undone.who);
}

#[dyno::test]
fn a_later_one_stands_above_an_earlier_one() {
    let breaker = tills();
    let below = override_("min_calls", "5").set("probes", "2").apply().unwrap().id;
    let above = override_("min_calls", "6").apply().unwrap().id;
    assert_eq!((breaker.settings().min_calls, breaker.settings().probes), (6, 2));
    let problem = dyno::settings().undo(below).unwrap_err();
    assert!(matches!(problem, SteerError::Ended { ended: Ended::Replaced(by), .. } if by == above));
    assert_eq!(problem.to_string(), "#1 cannot be undone: #2 stands above it: undo that first");
    let seen: Vec<_> = dyno::settings().overrides().iter().map(|over| over.replaced_by).collect();
    assert_eq!(seen, [Some(above), None]);
    assert_eq!(dyno::settings().audit()[0].ended, Some(Ended::Replaced(above)));

    dyno::settings().undo(above).unwrap();
    assert_eq!(breaker.settings().min_calls, 5);
    assert_eq!(dyno::settings().audit()[0].ended, None);
    dyno::settings().undo(below).unwrap();
    assert_eq!((breaker.settings().min_calls, breaker.settings().probes), (20, 5));
}

#[dyno::test]
fn what_nobody_would_miss_is_forgotten() {
    let breaker = tills();
    let ids: Vec<_> = (1..=2_000).map(|n: u32| override_("min_calls", &n.to_string()).apply().unwrap().id).collect();
    assert_eq!(breaker.settings().min_calls, 2_000);
    assert!(dyno::settings().overrides().len() < 20);
    assert_eq!(dyno::settings().audit().len(), 1_024);
    let forgotten = dyno::settings().undo(ids[1_900]).unwrap_err();
    assert!(matches!(forgotten, SteerError::Ended { ended: Ended::Forgotten, .. }), "{forgotten}");
    let unknown = dyno::settings().undo(1).unwrap_err();
    assert!(matches!(unknown, SteerError::UnknownId { id: 1, .. }), "{unknown}");
    assert!(unknown.to_string().contains("too long ago: the last 1024 are known"), "{unknown}");
    dyno::settings().undo(*ids.last().unwrap()).unwrap();
    assert_eq!(breaker.settings().min_calls, 1_999);
}

#[dyno::test]
fn what_is_built_later_begins_with_it() {
    let first = tills();
    let over = override_("probes", "3").apply().unwrap();
    drop(first);
    let gone = dyno::settings().overrides().remove(0).problem;
    assert_eq!(gone.as_deref(), Some("no breaker is called `tills` just now"));
    load("[breaker.\"till*\"]\nprobes = 4\nmin_calls = 4");
    let again = tills();
    assert_eq!((again.settings().probes, again.settings().min_calls), (3, 4));
    assert_eq!(dyno::settings().overrides().remove(0).problem, None);
    dyno::settings().undo(over.id).unwrap();
    assert_eq!(again.settings().probes, 4);
    drop(again);
    // It no longer goes with what is built then, and so it has no effect, and that is told.
    let breaker = tills();
    override_("open_for", "50s").apply().unwrap();
    drop(breaker);
    let short =
        Breaker::builder("tills").open_for(Duration::from_secs(1)).open_max(Duration::from_secs(2)).build().unwrap();
    assert_eq!(short.settings().open_for, Duration::from_secs(1));
    let problem = dyno::settings().overrides().remove(0).problem.unwrap();
    assert!(problem.contains("`open_max` is 2s"), "{problem}");
}

#[command(name = "steered", timeout = 2s)]
async fn steered() -> Result<u32, Error> {
    std::future::pending().await
}

#[dyno::test(paused)]
async fn calls_follow_it() {
    let over =
        dyno::settings().override_("command", "steered").set("timeout", "5s").because("it is slow").apply().unwrap();
    let begun = tokio::time::Instant::now();
    assert!(matches!(steered().await, Err(Error::Timeout { .. })));
    assert_eq!(begun.elapsed(), Duration::from_secs(5));
    assert!(over.who.starts_with("tests/it/steer/overrides.rs:"), "{}", over.who);
    dyno::settings().undo(over.id).unwrap();
    assert_eq!(Command::named("steered").unwrap().settings().timeout, Some(Duration::from_secs(2)));
}

#[dyno::test]
fn all_is_in_the_audit_and_an_event() {
    let _tills = tills();
    let over = override_("min_calls", "5").apply().unwrap();
    let undone = dyno::settings().undo_by(over.id, "bob", "moved").unwrap();
    let audit = dyno::settings().audit();
    let [first, second] = &audit[..] else { panic!("{audit:?}") };
    assert_eq!((first.deed, first.ended), (Deed::Overridden, Some(Ended::Undone(second.id))));
    assert_eq!((second.deed, &*second.who, &*second.why), (Deed::Undone(over.id), "bob", "moved"));
    assert_eq!(undone, *second);
    let SettingChange { setting, was, is, .. } = &second.changes[0];
    assert_eq!([&**setting, &**was, &**is], ["min_calls", "5", "20"]);
    let events = dyno::events(0);
    let told: Vec<_> = events.iter().filter(|event| matches!(event.kind, EventKind::Steered(_))).collect();
    assert_eq!(
        told.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "breaker `tills`: overridden by ada: warehouse moves; `min_calls` was 20 and is 5",
            "breaker `tills`: #1 undone by bob: moved; `min_calls` was 5 and is 20",
        ]
    );
    let text = serde_json::to_string(&audit).unwrap();
    assert_eq!(serde_json::from_str::<Vec<AuditEntry>>(&text).unwrap(), audit);
}

#[dyno::test]
fn a_fuse_hears_an_override_that_says_what_was_said_before() {
    let fuse = Fuse::builder("search").blown("too costly").build().unwrap();
    fuse.reset();
    let blow =
        || dyno::settings().override_("fuse", "search").set("blown", "too costly").because("load").apply().unwrap();
    let over = blow();
    assert!(!fuse.is_intact());
    fuse.reset();
    blow();
    assert!(!fuse.is_intact());
    assert!(dyno::settings().undo(over.id).is_err());
}

#[dyno::test]
fn each_registry_has_its_own() {
    let _tills = tills();
    let child = Registry::current().child();
    let inside = child.enter();
    let theirs = tills();
    drop(inside);
    override_("min_calls", "5").apply().unwrap();
    assert_eq!(theirs.settings().min_calls, 20);
    assert!(child.settings().overrides().is_empty() && child.settings().audit().is_empty());
}

trait Mail: Send + Sync {
    fn from(&self) -> &'static str;
}

impl Mail for &'static str {
    fn from(&self) -> &'static str {
        self
    }
}

#[dyno::test]
fn a_binding_is_swapped_among_named_services() {
    const MAIL: &str = "dyn it::steer::overrides::Mail";
    let registry = Registry::current();
    registry.provide::<dyn Mail>(Arc::new("home")).unwrap();
    registry.provide_named::<dyn Mail>("eu", Arc::new("Frankfurt")).unwrap();
    registry.provide_named::<dyn Mail>("us", Arc::new("Boston")).unwrap();
    let from = || registry.get::<dyn Mail>().unwrap().from();
    let bind = |to: &str| dyno::settings().override_("binding", MAIL).set("to", to).because("it is down").apply();
    let over = bind("eu").unwrap();
    assert_eq!(from(), "Frankfurt");
    let above = bind("us").unwrap();
    assert_eq!(from(), "Boston");
    assert!(matches!(bind("asia"), Err(SteerError::Wrong(_))));
    dyno::settings().undo(above.id).unwrap();
    assert_eq!(from(), "Frankfurt");
    dyno::settings().undo(over.id).unwrap();
    assert_eq!(from(), "home");
}
