//! What is done to breakers, fuses and caches by an operator, and what gives it back.

use std::sync::Arc;
use std::time::Duration;

use dyno::{
    Act, ActBuilder, Breaker, BreakerState, Cache, Deed, Ended, Error, Fuse, ManualClock, Override, Registry,
    SteerError, error,
};

use super::{override_, tills};

pub(super) const MINUTE: Duration = Duration::from_secs(60);

pub(super) fn act(kind: &str, act: Act) -> ActBuilder {
    dyno::settings().act(kind, "tills", act).by("ada").because("warehouse moves")
}

pub(super) fn done(kind: &str, what: Act) -> Override {
    act(kind, what).apply().expect("it can be done")
}

pub(super) fn undo(over: &Override) {
    dyno::settings().undo(over.id).expect("it can be undone");
}

#[dyno::test]
fn each_act_on_a_breaker_goes_back_to_what_was() {
    let breaker = tills();
    for (what, state) in [
        (Act::Trip, BreakerState::Open),
        (Act::ForceOpen, BreakerState::ForcedOpen),
        (Act::Disable, BreakerState::Disabled),
        (Act::MetricsOnly, BreakerState::MetricsOnly),
        (Act::Reset, BreakerState::Closed),
    ] {
        let over = done("breaker", what);
        assert_eq!(breaker.state(), state);
        let change = &over.changes[0];
        assert_eq!([&*change.setting, &*change.was, &*change.is], ["state", "closed", &*state.to_string()]);
        undo(&over);
        assert_eq!(breaker.state(), BreakerState::Closed, "{what}");
    }
    breaker.disable();
    let reset = done("breaker", Act::Reset);
    assert_eq!(breaker.state(), BreakerState::Closed);
    undo(&reset);
    assert_eq!(breaker.state(), BreakerState::Disabled);
}

#[dyno::test]
fn what_an_operator_says_is_why() {
    let breaker = tills();
    done("breaker", Act::ForceOpen);
    assert!(breaker.why().contains("force_open by ada: warehouse moves"), "{}", breaker.why());
    let Err(Error::Open(open)) = breaker.admit() else { panic!("nobody may pass") };
    let error::Open { cause, .. } = Arc::unwrap_or_clone(open);
    assert_eq!(cause.unwrap().to_string(), "by hand (force_open by ada: warehouse moves)");
    let lasting: Vec<_> = dyno::settings().overrides().iter().map(|over| over.act).collect();
    assert_eq!(lasting, [Some(Act::ForceOpen)]);
}

#[dyno::test]
fn what_was_open_waits_as_long_as_it_did() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = Breaker::builder("tills").jitter(0.0).build().unwrap();
    breaker.trip().unwrap();
    clock.advance(Duration::from_secs(2));
    let forced = act("breaker", Act::ForceOpen).for_time(MINUTE).apply().unwrap();
    assert_eq!(breaker.snapshot().retry_after, Some(MINUTE));
    undo(&forced);
    assert_eq!((breaker.state(), breaker.snapshot().retry_after), (BreakerState::Open, Some(Duration::from_secs(3))));
    assert!(breaker.why().contains("(trip)"), "{}", breaker.why());
}

#[dyno::test]
fn what_lasts_ends_by_itself() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let (breaker, fuse) = (tills(), Fuse::builder("tills").build().unwrap());
    for what in [Act::ForceOpen, Act::Disable, Act::MetricsOnly] {
        act("breaker", what).for_time(MINUTE).apply().unwrap();
        clock.advance(MINUTE);
        assert_eq!(breaker.state(), BreakerState::Closed, "{what}");
    }
    act("fuse", Act::Blow).for_time(MINUTE).apply().unwrap();
    assert_eq!(fuse.snapshot().blown.as_deref(), Some("warehouse moves"));
    clock.advance(MINUTE);
    assert!(fuse.is_intact());
    assert!(dyno::settings().overrides().is_empty());
    let audit = dyno::settings().audit();
    assert_eq!(audit.iter().filter(|entry| matches!(entry.deed, Deed::Expired(_))).count(), 4);
    for what in [Act::Trip, Act::Reset] {
        assert!(matches!(act("breaker", what).for_time(MINUTE).apply(), Err(SteerError::NoTime { .. })));
    }
}

