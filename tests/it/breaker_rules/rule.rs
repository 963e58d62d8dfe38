//! The user's own rule for how long it stays open.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use dyno::{Breaker, BreakerState, SettingsError};

use crate::breaker_rig::{SECOND, rig};

/// Whoever waits as long as that is wedged.
const A_MINUTE: Duration = Duration::from_secs(60);

fn seconds(number: u32) -> Duration {
    number * SECOND
}

#[test]
fn it_is_given_the_number_of_the_wait() {
    let rig = rig(|it| it.open_for_by(seconds).probes(1));
    rig.breaker.trip().expect("it can be tripped");
    for number in 1..=200 {
        assert_eq!(rig.retry_after(), seconds(number), "it is neither capped nor jittered");
        rig.wait();
        rig.bad(1);
    }
}

#[test]
fn its_numbers_go_on_after_a_short_recovery_and_start_again_after_a_long_one() {
    for (closed_for, number) in [(59 * SECOND, 2), (60 * SECOND, 1)] {
        let rig = rig(|it| it.open_for_by(seconds).probes(1));
        rig.breaker.trip().expect("it can be tripped");
        rig.wait();
        rig.bad(1);
        rig.wait();
        rig.good(1);
        rig.clock.advance(closed_for);
        rig.breaker.trip().expect("it can be tripped");
        assert_eq!(rig.retry_after(), seconds(number), "closed for {closed_for:?}");
    }
}

#[test]
fn its_numbers_start_again_after_a_reset() {
    let rig = rig(|it| it.open_for_by(seconds).probes(1));
    rig.breaker.trip().expect("it can be tripped");
    rig.wait();
    rig.bad(1);
    rig.wait();
    rig.good(1);
    rig.breaker.reset();
    rig.breaker.trip().expect("it can be tripped");
    assert_eq!(rig.retry_after(), SECOND);
}

#[test]
fn it_may_say_never_or_at_once() {
    let rig = rig(|it| it.open_for_by(|number| if number == 1 { Duration::ZERO } else { Duration::MAX }).probes(1));
    rig.breaker.trip().expect("it can be tripped");
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open);
    rig.clock.advance(Duration::from_secs(1 << 33));
    assert!(rig.breaker.admit().is_err_and(|error| error.retry_after().is_none()));
}

#[test]
fn open_for_stands_in_for_one_that_panics() {
    let rig = rig(|it| it.open_for_by(|_| panic!("no idea")).open_for(7 * SECOND));
    rig.breaker.trip().expect("it can be tripped");
    assert_eq!(rig.retry_after(), 7 * SECOND);
}

#[test]
fn one_that_panics_during_another_panic_aborts_nothing() {
    struct Fails<'a>(&'a Breaker);
    impl Drop for Fails<'_> {
        fn drop(&mut self) {
            self.0.trip().expect("it can be tripped");
        }
    }
    let rig = rig(|it| it.open_for_by(|_| panic!("no idea")));
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _fails = Fails(&rig.breaker);
        panic!("another's");
    }));
    assert_eq!(panic.expect_err("it goes on").downcast_ref(), Some(&"another's"));
    assert_eq!(rig.state(), BreakerState::Open);
}

/// Fails instead of hanging, should there be a deadlock.
fn within_a_minute(work: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let worker = thread::spawn(move || {
        work();
        let _ = done.send(());
    });
    let end = is_done.recv_timeout(A_MINUTE);
    assert_ne!(end, Err(mpsc::RecvTimeoutError::Timeout), "it hangs");
    worker.join().expect("the work succeeds");
}

#[test]
fn it_may_use_the_breaker_itself() {
    within_a_minute(|| {
        let itself = Arc::new(OnceLock::<Breaker>::new());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (breaker, states) = (itself.clone(), seen.clone());
        let rig = rig(|it| {
            it.probes(1).open_for_by(move |number| {
                if let Some(breaker) = breaker.get() {
                    states.lock().expect("nobody panics").push(breaker.state());
                    breaker.configure(|settings| settings.probe_lease = Some(seconds(number))).expect("it can be set");
                    let _ = (breaker.why(), dyno::why("inventory"), dyno::snapshot(), breaker.settings());
                    let _ = (breaker.admit().map(dyno::Permit::ignore), Breaker::builder("inventory").build());
                }
                seconds(number)
            })
        });
        let _scope = rig.registry.enter();
        itself.set(rig.breaker.clone()).expect("it is set once");
        rig.breaker.trip().expect("it can be tripped");
        rig.wait();
        rig.good(1);
        let seen = seen.lock().expect("nobody panics");
        assert_eq!(*seen, [BreakerState::Open], "it is asked once for each wait");
    });
}

#[test]
fn it_is_the_same_at_the_same_place_only() {
    let rig = rig(|it| it);
    let _scope = rig.registry.enter();
    let ruled = || Breaker::builder("mail").open_for_by(|_| SECOND);
    let first = ruled();
    let mail = first.clone().build().expect("the name is free");
    assert!(first.build().is_ok() && ruled().build().is_ok());
    let other = Breaker::builder("mail").open_for_by(|_| 2 * SECOND);
    assert!(matches!(other.build(), Err(SettingsError::Conflict { .. })));
    assert!(Breaker::builder("mail").build().is_ok(), "the name alone");
    assert_eq!(mail.state(), BreakerState::Closed);
}

#[test]
fn nobody_passes_until_it_has_answered_and_a_late_answer_is_for_nobody() {
    let (entered, is_in) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let held = Mutex::new(Some((entered, released)));
    let rig = rig(|it| {
        it.open_for_by(move |_| {
            let first = held.lock().expect("nobody panics").take();
            let Some((entered, released)) = first else { return SECOND };
            entered.send(()).expect("it is awaited");
            released.recv_timeout(A_MINUTE).expect("it is released");
            77 * SECOND
        })
    });
    thread::scope(|scope| {
        // Dropped by a panic here, so that nobody is held up for ever.
        let release = release;
        let slow = scope.spawn(|| rig.breaker.trip());
        is_in.recv_timeout(A_MINUTE).expect("the rule is asked");
        rig.clock.advance(1000 * SECOND);
        assert!(rig.breaker.admit().is_err_and(|error| error.retry_after().is_none()));
        rig.breaker.reset();
        rig.breaker.trip().expect("it can be tripped");
        release.send(()).expect("it waits");
        slow.join().expect("it does not panic").expect("it can be tripped");
    });
    assert_eq!(rig.retry_after(), SECOND);
}
