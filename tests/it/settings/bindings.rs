//! Which of those with a tag is given to whoever asks without one.

use std::convert::Infallible;
use std::fmt::Debug;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use dyno::{Breaker, Error, Registry, Service, ServiceScope, Tag, inject};

use super::{load, shown};

trait Mail: Debug + Send + Sync {
    fn from(&self) -> &'static str;
}

impl Mail for &'static str {
    fn from(&self) -> &'static str {
        self
    }
}

struct Asia;

const MAIL: &str = "dyn it::settings::bindings::Mail";

#[inject]
fn from(#[inject] mail: Arc<dyn Mail>) -> Result<&'static str, Error> {
    Ok(mail.from())
}

#[inject]
fn from_any(#[inject] mail: Option<Arc<dyn Mail>>) -> Option<&'static str> {
    mail.map(|mail| mail.from())
}

fn mail(name: &'static str) -> Arc<dyn Mail> {
    Arc::new(name)
}

fn built(name: &'static str) -> Service<dyn Mail> {
    Service::new(name, move || async move { Ok::<_, Infallible>(mail(name)) })
}

fn bind(to: &str) {
    load(&format!("[binding]\n\"{MAIL}\" = \"{to}\"")).unwrap();
}

/// One without a tag, and two with.
fn provided() -> Registry {
    let registry = Registry::current();
    registry.provide(mail("home")).unwrap();
    registry.provide_named("eu", mail("Frankfurt")).unwrap();
    registry.provide_named(Tag::of::<Asia>(), mail("Osaka")).unwrap();
    registry
}

#[dyno::test]
async fn whoever_asks_without_a_tag_gets_the_one_that_is_chosen() {
    let registry = provided();
    let slot = registry.slot::<dyn Mail>();
    assert_eq!(shown("binding", MAIL, "to"), "off, default");
    for (to, expected) in [("eu", "Frankfurt"), ("it::settings::bindings::Asia", "Osaka"), ("off", "home")] {
        bind(to);
        assert_eq!(shown("binding", MAIL, "to"), format!("{to}, file at dyno.toml:2:1"));
        assert_eq!(from().unwrap(), expected);
        assert_eq!(from_any(), Some(expected));
        assert_eq!(slot.get().unwrap().from(), expected);
        assert_eq!(slot.dep().unwrap().from(), expected);
        assert_eq!(slot.resolve().await.unwrap().from(), expected);
    }
    bind("eu");
    assert_eq!(registry.slot_named::<dyn Mail>(Tag::of::<Asia>()).get().unwrap().from(), "Osaka");
    load("").unwrap();
    assert_eq!(shown("binding", MAIL, "to"), "off, default");
    assert_eq!(from().unwrap(), "home");
}

#[dyno::test]
fn it_may_stand_in_a_table_of_its_own() {
    provided();
    load(&format!("[binding.\"{MAIL}\"]\nto = \"eu\"")).unwrap();
    assert_eq!(shown("binding", MAIL, "to"), "eu, file at dyno.toml:2:1");
    assert_eq!(from().unwrap(), "Frankfurt");
}

#[dyno::test]
fn what_cannot_be_chosen_is_told_with_its_place() {
    provided();
    for (text, expected) in [
        (
            format!("[binding]\n\"{MAIL}\" = \"ue\""),
            format!(
                "dyno.toml:2:38: binding `{MAIL}`: no tag is called `ue` here: there is `eu`, `it::settings::bindings::Asia`"
            ),
        ),
        (
            format!("[binding]\n\"{MAIL}s\" = \"eu\""),
            format!("dyno.toml:2:1: no binding is called `{MAIL}s` here: did you mean `{MAIL}`?"),
        ),
        (
            format!("[binding]\n\"{MAIL}\" = [\"eu\"]"),
            format!("dyno.toml:2:1: `{MAIL}` is bound to a tag, and a tag is a text: write `\"{MAIL}\" = \"replica\"`"),
        ),
        (
            "[binding]\n\"dyn *\" = \"eu\"".to_owned(),
            "dyno.toml:2:1: a binding is of one type, and `dyn *` is for any number of them: bind each of them"
                .to_owned(),
        ),
    ] {
        assert_eq!(load(&text).unwrap_err().to_string(), expected);
        assert_eq!(from().unwrap(), "home");
    }
}

#[dyno::test]
fn a_swap_stands_above_it() {
    provided();
    bind("eu");
    {
        let _swapped = dyno::swap(mail("nowhere"));
        assert_eq!(from().unwrap(), "nowhere");
        bind("it::settings::bindings::Asia");
        assert_eq!(from().unwrap(), "nowhere");
    }
    assert_eq!(from().unwrap(), "Osaka");
}

