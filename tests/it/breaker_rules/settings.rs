//! Settings: mistakes, changes while it runs, and who shares them.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use dyno::{Breaker, BreakerBuilder, BreakerSettings, BreakerState, SettingsError, Window};

use crate::breaker_rig::{Rig, SECOND, rig};

/// A mistake, made in a builder and in a breaker that runs, and what it is called.
type Mistake = (fn(BreakerBuilder) -> BreakerBuilder, fn(&mut BreakerSettings), &'static str, &'static str);

const MISTAKES: &[Mistake] = &[
    (|it| it.failure_rate(1.5), |it| it.failure_rate = Some(1.5), "failure_rate", "150"),
    (|it| it.failure_rate(50.0), |it| it.failure_rate = Some(50.0), "failure_rate", "5000"),
    (|it| it.failure_rate(0.0), |it| it.failure_rate = Some(0.0), "failure_rate", "0"),
    (|it| it.failure_rate(-0.1), |it| it.failure_rate = Some(-0.1), "failure_rate", "-10"),
    (|it| it.failure_rate(f64::NAN), |it| it.failure_rate = Some(f64::NAN), "failure_rate", "NaN"),
    (|it| it.failure_rate(f64::INFINITY), |it| it.failure_rate = Some(f64::INFINITY), "failure_rate", "inf"),
    (|it| it.slow_rate(1.01), |it| it.slow_rate = 1.01, "slow_rate", "101"),
    (|it| it.slow_rate(f64::NAN), |it| it.slow_rate = f64::NAN, "slow_rate", "NaN"),
    (|it| it.slow_call(Duration::ZERO), |it| it.slow_call = Some(Duration::ZERO), "slow_call", "0s"),
    (|it| it.window(Duration::ZERO), |it| it.window = Duration::ZERO.into(), "window", "0s"),
    (|it| it.window(Window::Calls(0)), |it| it.window = Window::Calls(0), "window", "calls(0)"),
    (|it| it.window(Window::Calls(u32::MAX)), |it| it.window = Window::Calls(u32::MAX), "window", "calls(4294967295)"),
    (|it| it.min_calls(0), |it| it.min_calls = 0, "min_calls", "0"),
    (|it| it.consecutive(0), |it| it.consecutive = Some(0), "consecutive", "0"),
    (|it| it.open_for(Duration::ZERO), |it| it.open_for = Duration::ZERO, "open_for", "0s"),
    (|it| it.open_for(2 * SECOND).open_max(SECOND), |it| it.open_max = SECOND, "open_max", "1s"),
    (|it| it.jitter(1.1), |it| it.jitter = 1.1, "jitter", "110"),
    (|it| it.jitter(-0.1), |it| it.jitter = -0.1, "jitter", "-10"),
    (|it| it.jitter(f64::NAN), |it| it.jitter = f64::NAN, "jitter", "NaN"),
    (|it| it.probes(0), |it| it.probes = 0, "probes", "0"),
    (|it| it.probe_lease(Duration::ZERO), |it| it.probe_lease = Some(Duration::ZERO), "probe_lease", "0s"),
];

/// Checks that the error names the setting, what was given, and what to write instead.
fn assert_remedy(error: &SettingsError, wrong: &str, was: &str) {
    let SettingsError::OutOfRange { subject, setting, given, expected, .. } = error else { panic!("{error:?}") };
    assert_eq!((&**subject, *setting, given.trim_end_matches('%')), ("breaker `inventory`", wrong, was));
    assert!(!expected.is_empty());
    assert_eq!(error.to_string(), format!("breaker `inventory`: `{wrong}` is {given}, but must be {expected}"));
}

#[test]
fn a_mistake_is_an_error_with_its_remedy_and_changes_nothing() {
    for (build, edit, setting, given) in MISTAKES {
        let rig = rig(|it| it);
        let before = rig.breaker.settings();
        let error = rig.breaker.configure(|settings| {
            settings.min_calls = 7;
            edit(settings);
        });
        assert_remedy(&error.expect_err(setting), setting, given);
        assert_eq!(rig.breaker.settings(), before, "not even what was right");

        let _scope = rig.registry.enter();
        drop(rig.breaker);
        assert_remedy(&build(Breaker::builder("inventory")).build().expect_err(setting), setting, given);
        assert!(dyno::breaker("inventory").is_err(), "the name is still free");
    }
}

#[test]
fn the_ends_of_the_ranges_can_be_set() {
    let _rig = rig(|it| it.failure_rate(1.0).slow_rate(1.0).jitter(1.0).window(Window::Calls(1_000_000)));
    let _rig = rig(|it| it.failure_rate(f64::MIN_POSITIVE).min_calls(u32::MAX).probes(u32::MAX).consecutive(u32::MAX));
    let _rig = rig(|it| it.open_for(SECOND).open_max(SECOND).window(Duration::from_nanos(1)));
}

#[test]
fn thresholds_are_changed_while_it_runs_and_nothing_is_lost() {
    let rig = rig(|it| it.failure_rate(None).consecutive(None));
    rig.bad(10);
    rig.good(10);
    rig.breaker.configure(|settings| settings.failure_rate = Some(0.52)).expect("it can be set");
    assert_eq!((rig.state(), rig.breaker.snapshot().counted), (BreakerState::Closed, 20));
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open, "11 of 21");
}

