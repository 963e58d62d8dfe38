//! What is kept has an end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use dyno::{ManualClock, Timer, TimingEventKind, mark, time};

use super::{timer, tree};

#[test]
fn the_first_1024_are_kept_and_the_others_counted() {
    let (timer, _clock) = timer();
    timer.scope(|| {
        time!("request", {
            for _ in 0..1_022 {
                mark("x");
            }
            time!("last", {
                time!("too many", { mark("and inside") });
            });
            mark("one more");
        });
    });
    let snapshot = timer.snapshot();
    let begun = snapshot.events.iter().filter(|event| event.kind != TimingEventKind::Ended).count();
    assert_eq!((begun, snapshot.left_out), (1_024, 3));
    assert!(tree(&timer).ends_with("x last)"), "both that were kept have ended");
}

#[test]
fn the_cap_can_be_set() {
    let clock = ManualClock::new();
    for (most, expected) in [(0, ""), (1, "a"), (3, "a(b c)")] {
        let timer = Timer::builder().clock(&clock).events(most).build();
        timer.scope(|| {
            time!("a", {
                time!("b", {});
                time!("c", { mark("d") });
            });
        });
        assert_eq!((tree(&timer).as_str(), timer.snapshot().left_out), (expected, 4 - most as u64), "{most}");
    }
}

#[test]
fn names_are_cut() {
    let (timer, _clock) = timer();
    timer.mark("ü".repeat(1_000));
    assert_eq!(timer.snapshot().events[0].name, "ü".repeat(128) + "…");
}

#[test]
fn threads_write_one_tree_in_order_of_time() {
    const EACH: usize = 2_000;
    let timer = Timer::builder().events(4 * EACH).build();
    let is_read = AtomicBool::new(true);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|number| {
                let timer = timer.clone();
                scope.spawn(move || {
                    timer.scope(|| {
                        time!(number, {
                            for _ in 1..EACH {
                                time!("inside", {});
                            }
                        });
                    });
                })
            })
            .collect();
        scope.spawn(|| {
            while is_read.load(Ordering::Relaxed) {
                assert!(timer.snapshot().events.is_sorted_by_key(|event| event.at));
            }
        });
        for writer in writers {
            writer.join().unwrap();
        }
        is_read.store(false, Ordering::Relaxed);
    });
    let snapshot = timer.snapshot();
    assert_eq!((snapshot.events.len(), snapshot.left_out), (2 * 4 * EACH, 0));
    for event in snapshot.events {
        assert_eq!(event.depth, usize::from(event.name == "inside"));
        assert_eq!(event.parent.is_some(), event.name == "inside");
        assert!(event.took.is_some());
    }
}
