//! The file of overrides cannot be written.

use std::fs;
use std::path::Path;
use std::time::Duration;

use dyno::{Act, ActBuilder, BreakerState, EventKind, ManualClock, Registry, SettingsError, SteerError};

use super::hostile::logged;
use super::kept::{Folder, run};
use super::{override_, tills};

const MINUTE: Duration = Duration::from_secs(60);

fn act(act: Act) -> ActBuilder {
    dyno::settings().act("breaker", "tills", act).because("moving")
}

/// It was done and taken back, which opened and closed the breaker and lost what it had counted.
#[test]
fn nothing_at_all_happens_that_cannot_be_written() {
    let folder = Folder::new();
    run(|registry| {
        let (breaker, fuse) = (tills(), dyno::Fuse::builder("tills").build().unwrap());
        folder.keep().unwrap();
        let late = breaker.admit().unwrap();
        breaker.admit().unwrap().failure();
        fs::remove_dir_all(&folder.0).unwrap();
        for what in [Act::ForceOpen, Act::Disable, Act::MetricsOnly] {
            assert!(matches!(act(what).apply(), Err(SteerError::NotKept { .. })), "{what}");
        }
        let blown = dyno::settings().act("fuse", "tills", Act::Blow).because("moving").apply();
        assert!(matches!(blown, Err(SteerError::NotKept { .. })) && fuse.is_intact());
        late.failure();
        assert_eq!(
            (breaker.state(), breaker.snapshot().failures),
            (BreakerState::Closed, 2),
            "what came before is counted"
        );
        assert!(registry.events(0).is_empty(), "{:?}", registry.events(0));
        assert!(dyno::settings().overrides().is_empty() && dyno::settings().audit().is_empty());
    });
}

#[test]
fn what_the_file_has_nothing_of_is_done_while_it_cannot_be_written() {
    let folder = Folder::new();
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    let cache = dyno::Cache::<u32, u32>::builder("tills").build().unwrap();
    cache.insert(1, 2);
    folder.keep().unwrap();
    override_("probes", "2").for_time(MINUTE).apply().unwrap();
    fs::remove_dir_all(&folder.0).unwrap();
    clock.advance(MINUTE);
    assert_eq!(breaker.settings().probes, 5, "its end is owed to the file");
    let tripped = act(Act::Trip).apply().unwrap();
    assert_eq!(breaker.state(), BreakerState::Open);
    dyno::settings().undo(tripped.id).unwrap();
    act(Act::Trip).apply().unwrap();
    act(Act::Reset).apply().unwrap();
    assert_eq!(breaker.state(), BreakerState::Closed);
    dyno::settings().act("cache", "tills", Act::Clear).because("moving").apply().unwrap();
    assert_eq!(cache.stats().len, 0);
    assert!(matches!(act(Act::Disable).apply(), Err(SteerError::NotKept { .. })));
    assert!(matches!(override_("probes", "3").apply(), Err(SteerError::NotKept { .. })));
    fs::create_dir_all(&folder.0).unwrap();
    clock.advance(Duration::from_secs(6));
    act(Act::Disable).apply().unwrap();
    assert!(folder.text().contains("disable") && !folder.text().contains("probes"), "{}", folder.text());
    fs::remove_dir_all(&folder.0).unwrap();
    assert!(matches!(act(Act::Reset).apply(), Err(SteerError::NotKept { .. })), "it would end what is in the file");
    assert_eq!(breaker.state(), BreakerState::Disabled);
}

/// A full disk loses nothing that an operator has done.
#[test]
fn what_an_earlier_run_was_told_is_so_where_the_file_cannot_be_written() {
    let folder = Folder::new();
    run(|_| {
        let _tills = tills();
        folder.keep().unwrap();
        act(Act::ForceOpen).apply().unwrap();
        override_("probes", "2").apply().unwrap();
    });
    let before = folder.text();
    // What a file is written beside cannot be there.
    fs::create_dir_all(folder.beside().join("full")).unwrap();
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    let problems = folder.keep().unwrap_err();
    let [problem @ SettingsError::NotKept { place, .. }] = &*problems.0 else { panic!("{problems}") };
    assert!(place.ends_with("overrides.toml"), "{place}");
    assert!(problem.to_string().contains("is in force, but it could not be written: "), "{problem}");
    assert_eq!((breaker.state(), breaker.settings().probes), (BreakerState::ForcedOpen, 2));
    let in_force = dyno::settings().overrides();
    assert_eq!(in_force.iter().filter(|over| over.problem.is_none()).count(), 2, "{in_force:?}");
    assert!(matches!(override_("probes", "3").apply(), Err(SteerError::NotKept { .. })));
    assert!(matches!(dyno::settings().undo(in_force[0].id), Err(SteerError::NotKept { .. })));
    assert_eq!((breaker.state(), folder.text()), (BreakerState::ForcedOpen, before));
    fs::remove_dir_all(folder.beside()).unwrap();
    fs::write(folder.file(), "").unwrap();
    clock.advance(Duration::from_secs(6));
    assert!(folder.text().contains("force_open"), "it is owed to the file: {}", folder.text());
    dyno::settings().undo(in_force[0].id).unwrap();
    assert_eq!((breaker.state(), folder.text().contains("force_open")), (BreakerState::Closed, false));
}