#[test]
fn another_window_keeps_what_fits_into_it() {
    let ten = Window::Time(10 * SECOND);
    // From, to, and how many of 40 successes and then, three seconds later, 10 failures are in it.
    for (from, to, counted, failures) in [
        (ten, Window::Time(100 * SECOND), 50, 10),
        (ten, Window::Time(2 * SECOND), 10, 10),
        (ten, Window::Calls(1000), 50, 10),
        (ten, Window::Calls(20), 20, 10),
        (Window::Calls(1000), Window::Calls(20), 20, 10),
        (Window::Calls(1000), ten, 50, 10),
    ] {
        let rig = rig(|it| it.window(from).consecutive(None));
        rig.good(40);
        rig.clock.advance(3 * SECOND);
        rig.bad(10);
        rig.breaker.configure(|settings| settings.window = to).expect("it can be set");
        let snapshot = rig.breaker.snapshot();
        assert_eq!((snapshot.counted, snapshot.failures), (counted, failures), "{from:?} to {to:?}");
    }
}

#[test]
fn a_smaller_window_makes_no_healthy_service_look_dead() {
    let rig = rig(|it| it);
    for _ in 0..10 {
        rig.good(9);
        rig.bad(1);
    }
    rig.breaker.configure(|settings| settings.window = Window::Calls(20)).expect("it can be set");
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Closed, "{}", rig.breaker.why());
}

#[test]
fn an_edit_may_use_the_breaker() {
    let rig = rig(|it| it);
    let breaker = &rig.breaker;
    let mut runs = 0;
    let changed = breaker.configure(|settings| {
        runs += 1;
        assert!(runs < 10, "it runs again and again");
        let _ = (breaker.state(), breaker.why(), breaker.admit().map(dyno::Permit::success));
        breaker.configure(|settings| settings.probes = 2).expect("it can be set");
        settings.min_calls = 3;
    });
    assert_eq!(changed, Ok(()));
    let settings = breaker.settings();
    assert_eq!((settings.probes, settings.min_calls, runs), (2, 3, 2));
}

#[test]
fn changes_at_the_same_time_are_all_made() {
    const THREADS: u32 = 8;
    const CHANGES: u32 = 50;
    let rig = rig(|it| it.min_calls(1).probes(1));
    let (breaker, start) = (&rig.breaker, Barrier::new(THREADS as usize));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                for _ in 0..CHANGES {
                    let edit = |settings: &mut BreakerSettings| {
                        if thread % 2 == 0 { settings.min_calls += 1 } else { settings.probes += 1 }
                    };
                    breaker.configure(edit).expect("it can be set");
                }
            });
        }
    });
    let settings = breaker.settings();
    let half = 1 + THREADS * CHANGES / 2;
    assert_eq!((settings.min_calls, settings.probes), (half, half));
}

#[test]
fn a_living_breaker_is_shared_by_name_and_settings() {
    let Rig { breaker, clock, registry } = &rig(|it| it.probes(3));
    let _scope = registry.enter();
    let builder = || Breaker::builder("inventory").clock(clock).jitter(0.0);
    breaker.configure(|settings| settings.probes = 4).expect("it can be set");
    let same = builder().probes(3).build().expect("it was declared with these");
    same.trip().expect("it can be tripped");
    assert_eq!((breaker.state(), same.settings().probes), (BreakerState::Open, 4));

    let error = builder().probes(4).build().expect_err("it was declared with others");
    let SettingsError::Conflict { subject, .. } = &error else { panic!("{error:?}") };
    assert_eq!(&**subject, "breaker `inventory`");
    assert!(error.to_string().contains("keep one of them"), "{error}");
    assert_eq!(breaker.settings().probes, 4);
    let ruled = builder().probes(3).open_for_by(|_| SECOND);
    assert!(ruled.clone().build().is_err(), "a rule is a setting");
    let named = Breaker::builder("inventory").build().expect("it sets nothing");
    assert_eq!((named.state(), named.settings().probes), (BreakerState::Open, 4));
}

#[test]
fn a_setting_that_is_written_out_is_set_even_if_it_is_the_default() {
    let rig = rig(|it| it.probes(3));
    let _scope = rig.registry.enter();
    assert!(Breaker::builder("inventory").build().is_ok(), "the name alone");
    let other = Breaker::builder("inventory").probes(BreakerSettings::default().probes).build();
    assert!(matches!(other, Err(SettingsError::Conflict { .. })), "5 probes are not 3");
}

#[test]
fn a_dropped_breakers_name_is_free_again() {
    let rig = rig(|it| it);
    let _scope = rig.registry.enter();
    let other = Breaker::builder("mail").probes(1).build().expect("the name is free");
    let clone = other.clone();
    drop(other);
    assert!(Breaker::builder("mail").probes(2).build().is_err(), "a clone lives");
    drop(clone);
    assert!(dyno::breaker("mail").is_err());
    let other = Breaker::builder("mail").probes(2).build().expect("the name is free again");
    assert_eq!((other.settings().probes, rig.breaker.settings().probes), (2, 5));
}
