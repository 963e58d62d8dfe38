//! What it says of itself.

use dyno::{BreakerBuilder, Window};

use crate::breaker_rig::{Rig, SECOND, rig};

/// How a breaker is built, what happens to it, and what it says then, after `breaker inventory is `.
type Story = (fn(BreakerBuilder) -> BreakerBuilder, fn(&Rig), &'static [&'static str]);

const STORIES: &[Story] = &[
    (|it| it, |_| {}, &["closed for", "0 of 0 calls failed", "50 %", "20 in a row"]),
    (
        |it| it,
        |rig| {
            rig.good(15);
            rig.bad(5);
        },
        &["closed", "5 of 20 calls failed", "25 %", "5 in a row", "50 %"],
    ),
    (|it| it, |rig| rig.bad(3), &["closed", "3 of 3 calls failed", "needs 20", "3 in a row"]),
    (|it| it.window(Window::Calls(5)), |rig| rig.bad(3), &["closed", "3 of 3 calls failed", "needs 5"]),
    (
        |it| it.failure_rate(0.005),
        |rig| {
            rig.good(238);
            rig.bad(1);
        },
        &["closed", "1 of 239 calls failed (less than 1 %)", "it trips at 0.5 %"],
    ),
    (
        |it| it,
        |rig| {
            rig.half_open();
            rig.bad(5);
            rig.clock.advance(SECOND);
        },
        &["open for 1.0s, and not closed for 6.0s: 5 of 5 probes failed"],
    ),
    (|it| it.slow_call(2 * SECOND).slow_rate(0.3), |_| {}, &["closed", "30 %", "slower than 2s"]),
    (|it| it.failure_rate(None).consecutive(None), |rig| rig.bad(3), &["closed", "3 of 3"]),
    (|it| it, |rig| rig.bad(20), &["open for", "100 % of 20 calls failed", "5.0s"]),
    (|it| it.consecutive(3), |rig| rig.bad(3), &["open", "3 calls failed in a row", "5.0s"]),
    (
        |it| it,
        |rig| {
            rig.bad(20);
            rig.wait();
        },
        &["open for 5.0s", "its wait is over"],
    ),
    (|it| it.open_for(std::time::Duration::MAX), |rig| rig.bad(20), &["open", "100 % of 20", "`reset()`"]),
    (
        |it| it.slow_call(SECOND).min_calls(1),
        |rig| rig.takes(2 * SECOND, true),
        &["open", "100 % of 1 calls were slow"],
    ),
    (
        |it| it,
        |rig| {
            rig.half_open();
            rig.good(1);
            rig.bad(2);
        },
        &["half-open", "3 of 5 probes", "2 of them failed"],
    ),
    (|it| it, |rig| rig.breaker.force_open("stocktaking", None), &["forced-open", "stocktaking", "`reset()`"]),
    (|it| it, |rig| rig.breaker.force_open("stocktaking", SECOND), &["forced-open", "stocktaking", "1.0s"]),
    (|it| it, |rig| rig.breaker.disable(), &["disabled", "by hand", "`reset()`"]),
    (
        |it| it,
        |rig| {
            rig.breaker.metrics_only();
            rig.bad(3);
        },
        &["metrics-only", "by hand", "`reset()`", "3 of 3 calls failed"],
    ),
];

#[test]
fn it_says_why_in_words_and_numbers() {
    for (build, happens, words) in STORIES {
        let rig = rig(build);
        let _scope = rig.registry.enter();
        happens(&rig);
        let why = rig.breaker.why();
        assert!(why.starts_with(&format!("breaker inventory has been {} ", rig.state())), "{why}");
        for word in *words {
            assert!(why.contains(word), "no `{word}` in: {why}");
        }
        assert_eq!(dyno::why("inventory").as_ref(), Ok(&why));
    }
}

#[test]
fn a_failed_probe_is_not_the_begin_of_the_outage() {
    let rig = rig(|it| it.open_max(5 * SECOND));
    let seen = || {
        let seen = rig.breaker.snapshot();
        (seen.in_state_for, seen.not_closed_for)
    };
    assert_eq!(seen().1, None);
    rig.half_open();
    for turn in 1..4 {
        assert_eq!(seen(), (std::time::Duration::ZERO, Some(5 * SECOND * turn)));
        rig.bad(5);
        rig.wait();
        rig.permit().ignore();
    }
    rig.good(5);
    assert_eq!((rig.breaker.state(), seen().1), (dyno::BreakerState::Closed, None));
    rig.breaker.disable();
    rig.clock.advance(SECOND);
    assert_eq!(seen(), (SECOND, Some(SECOND)));
}
