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
