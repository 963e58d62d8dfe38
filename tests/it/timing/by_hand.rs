//! Intervals that are started and stopped by hand.

use dyno::{Timer, TimingError, time};

use super::{MILLI, timer, tree};

#[test]
fn to_start_or_stop_twice_is_an_error_with_the_remedy() {
    for timer in [timer().0, Timer::current()] {
        let mut deps = timer.interval("Deps");
        let name = "Deps";
        let error = deps.stop().unwrap_err();
        assert!(matches!(error, TimingError::NotStarted { .. }));
        let text = format!("interval {name} was never started: start it before it is stopped");
        assert_eq!(error.to_string(), text);

        deps.start().unwrap();
        let error = deps.start().unwrap_err();
        assert!(matches!(error, TimingError::AlreadyStarted { .. }));
        let text =
            format!("interval {name} was started already: stop it first, or start another one by `Timer::start`");
        assert_eq!(error.to_string(), text);

        deps.stop().unwrap();
        let error = deps.stop().unwrap_err();
        assert!(matches!(error, TimingError::AlreadyStopped { .. }));
        let text = format!("interval {name} was stopped already: stop it once, or start it again before");
        assert_eq!(error.to_string(), text);

        deps.start().unwrap();
        assert_eq!(tree(&timer), if timer.is_recording() { "Deps Deps?" } else { "" });
    }
}

#[test]
fn what_is_started_by_one_handle_nests() {
    let (timer, clock) = timer();
    let request = timer.start("request");
    let mut deps = timer.start("deps");
    clock.advance(MILLI);
    let render = timer.start("render");
    deps.stop().unwrap();
    timer.mark("mark");
    drop(render);
    timer.clone().mark("other");
    drop(request);
    timer.mark("last");
    assert_eq!(tree(&timer), "request(deps(render(mark)) other) last");
    assert_eq!(timer.snapshot().events[1].took, Some(MILLI));
}

#[test]
fn by_hand_and_ambient_are_one_tree() {
    let (timer, _clock) = timer();
    let request = timer.start("request");
    timer.scope(|| {
        time!("ambient", {
            let _by_hand = timer.start("by hand");
            time!("innermost", { timer.mark("mark") });
        });
    });
    drop(request);
    assert_eq!(tree(&timer), "request(ambient(by hand(innermost(mark))))");
}

#[test]
fn a_scope_ends_where_it_ends_and_another_timer_hides_it() {
    let ((outer, _), (inner, _)) = (timer(), timer());
    outer.scope(|| {
        inner.scope(|| dyno::mark("inner"));
        Timer::current().scope(|| dyno::mark("outer"));
        let nobody = std::thread::spawn(Timer::current).join().unwrap();
        nobody.scope(|| {
            assert!(!Timer::current().is_recording());
            dyno::mark("nowhere");
        });
    });
    dyno::mark("nowhere");
    assert_eq!((tree(&outer), tree(&inner)), ("outer".into(), "inner".into()));
}