#[dyno::test]
fn acts_above_each_other_are_undone_one_by_one() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    let tripped = done("breaker", Act::Trip);
    let disabled = act("breaker", Act::Disable).for_time(MINUTE).apply().unwrap();
    let forced = done("breaker", Act::ForceOpen);
    let problem = dyno::settings().undo(tripped.id).unwrap_err();
    assert!(matches!(problem, SteerError::Ended { ended: Ended::Replaced(by), .. } if by == forced.id));
    undo(&forced);
    assert_eq!(breaker.state(), BreakerState::Disabled);
    let forced = done("breaker", Act::ForceOpen);
    // What has ended below is not gone back to.
    clock.advance(MINUTE);
    assert_eq!(breaker.state(), BreakerState::ForcedOpen);
    assert!(matches!(dyno::settings().undo(disabled.id), Err(SteerError::Ended { ended: Ended::Expired(_), .. })));
    undo(&forced);
    assert_eq!(breaker.state(), BreakerState::Open);
    undo(&tripped);
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[dyno::test]
fn what_has_happened_since_is_not_undone() {
    let breaker = tills();
    let tripped = done("breaker", Act::Trip);
    breaker.reset();
    let problem = dyno::settings().undo(tripped.id).unwrap_err();
    assert_eq!(problem.to_string(), "#1 cannot be undone, since it is overtaken: breaker `tills` is closed since");
    assert!(matches!(dyno::settings().undo(tripped.id), Err(SteerError::Ended { ended: Ended::Overtaken, .. })));
    let forced = done("breaker", Act::ForceOpen);
    breaker.reset();
    assert!(dyno::settings().overrides().is_empty(), "it is not in force");
    assert!(matches!(dyno::settings().undo(forced.id), Err(SteerError::Ended { ended: Ended::Overtaken, .. })));
    let audit = dyno::settings().audit();
    let last = audit.last().unwrap();
    assert_eq!((last.deed, audit[audit.len() - 2].ended), (Deed::Overtaken(forced.id), Some(Ended::Overtaken)));
    assert_eq!(
        last.to_string(),
        "breaker `tills`: #2 is overtaken by code, of ada: warehouse moves; `state` was forced-open and is closed"
    );

    let forced = done("breaker", Act::ForceOpen);
    breaker.force_open("by somebody else", None);
    assert!(dyno::settings().undo(forced.id).is_err());
    assert_eq!(breaker.state(), BreakerState::ForcedOpen);
    let problem = act("breaker", Act::Trip).apply().unwrap_err();
    assert_eq!(problem.to_string(), "breaker `tills` is forced-open by hand: reset it first");
}

#[dyno::test]
fn a_fuse_is_what_it_was() {
    let fuse = Fuse::builder("tills").build().unwrap();
    fuse.blow("too costly");
    let reset = done("fuse", Act::Reset);
    assert!(fuse.is_intact());
    undo(&reset);
    assert_eq!(fuse.snapshot().blown.as_deref(), Some("too costly"));
    let blown = done("fuse", Act::Blow);
    assert_eq!(fuse.snapshot().blown.as_deref(), Some("warehouse moves"));
    undo(&blown);
    assert_eq!(fuse.snapshot().blown.as_deref(), Some("too costly"));
    let blown = done("fuse", Act::Blow);
    fuse.reset();
    assert!(dyno::settings().overrides().is_empty());
    assert!(matches!(dyno::settings().undo(blown.id), Err(SteerError::Ended { ended: Ended::Overtaken, .. })));
    assert!(fuse.is_intact());
}

#[dyno::test]
fn a_cache_that_was_cleared_cannot_be_filled_again() {
    let cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    cache.insert(1, 2);
    cache.insert(2, 3);
    assert!(!Act::Clear.can_be_undone());
    let cleared = done("cache", Act::Clear);
    assert_eq!(cleared.changes[0].to_string(), "`state` was 2 entries and is 0 entries");
    assert_eq!(cache.stats().len, 0);
    let problem = dyno::settings().undo(cleared.id).unwrap_err();
    assert!(matches!(problem, SteerError::Irrevocable { .. }), "{problem}");
    assert!(dyno::settings().overrides().is_empty());
}

