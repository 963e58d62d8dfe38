//! Outcomes from many threads: none is lost, none comes late, and the events are one chain.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use dyno::{BreakerState, Window};

use super::{at_once, end};
use crate::breaker_rig::{Rig, SECOND, assert_unbroken, rig};

#[test]
fn late_outcomes_of_many_threads_never_move_it() {
    const THREADS: u32 = 16;
    let rig = rig(|it| it.min_calls(1).consecutive(1).probes(2));
    let hands: [fn(&Rig); 6] = [
        |rig| rig.breaker.trip().expect("it can be tripped"),
        |rig| rig.breaker.reset(),
        |rig| rig.half_open(),
        |rig| rig.breaker.disable(),
        |rig| rig.breaker.metrics_only(),
        |rig| rig.breaker.force_open("a test", None),
    ];
    for (round, hand) in hands.iter().cycle().take(24).enumerate() {
        rig.breaker.reset();
        let permits: Vec<_> = (0..THREADS).map(|_| rig.permit()).collect();
        hand(&rig);
        let (before, events) = (rig.breaker.snapshot(), rig.transitions().len());
        thread::scope(|scope| {
            for (thread, permit) in permits.into_iter().enumerate() {
                scope.spawn(move || end(permit, (thread + round) % 2 == 0));
            }
        });
        assert_eq!((rig.breaker.snapshot(), rig.transitions().len()), (before, events), "in round {round}");
        if rig.state() != BreakerState::HalfOpen {
            rig.breaker.disable();
        }
    }
}

#[test]
fn what_is_counted_is_what_was_reported_within_the_generation() {
    const THREADS: u32 = 8;
    const CALLS: u32 = 200;
    for window in [Window::Time(Duration::MAX), Window::Time(SECOND), Window::Calls(100_000)] {
        let rig = rig(|it| it.window(window).failure_rate(None).consecutive(None));
        let late = Mutex::new(Vec::new());
        for round in 0..20 {
            if round % 2 == 0 {
                rig.breaker.metrics_only();
            } else {
                rig.breaker.reset();
            }
            let of_the_last_round = Mutex::new(std::mem::take(&mut *late.lock().expect("nobody panics")));
            let failed = AtomicU64::new(0);
            at_once(THREADS, |thread| {
                let mut random = fastrand::Rng::with_seed(thread.into());
                for call in 0..CALLS {
                    // Most succeed, so that they take the short way.
                    let good = random.u8(..) < 250;
                    failed.fetch_add(u64::from(!good), Ordering::SeqCst);
                    end(rig.permit(), good);
                    drop(rig.permit());
                    if call % 50 == 0 {
                        let permit = of_the_last_round.lock().expect("nobody panics").pop();
                        if let Some(permit) = permit {
                            end(permit, random.bool());
                        }
                        late.lock().expect("nobody panics").push(rig.permit());
                    }
                }
            });
            let (seen, failed) = (rig.breaker.snapshot(), failed.into_inner());
            assert_eq!(
                (seen.counted, seen.failures),
                (u64::from(THREADS * CALLS), failed),
                "{window:?}, round {round}"
            );
        }
        assert_unbroken(&rig.transitions());
    }
}

#[test]
fn transitions_of_many_threads_are_one_unbroken_chain() {
    const THREADS: u32 = 8;
    const CALLS: u32 = 100;
    let rig = rig(|it| it.min_calls(4).probes(2).consecutive(3).window(Window::Calls(8)));
    let breaker = &rig.breaker;
    at_once(THREADS, |thread| {
        let mut random = fastrand::Rng::with_seed(thread.into());
        for _ in 0..CALLS {
            match random.u8(..16) {
                0 => drop(breaker.trip()),
                1 => breaker.reset(),
                2 => breaker.force_open("a test", Duration::from_secs(random.u64(..3))),
                3 => breaker.disable(),
                4 => breaker.metrics_only(),
                5 => breaker.configure(|settings| settings.probes = random.u32(1..5)).expect("it can be set"),
                6 | 7 => rig.clock.advance(Duration::from_secs(random.u64(..20))),
                8 => assert!(!breaker.why().is_empty()),
                _ => {
                    let _ = breaker.admit().map(|permit| end(permit, random.bool()));
                }
            }
        }
    });
    let made = rig.transitions();
    assert!(made.len() > 50, "only {} transitions", made.len());
    assert_unbroken(&made);
    assert_eq!(made.last().map(|last| last.to), Some(rig.state()));
}

#[test]
fn a_row_of_failures_on_many_threads_trips_it_once() {
    const THREADS: u32 = 16;
    let rig = rig(|it| it.failure_rate(None).consecutive(THREADS));
    for round in 1..=50 {
        let permits = Mutex::new((0..THREADS).map(|_| rig.permit()).collect::<Vec<_>>());
        at_once(THREADS, |_| {
            let permit = permits.lock().expect("nobody panics").pop();
            permit.expect("there is one for each").failure();
        });
        assert_eq!((rig.state(), rig.transitions().len()), (BreakerState::Open, 2 * round - 1));
        rig.breaker.reset();
    }
}
