//! Names that nobody has.

use dyno::{Breaker, BreakerState, Registry, UnknownName};

use crate::breaker_rig::rig;

/// What is looked for, and how.
type Find = (&'static str, fn(&str) -> Option<UnknownName>);

#[test]
fn an_unknown_name_comes_with_the_nearest() {
    let rig = rig(|it| it);
    let _scope = rig.registry.enter();
    let [_mail, _inventory2] =
        ["mail", "inventory2"].map(|name| Breaker::builder(name).build().expect("the name is free"));
    let errors: [Find; 2] = [
        ("breaker", |name| dyno::breaker(name).err()),
        ("command, breaker, bulkhead, fuse, harness, pool, rate limit or retry", |name| dyno::why(name).err()),
    ];
    for (kind, find) in errors {
        let error = find("inventry").expect("nobody is called so");
        assert_eq!((error.kind, error.name.as_str(), error.nearest.as_deref()), (kind, "inventry", Some("inventory")));
        assert!(error.known.iter().any(|name| name == "mail"), "{:?}", error.known);
        assert_eq!(error.to_string(), format!("no {kind} is called `inventry` here: did you mean `inventory`?"));
        assert_eq!(find("quite different").and_then(|error| error.nearest), None);
        assert!(find("inventory").is_none() && find("mail").is_none());
    }
}

#[test]
fn a_name_far_from_all_lists_those_there_are() {
    let rig = rig(|it| it);
    let _scope = rig.registry.enter();
    let error = dyno::breaker("zzz").expect_err("nobody is called so");
    assert!(error.to_string().starts_with("no breaker is called `zzz` here: there is `"), "{error}");
    assert!(error.nearest.is_none() && error.known.iter().any(|name| name == "inventory"), "{error:?}");
}

#[test]
fn a_registry_sees_its_own_only() {
    let rig = rig(|it| it);
    let _scope = rig.registry.enter();
    {
        let _other = Registry::new().enter();
        assert!(dyno::breaker("inventory").is_err());
        let stranger = Breaker::builder("inventory").probes(1).build().expect("the name is free here");
        stranger.trip().expect("it can be tripped");
    }
    assert_eq!((rig.state(), rig.transitions().len()), (BreakerState::Closed, 0));
    assert!(dyno::breaker("inventory").is_ok());
}

#[test]
fn a_name_may_be_anything() {
    let rig = rig(|it| it);
    let _scope = rig.registry.enter();
    for name in ["", " ", "shop::stock", "\u{1F4E6}", "a\nb", "\0"] {
        let breaker = Breaker::builder(name).build().expect("the name is free");
        assert_eq!(dyno::breaker(name).expect("it lives").name(), name);
        breaker.trip().expect("it can be tripped");
        assert!(dyno::why(name).is_ok_and(|why| why.contains("open")));
    }
}