#[dyno::test]
fn what_cannot_be_done_is_told() {
    let _tills = tills();
    let problem = act("breaker", Act::Blow).apply().unwrap_err().to_string();
    assert_eq!(
        problem,
        "`blow` is nothing that is done to a breaker: there is `disable`, `force_open`, `metrics_only`, `reset`, `trip`"
    );
    let problem = act("retry", Act::Reset).apply().unwrap_err().to_string();
    assert_eq!(problem, "`reset` is nothing that is done to a retry: nothing is, but its settings can be overridden");
    let problem = act("fuse", Act::Blow).apply().unwrap_err().to_string();
    assert!(problem.starts_with("override: no fuse is called `tills` here: "), "{problem}");
    assert!(act("braker", Act::Trip).apply().unwrap_err().to_string().contains("did you mean `breaker`?"));
    let unsaid = dyno::settings().act("breaker", "tills", Act::Trip).apply();
    assert_eq!(unsaid, Err(SteerError::NoReason));
    assert!(dyno::settings().audit().is_empty());
    assert_eq!("force_open".parse::<Act>().unwrap(), Act::ForceOpen);
    assert!("force_opn".parse::<Act>().unwrap_err().to_string().contains("did you mean `force_open`?"));
}

#[dyno::test]
fn settings_and_acts_do_not_stand_above_each_other() {
    let breaker = tills();
    let set = override_("probes", "2").apply().unwrap();
    let forced = done("breaker", Act::ForceOpen);
    undo(&set);
    assert_eq!((breaker.settings().probes, breaker.state()), (5, BreakerState::ForcedOpen));
    undo(&forced);
    assert_eq!(breaker.state(), BreakerState::Closed);
}

/// Whether anybody has looked at it just then or not.
#[dyno::test]
fn an_end_tells_what_it_has_changed() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let (breaker, fuse) = (tills(), Fuse::builder("tills").build().unwrap());
    for kind in ["breaker", "fuse"] {
        let what = if kind == "fuse" { Act::Blow } else { Act::ForceOpen };
        act(kind, what).for_time(MINUTE).apply().unwrap();
        clock.advance(MINUTE);
        assert!(breaker.admit().is_ok() && fuse.is_intact());
        let last = dyno::settings().audit().pop().unwrap().changes.remove(0).to_string();
        let expected =
            if kind == "fuse" { "blown: warehouse moves and is intact" } else { "forced-open and is closed" };
        assert_eq!(last, format!("`state` was {expected}"));
    }
}

/// Nobody is told that nothing is known of what the audit lists, nor to undo first what is undone.
#[test]
fn what_is_too_long_ago_is_told_to_be() {
    let registry = Registry::new();
    let _inside = registry.enter();
    let breakers: Vec<_> = (0..257).map(|n| Breaker::builder(format!("till {n}")).build().unwrap()).collect();
    let trip = |n: usize| dyno::settings().act("breaker", format!("till {n}"), Act::Trip).because("moving").apply();
    let ids: Vec<_> = (0..breakers.len()).map(|n| trip(n).unwrap().id).collect();
    let forgotten = dyno::settings().undo(ids[0]).unwrap_err();
    assert!(matches!(forgotten, SteerError::Ended { ended: Ended::Forgotten, .. }), "{forgotten}");
    assert!(forgotten.to_string().contains("#1 cannot be undone: it is too long ago"), "{forgotten}");
    assert_eq!(dyno::settings().audit()[0].ended, Some(Ended::Forgotten));
    dyno::settings().undo(ids[1]).unwrap();

    let last = || dyno::settings().act("breaker", "till 0", Act::Disable).because("moving").apply().unwrap().id;
    let many: Vec<_> = (0..20).map(|_| last()).collect();
    for (at, id) in many.iter().enumerate().rev() {
        match dyno::settings().undo(*id) {
            Ok(_) => assert!(at >= 11, "{at}"),
            Err(SteerError::Ended { ended: Ended::Forgotten, .. }) => assert!(at < 11, "{at}"),
            Err(error) => panic!("{at}: {error}"),
        }
    }
}

#[test]
fn what_only_tells_of_another_says_so() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let _tills = super::tills();
    let act = || dyno::settings().act("breaker", "tills", Act::ForceOpen).because("moving");
    let forced = act().apply().unwrap();
    let undone = dyno::settings().undo(forced.id).unwrap();
    act().for_time(Duration::from_secs(60)).apply().unwrap();
    clock.advance(Duration::from_secs(60));
    let expired = dyno::settings().audit().pop().unwrap();
    let refused = [undone, expired].map(|entry| {
        let refused = dyno::settings().undo(entry.id).unwrap_err();
        assert!(matches!(refused, SteerError::OnlyTold { of, .. } if of == entry.deed), "{refused}");
        refused.to_string()
    });
    assert!(refused[0].starts_with("#2 cannot be undone: under it #1 was undone; "), "{}", refused[0]);
    assert!(refused[1].starts_with("#4 cannot be undone: under it #3 has expired; "), "{}", refused[1]);
}
