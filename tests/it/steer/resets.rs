//! A reset ends what acts have done, and puts it back where it is undone.

use dyno::{Act, BreakerState, Ended, EventKind, Fuse, ManualClock, Override, Registry, SteerError};

use super::acts::{MINUTE, act, done, undo};
use super::tills;

#[dyno::test]
fn a_reset_ends_what_was_done_before() {
    let (breaker, fuse) = (tills(), Fuse::builder("tills").build().unwrap());
    for kind in ["breaker", "fuse"] {
        let acts: &[Act] = if kind == "breaker" { &[Act::Disable, Act::ForceOpen] } else { &[Act::Blow] };
        let before: Vec<_> = acts.iter().map(|act| done(kind, *act)).collect();
        let run = act(kind, Act::Reset).dry_run().unwrap();
        assert!(run.to_string().contains(&format!("#{}, ", before[0].id)) && run.to_string().contains("would end"));
        let reset = done(kind, Act::Reset);
        assert!(dyno::settings().overrides().is_empty(), "nothing is in force, also no reset");
        assert_eq!((breaker.state(), fuse.is_intact()), (BreakerState::Closed, true));
        for over in &before {
            let audit = dyno::settings().audit();
            let entry = audit.iter().find(|entry| entry.id == over.id).unwrap();
            assert_eq!(entry.ended, Some(Ended::Reset(reset.id)));
            let problem = dyno::settings().undo(over.id).unwrap_err().to_string();
            assert!(problem.ends_with(&format!("it has ended with the reset #{}", reset.id)), "{problem}");
        }

        undo(&reset);
        let ids = |all: &[Override]| all.iter().map(|over| over.id).collect::<Vec<_>>();
        assert_eq!(ids(&dyno::settings().overrides()), ids(&before), "they are in force again, and listed");
        assert_eq!(dyno::settings().overrides().last().unwrap().problem, None);
        assert_eq!(
            dyno::settings().audit().iter().find(|entry| entry.id == before.last().unwrap().id).unwrap().ended,
            None
        );
        before.iter().rev().for_each(undo);
        assert_eq!((breaker.state(), fuse.is_intact()), (BreakerState::Closed, true));
    }
    let forced = act("breaker", Act::ForceOpen).apply().unwrap();
    let reset = done("breaker", Act::Reset);
    breaker.disable();
    assert!(matches!(dyno::settings().undo(reset.id), Err(SteerError::Overtaken { .. })));
    assert!(dyno::settings().overrides().is_empty());
    assert!(matches!(dyno::settings().undo(forced.id), Err(SteerError::Ended { ended: Ended::Reset(_), .. })));
}

#[dyno::test]
fn what_a_reset_has_ended_and_is_over_by_then_is_over() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    let forced = act("breaker", Act::ForceOpen).for_time(MINUTE).apply().unwrap();
    let reset = done("breaker", Act::Reset);
    clock.advance(MINUTE * 2);
    assert_eq!(breaker.state(), BreakerState::Closed);
    undo(&reset);
    assert_eq!(breaker.state(), BreakerState::Closed);
    assert!(dyno::settings().overrides().is_empty());
    assert!(matches!(dyno::settings().undo(forced.id), Err(SteerError::Ended { ended: Ended::Expired(_), .. })));
}

/// It is not forced for a moment, which would be told twice, and to whoever listens.
#[dyno::test]
fn what_is_over_is_not_forced_when_its_reset_is_undone() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    let disabled = done("breaker", Act::Disable);
    let forced = act("breaker", Act::ForceOpen).for_time(MINUTE).apply().unwrap();
    let reset = done("breaker", Act::Reset);
    clock.advance(MINUTE * 2);
    let before = registry.events(0).len();
    undo(&reset);
    assert_eq!(breaker.state(), BreakerState::Disabled, "what was below it");
    let states: Vec<_> = registry
        .events(0)
        .split_off(before)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Transition(transition) => Some(transition.to),
            _ => None,
        })
        .collect();
    assert_eq!(states, [BreakerState::Disabled]);
    let audit = dyno::settings().audit();
    let of = |over: &Override| audit.iter().find(|entry| entry.id == over.id).unwrap().ended;
    assert!(matches!((of(&disabled), of(&forced)), (None, Some(Ended::Expired(_)))), "{audit:?}");
    undo(&disabled);

    let forced = act("breaker", Act::ForceOpen).for_time(MINUTE).apply().unwrap();
    let reset = done("breaker", Act::Reset);
    clock.advance(MINUTE * 2);
    breaker.admit().unwrap().failure();
    let before = registry.events(0).len();
    undo(&reset);
    let is_told = |event: &dyno::Event| matches!(event.kind, EventKind::Transition(_));
    assert!(!registry.events(0)[before..].iter().any(is_told), "it was closed, and is");
    assert_eq!(breaker.snapshot().failures, 1, "and goes on");
    assert!(matches!(dyno::settings().undo(forced.id), Err(SteerError::Ended { ended: Ended::Expired(_), .. })));
}
