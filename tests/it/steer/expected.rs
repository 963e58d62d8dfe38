//! Who acts says what was seen, and is refused where that is not so.

use dyno::{Act, Breaker, BreakerState, Cache, Fuse, Registry, SteerError};

use super::acts::{act, done, undo};
use super::tills;

#[dyno::test]
fn what_a_hand_has_done_since_is_a_conflict() {
    let breaker = Breaker::builder("tills").consecutive(1).build().unwrap();
    let after = |seen: &str| act("breaker", Act::Disable).by("bob").expecting(seen);
    let tripped = done("breaker", Act::Trip);
    let problem = after("closed").apply().unwrap_err();
    let SteerError::OtherState { found, by: Some(by), .. } = &problem else { panic!("{problem}") };
    assert_eq!((&**found, by.id), ("open", tripped.id));
    assert_eq!(
        problem.to_string(),
        "breaker `tills` is open by now (by ada: warehouse moves), and not closed: look at it again"
    );
    assert_eq!(after("closed").dry_run().unwrap_err(), problem);
    undo(&after("open").apply().unwrap());
    undo(&tripped);
    done("breaker", Act::Reset);
    assert!(matches!(after("open").apply(), Err(SteerError::OtherState { .. })));
    // It does that by itself.
    breaker.admit().unwrap().failure();
    assert_eq!(breaker.state(), BreakerState::Open);
    undo(&after("closed").apply().unwrap());
    breaker.force_open("by code", None);
    assert!(matches!(after("open").apply(), Err(SteerError::OtherState { by: None, .. })));
    let fuse = Fuse::builder("tills").build().unwrap();
    fuse.blow("by code");
    assert!(matches!(act("fuse", Act::Blow).expecting("intact").apply(), Err(SteerError::OtherState { .. })));
}

#[dyno::test]
fn what_is_no_state_is_not_expected() {
    let (_breaker, _fuse) = (tills(), Fuse::builder("tills").build().unwrap());
    let _cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    for (kind, what, expected, said) in [
        ("breaker", Act::Trip, "clsed", "`clsed` is no state of a breaker: did you mean `closed`?"),
        ("fuse", Act::Blow, "closed", "`closed` is no state of a fuse: there is `blown`, `intact`"),
        ("cache", Act::Clear, "0 entries", "a cache has no states, so that none can be expected: leave that out"),
    ] {
        let asked = act(kind, what).expecting(expected);
        for problem in [asked.dry_run().map(|_| ()), asked.apply().map(|_| ())] {
            let Err(SteerError::Wrong(problem)) = problem else { panic!("{kind}: {problem:?}") };
            assert_eq!(problem.to_string(), format!("override: {kind} `tills`: `state`: {said}"));
        }
    }
    for state in ["closed", "disabled", "forced-open", "half-open", "metrics-only", "open"] {
        let run = act("breaker", Act::Disable).expecting(state).dry_run();
        assert!(!matches!(run, Err(SteerError::Wrong(_))), "{state}: {run:?}");
    }
    assert!(dyno::settings().audit().is_empty());
}

/// Of many who have seen the same one is first, since nobody comes between a look and a deed.
#[dyno::test]
fn one_of_many_is_first() {
    let _tills = tills();
    let registry = Registry::current();
    let done = std::thread::scope(|scope| {
        let one = |act| registry.settings().act("breaker", "tills", act).because("a race").expecting("closed").apply();
        let all: Vec<_> = (0..16)
            .map(|n| scope.spawn(move || one(if n % 2 == 0 { Act::Disable } else { Act::ForceOpen }).is_ok()))
            .collect();
        all.into_iter().map(|one| usize::from(one.join().unwrap())).sum::<usize>()
    });
    assert_eq!(done, 1);
}