#[test]
fn an_end_that_cannot_be_written_is_told_as_what_it_is() {
    let folder = Folder::new();
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let _tills = tills();
    folder.keep().unwrap();
    override_("probes", "2").for_time(MINUTE).apply().unwrap();
    fs::remove_dir_all(&folder.0).unwrap();
    let lines = logged(|| {
        clock.advance(MINUTE);
        assert!(dyno::settings().overrides().is_empty());
    });
    let told = lines.iter().find(|line| line.contains("stays in the file")).unwrap_or_else(|| panic!("{lines:?}"));
    assert!(told.contains("overrides.toml: ") && !told.contains("nothing has changed"), "{told}");
    assert!(registry.events(0).iter().all(|event| matches!(event.kind, EventKind::Steered(_))));
}

#[test]
fn what_cannot_be_written_does_not_hold() {
    let folder = Folder::new();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        let kept = override_("probes", "2").apply().unwrap();
        fs::remove_dir_all(&folder.0).unwrap();
        let problem = override_("probes", "3").apply().unwrap_err();
        assert!(matches!(problem, SteerError::NotKept { .. }), "{problem}");
        assert_eq!((breaker.settings().probes, dyno::settings().overrides().len()), (2, 1));
        dyno::settings().act("breaker", "tills", Act::Trip).because("it does not last").apply().unwrap();
        let problem = dyno::settings().undo(kept.id).unwrap_err();
        assert!(problem.to_string().starts_with("nothing has changed, since that could not be kept"), "{problem}");
        assert_eq!((breaker.settings().probes, dyno::settings().overrides().len()), (2, 1), "nor is it taken back");
        fs::create_dir_all(&folder.0).unwrap();
        dyno::settings().undo(kept.id).unwrap();
        assert_eq!(breaker.settings().probes, 5);
        assert!(!folder.text().contains("probes"), "{}", folder.text());
    });
    run(|_| {
        let _tills = tills();
        let nowhere = Path::new("/no/such/folder/overrides.toml");
        assert!(dyno::settings().keep_overrides(nowhere).is_err());
        assert!(matches!(override_("probes", "3").apply(), Err(SteerError::NotKept { .. })));
    });
    let folder = Folder::new();
    run(|_| assert!(dyno::settings().keep_overrides(&folder.0).is_err(), "a folder is no file"));
}

#[test]
fn what_was_done_stays_so_where_its_end_cannot_be_written() {
    let folder = Folder::new();
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        let act = |act| dyno::settings().act("breaker", "tills", act).because("moving").apply();
        let disabled = act(Act::Disable).unwrap();
        fs::remove_dir_all(&folder.0).unwrap();
        for refused in [act(Act::ForceOpen).map(|_| ()), act(Act::Reset).map(|_| ())] {
            assert!(matches!(refused, Err(SteerError::NotKept { .. })), "{refused:?}");
        }
        assert!(matches!(dyno::settings().undo(disabled.id), Err(SteerError::NotKept { .. })));
        assert_eq!(breaker.state(), BreakerState::Disabled);
        let in_force = dyno::settings().overrides();
        assert_eq!((in_force.len(), &in_force[0].problem), (1, &None), "it is not overtaken by what was withdrawn");
        fs::create_dir_all(&folder.0).unwrap();
        dyno::settings().undo(disabled.id).unwrap();
        assert_eq!(breaker.state(), BreakerState::Closed);
        let (forced, reset) = (act(Act::ForceOpen).unwrap(), act(Act::Reset).unwrap());
        fs::remove_dir_all(&folder.0).unwrap();
        assert!(matches!(dyno::settings().undo(reset.id), Err(SteerError::NotKept { .. })));
        assert_eq!((breaker.state(), dyno::settings().overrides().len()), (BreakerState::Closed, 0));
        assert!(matches!(dyno::settings().undo(forced.id), Err(SteerError::Ended { .. })));
    });
}

#[test]
fn what_is_over_and_cannot_be_written_is_tried_again() {
    let folder = Folder::new();
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    folder.keep().unwrap();
    override_("probes", "2").for_time(MINUTE).apply().unwrap();
    let before = folder.text();
    fs::remove_dir_all(&folder.0).unwrap();
    clock.advance(MINUTE);
    assert_eq!(breaker.settings().probes, 5, "it ends all the same");
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.file(), before).unwrap();
    clock.advance(Duration::from_secs(6));
    assert!(!folder.text().contains("probes"), "{}", folder.text());
}
