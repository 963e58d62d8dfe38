//! What a snapshot tells of dependencies: who gave or built them, whether they stand in, and why they are not there.

use std::io;
use std::sync::Arc;

use dyno::{DependencySnapshot, DependencyState, Registry, Service, ServiceScope, Tag};

use super::{Depot, depot};

/// What there is of a type.
fn seen(name: &str, tag: Option<&str>) -> Option<DependencySnapshot> {
    let all = dyno::snapshot().dependencies;
    all.into_iter().find(|one| one.name.ends_with(name) && one.tag.as_deref() == tag)
}

fn state(name: &str, tag: Option<&str>) -> Option<DependencyState> {
    seen(name, tag).map(|seen| seen.state)
}

#[dyno::test]
fn what_is_provided_has_its_place_and_what_is_swapped_hides_it() {
    assert_eq!(seen("dyn it::inject::Depot", None), None);
    dyno::provide(depot(1)).unwrap();
    let provided = seen("inject::Depot", None).unwrap();
    assert_eq!((&provided.state, &provided.service, provided.at), (&DependencyState::Provided, &None, None));
    assert!(provided.place.unwrap().contains("seen.rs:"));
    let swapped = dyno::swap::<dyn Depot>(depot(2));
    assert_eq!(state("inject::Depot", None), Some(DependencyState::Swapped));
    drop(swapped);
    assert_eq!(state("inject::Depot", None), Some(DependencyState::Provided));
}

#[dyno::test]
async fn a_service_is_told_before_it_is_built_and_after() {
    let here = Registry::current();
    let service = Service::new("depots", || async { Ok::<_, io::Error>(depot(3)) });
    here.provide_service(service).unwrap();
    let before = seen("inject::Depot", None).unwrap();
    assert_eq!(
        (&before.state, before.service.as_deref(), before.at),
        (&DependencyState::NotBuilt, Some("depots"), None)
    );
    here.resolve::<dyn Depot>().await.unwrap();
    let after = seen("inject::Depot", None).unwrap();
    assert_eq!((after.state, after.error), (DependencyState::Built, None));
    assert!(after.at.is_some_and(|at| at <= dyno::snapshot().at));
}

#[dyno::test]
async fn a_failure_is_told_and_what_stands_in_is_not_the_real_thing() {
    let here = Registry::current();
    let failing = || async { Err::<Arc<dyn Depot>, _>(io::Error::other("the depot has burnt down")) };
    here.provide_service(Service::new("depots", failing)).unwrap();
    here.resolve::<dyn Depot>().await.err().unwrap();
    let failed = seen("inject::Depot", None).unwrap();
    assert_eq!(failed.state, DependencyState::Failed);
    assert!(failed.error.unwrap().contains("burnt down"));

    let below = Registry::new();
    let _inside = below.enter();
    let stand_in = async |_error| Ok::<_, io::Error>(depot(0));
    below.provide_service(Service::new("depots", failing).fallback(stand_in)).unwrap();
    below.resolve::<dyn Depot>().await.unwrap();
    let stands_in = seen("inject::Depot", None).unwrap();
    assert_eq!(stands_in.state, DependencyState::StandsIn);
    assert!(stands_in.error.unwrap().contains("burnt down"));
}

#[dyno::test]
fn tags_and_bindings_are_told() {
    let here = Registry::current();
    here.provide_named(Tag::from("eu"), depot(4)).unwrap();
    assert_eq!(state("inject::Depot", Some("eu")), Some(DependencyState::Provided));
    let source = dyno::Source::toml("dyno.toml", "[binding]\n\"dyn it::inject::Depot\" = \"eu\"");
    here.settings().load(source).unwrap();
    assert_eq!(state("inject::Depot", None), Some(DependencyState::Bound("eu".to_owned())));
}

#[dyno::test]
fn what_is_made_anew_for_each_is_never_there() {
    let each = Service::new("one each", || async { Ok::<_, io::Error>(depot(5)) }).scope(ServiceScope::Transient);
    Registry::current().provide_service(each).unwrap();
    assert_eq!(state("inject::Depot", None), Some(DependencyState::Transient));
}