#[dyno::test]
fn nothing_else_has_to_be_provided() {
    let registry = Registry::current();
    registry.provide_named("eu", mail("Frankfurt")).unwrap();
    assert!(matches!(from(), Err(Error::Missing { .. })));
    assert_eq!(from_any(), None);
    bind("eu");
    assert_eq!(from().unwrap(), "Frankfurt");
    assert!(registry.slot_named::<dyn Mail>("eu").remove().is_some());
    let missing = from().unwrap_err().to_string();
    assert!(missing.contains(&format!("`{MAIL}` tagged \"eu\" (which settings bind it to)")), "{missing}");
    registry.slot_named::<dyn Mail>("eu").provide(mail("Dublin")).unwrap();
    assert_eq!(from().unwrap(), "Dublin");
}

#[dyno::test]
async fn what_is_chosen_is_built_and_what_is_not_chosen_is_not() {
    static BUILT: AtomicU32 = AtomicU32::new(0);
    let registry = Registry::current();
    let home = Service::new("home", async || {
        BUILT.fetch_add(1, Relaxed);
        Ok::<_, Infallible>(mail("home"))
    });
    registry.provide_service(home.eager()).unwrap();
    registry.slot_named("eu").provide_service(built("Frankfurt")).unwrap();
    bind("eu");
    registry.start(Duration::from_secs(9)).await.unwrap();
    assert_eq!(BUILT.load(Relaxed), 0);
    assert!(registry.get::<dyn Mail>().unwrap_err().to_string().contains("not built yet"));
    assert_eq!(registry.resolve::<dyn Mail>().await.unwrap().from(), "Frankfurt");
    assert_eq!(registry.get::<dyn Mail>().unwrap().from(), "Frankfurt");
    bind("off");
    assert_eq!(registry.resolve::<dyn Mail>().await.unwrap().from(), "home");
}

#[dyno::test]
fn a_child_follows_it_unless_it_provides_its_own() {
    let house = provided();
    let (guest, owner) = (house.child(), house.child());
    owner.provide(mail("attic")).unwrap();
    guest.provide_named("eu", mail("Paris")).unwrap();
    bind("eu");
    let seen = |registry: &Registry| {
        let _inside = registry.enter();
        (from().unwrap(), registry.slot::<dyn Mail>().get().unwrap().from())
    };
    assert_eq!(seen(&house), ("Frankfurt", "Frankfurt"));
    assert_eq!(seen(&guest), ("Paris", "Paris"));
    assert_eq!(seen(&owner), ("attic", "attic"));
    owner.settings().load(dyno::Source::toml("owner", format!("[binding]\n\"{MAIL}\" = \"eu\""))).unwrap();
    assert_eq!(seen(&owner), ("Frankfurt", "Frankfurt"));
}

#[dyno::test]
fn a_watch_sees_another_chosen_and_the_chosen_one_change() {
    let registry = provided();
    let mut watch = registry.watch::<dyn Mail>();
    let mut has_changed = || {
        let seen = pin!(watch.changed()).poll(&mut Context::from_waker(Waker::noop()));
        matches!(seen, Poll::Ready(()))
    };
    assert!(!has_changed());
    bind("eu");
    assert!(has_changed());
    bind("eu");
    assert!(!has_changed(), "it was");
    registry.slot_named("eu").replace(mail("Dublin"));
    assert!(has_changed());
    assert!(!has_changed());
    registry.slot_named(Tag::of::<Asia>()).replace(mail("Kobe"));
    assert!(!has_changed(), "it is not chosen");
    load("").unwrap();
    assert!(has_changed());
    registry.slot_named("eu").replace(mail("Graz"));
    assert!(!has_changed());
}

#[dyno::test]
async fn whoever_waits_for_a_change_is_woken() {
    let registry = provided();
    bind("eu");
    let mut watch = registry.watch::<dyn Mail>();
    let waiting = tokio::spawn(async move {
        watch.changed().await;
        watch.get().unwrap().from()
    });
    tokio::task::yield_now().await;
    registry.slot_named("eu").replace(mail("Dublin"));
    assert_eq!(waiting.await.unwrap(), "Dublin");
}

#[dyno::test]
fn nobody_misses_it_while_another_is_chosen() {
    provided();
    let (registry, is_over, tos) = (Registry::current(), AtomicBool::new(false), ["eu", "off"]);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let _inside = registry.enter();
                while !is_over.load(Relaxed) {
                    assert!(["home", "Frankfurt"].contains(&from().unwrap()));
                }
            });
        }
        tos.iter().cycle().take(500).for_each(|to| bind(to));
        is_over.store(true, Relaxed);
    });
}

