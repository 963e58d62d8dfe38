//! Settings and snapshots as text.

use std::time::Duration;

use dyno::{Breaker, BreakerSettings, BreakerSnapshot, Event, ManualClock, Registry, Window};
use proptest::option;
use proptest::prelude::*;

use crate::breaker_rig::{SECOND, rig};

fn read(text: &str) -> Result<BreakerSettings, serde_json::Error> {
    serde_json::from_str(text)
}

fn rewritten(settings: &BreakerSettings) -> BreakerSettings {
    let text = serde_json::to_string(settings).expect("it can be written");
    read(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn settings_are_written_as_people_write_them() {
    let text = serde_json::to_value(rig(|it| it).breaker.settings()).expect("it can be written");
    let expected = serde_json::json!({
        "window": "10s", "failure_rate": "50%", "slow_call": "off", "slow_rate": "100%", "min_calls": 20,
        "consecutive": 20, "open_for": "5s", "open_max": "1m", "jitter": "0%", "probes": 5, "probe_lease": "off",
        "count_rejections": false,
    });
    assert_eq!(text, expected);
}

#[test]
fn settings_are_read_as_people_write_them() {
    let settings = read(
        r#"{"window": "calls(100)", "failure_rate": "12.5%", "slow_call": "2s", "slow_rate": 0.5, "min_calls": 7,
            "consecutive": "off", "open_for": "1m 30s", "open_max": "never", "probes": 2, "probe_lease": "500ms"}"#,
    );
    let settings = settings.expect("it can be read");
    assert_eq!((settings.window, settings.failure_rate), (Window::Calls(100), Some(0.125)));
    assert_eq!((settings.slow_call, settings.slow_rate), (Some(2 * SECOND), 0.5));
    assert_eq!((settings.min_calls, settings.consecutive, settings.probes), (7, None, 2));
    assert_eq!((settings.open_for, settings.open_max), (90 * SECOND, Duration::MAX));
    assert_eq!((settings.jitter, settings.probe_lease), (0.1, Some(Duration::from_millis(500))));
    assert_eq!(read("{}").expect("all have defaults"), BreakerSettings::default());
    assert_eq!(
        read(r#"{"failure_rate": "off", "consecutive": 3}"#).map(|it| (it.failure_rate, it.consecutive)).ok(),
        Some((None, Some(3)))
    );
}

#[test]
fn a_written_percentage_is_the_nearest_share() {
    for permille in 1..=1000_u32 {
        let text = format!(r#"{{"failure_rate": "{}.{}%"}}"#, permille / 10, permille % 10);
        let share = read(&text).expect("it can be read").failure_rate;
        assert_eq!(share, Some(f64::from(permille) / 1000.0), "or {permille} of 1000 are not what {text} says");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    for (text, reason) in [
        (r#"{"failure_rat": "50%"}"#, "failure_rate"),
        (r#"{"failure_rate": "half"}"#, "`half` is no share such as `50%`"),
        (r#"{"failure_rate": "50"}"#, "`50` is no share such as `50%`"),
        (r#"{"open_for": "soon"}"#, "`soon` is no duration such as `2s`"),
        (r#"{"open_for": "5"}"#, "no duration"),
        (r#"{"open_for": "off"}"#, "no duration"),
        (r#"{"consecutive": "-1"}"#, "`-1` is no whole number"),
        (r#"{"window": "calls(x)"}"#, "`x` is no whole number"),
        (r#"{"window": "calls(100"}"#, "no duration"),
        (r#"{"probes": -1}"#, "u32"),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
fn what_can_be_read_but_not_be_is_refused_when_it_is_set() {
    let rig = rig(|it| it);
    for text in [r#"{"failure_rate": "150%"}"#, r#"{"slow_rate": "0%"}"#, r#"{"window": "0s"}"#, r#"{"probes": 0}"#] {
        let written = read(text).expect(text);
        assert!(rig.breaker.configure(|settings| settings.clone_from(&written)).is_err(), "{text}");
    }
    // No number at all: refused by the one or by the other.
    let set = |written| rig.breaker.configure(|settings| settings.clone_from(&written)).ok();
    assert_eq!(read(r#"{"failure_rate": "NaN%"}"#).ok().and_then(set), None);
}

#[test]
fn a_snapshot_comes_back_as_it_was() {
    let rig = rig(|it| it.slow_call(SECOND));
    let happens: [fn(&crate::breaker_rig::Rig); 6] = [
        |_| {},
        |rig| rig.takes(2 * SECOND, false),
        |rig| rig.bad(19),
        |rig| rig.clock.advance(Duration::from_nanos(1_234_567_891)),
        |rig| rig.breaker.force_open("stocktaking", 3600 * SECOND),
        |rig| rig.breaker.metrics_only(),
    ];
    for happens in happens {
        happens(&rig);
        let snapshot = rig.breaker.snapshot();
        let text = serde_json::to_string(&snapshot).expect("it can be written");
        assert_eq!(serde_json::from_str::<BreakerSnapshot>(&text).expect("it can be read"), snapshot, "{text}");
    }
    for event in rig.registry.events(0) {
        let text = serde_json::to_string(&event).expect("it can be written");
        assert_eq!(serde_json::from_str::<Event>(&text).expect("it can be read"), event, "{text}");
    }
}

#[test]
fn times_in_a_snapshot_are_seconds_and_states_are_words() {
    let rig = rig(|it| it);
    rig.half_open();
    rig.clock.advance(SECOND / 2);
    let text = serde_json::to_value(rig.breaker.snapshot()).expect("it can be written");
    assert_eq!((&text["state"], &text["in_state_for"]), (&"half-open".into(), &0.5.into()));
    assert_eq!((&text["retry_after"], &text["failure_rate"]), (&serde_json::Value::Null, &serde_json::Value::Null));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn settings_come_back_as_they_were(
        window in prop_oneof![time().prop_map(Window::Time), (1..=1_000_000_u32).prop_map(Window::Calls)],
        failure_rate in option::of(share()),
        slow_call in option::of(time()),
        slow_rate in share(),
        jitter in share(),
        counts in (1..u32::MAX, option::of(1..u32::MAX), 1..u32::MAX),
        (open_for, open_max) in (time(), time()),
        probe_lease in option::of(time()),
    ) {
        let _scope = Registry::new().enter();
        let builder = Breaker::builder("inventory").window(window).failure_rate(failure_rate).slow_call(slow_call);
        let builder = builder.slow_rate(slow_rate).jitter(jitter).probe_lease(probe_lease).clock(ManualClock::new());
        let builder = builder.min_calls(counts.0).consecutive(counts.1).probes(counts.2);
        let builder = builder.open_for(open_for.min(open_max)).open_max(open_max.max(open_for));
        let settings = builder.build().expect("these settings can be").settings();
        prop_assert_eq!(rewritten(&settings), settings);
    }
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (1..10_000_u64).prop_map(Duration::from_millis),
        (1..u64::MAX).prop_map(Duration::from_nanos),
        (1..u64::MAX, 0..1_000_000_000_u32).prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
        Just(Duration::MAX),
    ]
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![
        (1..=1000_u32).prop_map(|permille| f64::from(permille) / 1000.0),
        (1..=30_u32, 1..=30_u32).prop_map(|(a, b)| f64::from(a.min(b)) / f64::from(a.max(b))),
        (1..1_000_000_000_u32).prop_map(|billionth| f64::from(billionth) / 1e9),
    ]
}