#[dyno::test]
async fn a_chosen_one_that_needs_what_it_is_chosen_for_is_found() {
    let registry = Registry::current();
    let inner = registry.clone();
    registry.provide(mail("home")).unwrap();
    let cached = Service::new("cached", move || {
        let inner = inner.clone();
        async move { inner.resolve::<dyn Mail>().await }
    });
    registry.slot_named("cached").provide_service(cached).unwrap();
    bind("cached");
    let error = registry.resolve::<dyn Mail>().await.unwrap_err().to_string();
    assert!(error.contains("cached -> cached"), "{error}");
    bind("off");
    assert_eq!(registry.resolve::<dyn Mail>().await.unwrap().from(), "home");
}

#[dyno::test]
fn what_is_gone_keeps_no_other_edit_from_being_taken() {
    let registry = provided();
    let breaker = Breaker::builder("beside a binding").build().unwrap();
    bind("eu");
    registry.slot_named::<dyn Mail>("eu").remove();
    load(&format!("[breaker.\"beside a binding\"]\nprobes = 7\n[binding]\n\"{MAIL}\" = \"eu\"")).unwrap();
    assert_eq!(breaker.settings().probes, 7);
    assert!(from().is_err());
    registry.provide_named("eu", mail("Dublin")).unwrap();
    assert_eq!(from().unwrap(), "Dublin");
}

#[dyno::test]
fn two_tags_that_are_written_alike_are_refused() {
    let registry = provided();
    registry.provide_named("it::settings::bindings::Asia", mail("Seoul")).unwrap();
    let error = load(&format!("[binding]\n\"{MAIL}\" = \"it::settings::bindings::Asia\"")).unwrap_err().to_string();
    assert!(error.contains("two tags are written"), "{error}");
}

#[dyno::test]
fn a_watch_sees_what_is_chosen_come_again() {
    let registry = provided();
    bind("eu");
    let mut watch = registry.watch::<dyn Mail>();
    registry.slot_named::<dyn Mail>("eu").remove();
    // So that empty slots are forgotten.
    (0..3_000).for_each(|at| drop(registry.slot_named::<dyn Mail>(format!("of {at}"))));
    registry.provide_named("eu", mail("Dublin")).unwrap();
    let seen = pin!(watch.changed()).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(seen, Poll::Ready(())));
    assert_eq!(watch.get().unwrap().from(), "Dublin");
}

/// Whoever builds it says so: below him nothing else is provided.
#[dyno::test]
async fn what_is_built_for_a_child_gives_way_to_what_its_parent_has_now() {
    let parent = Registry::current();
    parent.provide_service(built("home").scope(ServiceScope::Scoped)).unwrap();
    parent.provide_named("eu", mail("Frankfurt")).unwrap();
    let child = parent.child();
    let seen = async || (child.resolve::<dyn Mail>().await.unwrap().from(), child.get::<dyn Mail>().unwrap().from());
    assert_eq!(seen().await, ("home", "home"));
    let built = child.get::<dyn Mail>().unwrap();
    bind("eu");
    assert_eq!(seen().await, ("Frankfurt", "Frankfurt"));
    load("").unwrap();
    assert_eq!(seen().await, ("home", "home"));
    assert!(Arc::ptr_eq(&built, &child.get::<dyn Mail>().unwrap()), "it is still there");
    {
        let _swapped = parent.swap(mail("nowhere"));
        assert_eq!(seen().await, ("nowhere", "nowhere"));
    }
    assert_eq!(seen().await, ("home", "home"));
    parent.replace(mail("moved"));
    assert_eq!(seen().await, ("moved", "moved"));
}

#[dyno::test]
async fn a_child_that_is_bound_by_itself_builds_nothing_else() {
    static BUILT: AtomicU32 = AtomicU32::new(0);
    let parent = Registry::current();
    let home = Service::new("home", async || {
        BUILT.fetch_add(1, Relaxed);
        Err::<Arc<dyn Mail>, _>("out of order")
    });
    parent.provide_service(home.scope(ServiceScope::Scoped).eager()).unwrap();
    parent.provide_named("eu", mail("Frankfurt")).unwrap();
    let child = parent.child();
    child.settings().load(dyno::Source::toml("child", format!("[binding]\n\"{MAIL}\" = \"eu\""))).unwrap();
    child.start(Duration::from_secs(9)).await.unwrap();
    child.start(Duration::from_secs(9)).await.unwrap();
    assert_eq!((child.get::<dyn Mail>().unwrap().from(), BUILT.load(Relaxed)), ("Frankfurt", 0));
}
