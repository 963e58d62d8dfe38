//! Settings of a retry as text.

use std::time::Duration;

use dyno::{Backoff, Jitter, RetrySettings};
use proptest::option;
use proptest::prelude::*;

fn read(text: &str) -> Result<RetrySettings, serde_json::Error> {
    serde_json::from_str(text)
}

fn backoff(text: &str) -> Backoff {
    read(&format!(r#"{{"backoff": "{text}"}}"#)).unwrap_or_else(|error| panic!("{text}: {error}")).backoff
}

fn jitter(text: &str) -> Jitter {
    read(&format!(r#"{{"jitter": "{text}"}}"#)).unwrap_or_else(|error| panic!("{text}: {error}")).jitter
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn they_are_written_as_people_write_them() {
    let written = serde_json::to_value(RetrySettings::default()).unwrap();
    let expected = serde_json::json!({
        "n": 3, "backoff": "exponential(50ms, factor = 2, max = 1s)", "jitter": "full", "budget": "20%", "nested": false,
    });
    assert_eq!(written, expected);
    assert_eq!(read("{}").unwrap(), RetrySettings::default());
}

#[test]
fn a_back_off_is_read_as_people_write_it() {
    let exponential = |base, factor, max| Backoff::Exponential { base: ms(base), factor, max: ms(max) };
    assert_eq!(backoff("exponential(50ms, factor = 2, max = 1s)"), Backoff::default());
    assert_eq!(backoff("exponential"), Backoff::default());
    assert_eq!(backoff(" exponential ( max=3s,base = 10ms ) "), exponential(10, 2.0, 3_000));
    assert_eq!(backoff("exponential(10ms, 1.5, 3s)"), exponential(10, 1.5, 3_000));
    assert_eq!(backoff("exponential(2s)"), exponential(2_000, 2.0, 2_000));
    assert_eq!(backoff("fixed(100ms)"), Backoff::Fixed(ms(100)));
    assert_eq!(backoff("100ms"), Backoff::Fixed(ms(100)));
    assert_eq!(backoff("linear(50ms, max = 1s)"), Backoff::Linear { base: ms(50), max: ms(1_000) });
    assert_eq!(backoff("decorrelated(50ms, 1s)"), Backoff::Decorrelated { base: ms(50), max: ms(1_000) });
    assert_eq!(backoff("decorrelated(max = 1s, base = 20ms)"), Backoff::Decorrelated { base: ms(20), max: ms(1_000) });
    assert_eq!(backoff("custom"), Backoff::Custom);
}

#[test]
fn a_jitter_is_read_as_people_write_it() {
    assert_eq!(["none", "off"].map(jitter), [Jitter::None; 2]);
    assert_eq!([jitter("full"), jitter("equal")], [Jitter::Full, Jitter::Equal]);
    assert_eq!(["factor(0.5)", "factor( 50% )", "factor(share = .5)"].map(jitter), [Jitter::Factor(0.5); 3]);
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    for (text, reason) in [
        (r#"{"attempts": 3}"#, "attempts"),
        (r#"{"n": "two"}"#, "`two` is no whole number"),
        (r#"{"backoff": "soon"}"#, "`soon` is no back-off: write `exponential("),
        (r#"{"backoff": "fixed"}"#, "`fixed` needs a wait"),
        (r#"{"backoff": "fixed(soon)"}"#, "`soon` is no duration such as `2s`"),
        (r#"{"backoff": "fixed(1s, 2s)"}"#, "`fixed` takes `wait`"),
        (r#"{"backoff": "linear(1s"}"#, "`linear(1s` has no `)` at its end"),
        (r#"{"backoff": "linear(1s, factor = 2)"}"#, "`linear` takes `base`, `max`"),
        (r#"{"backoff": "linear(1s, base = 2s)"}"#, "says the same twice"),
        (r#"{"backoff": "exponential(1s, factor = two)"}"#, "`two` is no number"),
        (r#"{"backoff": "custom(1s)"}"#, "`custom` takes nothing in brackets"),
        (r#"{"jitter": "some"}"#, "`some` is no jitter: write `none`, `full`, `equal` or `factor(0.5)`"),
        (r#"{"jitter": "factor"}"#, "`factor` needs a share"),
        (r#"{"jitter": "factor(half)"}"#, "`half` is no share"),
        (r#"{"jitter": "full(1)"}"#, "`full` takes nothing in brackets"),
        (r#"{"budget": "20"}"#, "`20` is no share such as `50%` or `0.5`"),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn settings_come_back_as_they_were(
        n in 1..u32::MAX,
        backoff in any_backoff(),
        jitter in prop_oneof![
            Just(Jitter::None), Just(Jitter::Full), Just(Jitter::Equal), (0.0..=1.0).prop_map(Jitter::Factor),
        ],
        budget in option::of(0.0..=1.0),
        nested in any::<bool>(),
    ) {
        let mut settings = RetrySettings::default();
        (settings.n, settings.backoff, settings.jitter) = (n, backoff, jitter);
        (settings.budget, settings.nested) = (budget, nested);
        let text = serde_json::to_string(&settings).unwrap();
        prop_assert_eq!(read(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?, settings);
    }
}

fn any_backoff() -> impl Strategy<Value = Backoff> {
    (time(), time(), 1.0..100.0, 0..5u8).prop_map(|(base, max, factor, kind)| match kind {
        0 => Backoff::Exponential { base, factor, max },
        1 => Backoff::Fixed(base),
        2 => Backoff::Linear { base, max },
        3 => Backoff::Decorrelated { base, max },
        _ => Backoff::Custom,
    })
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0..10_000u64).prop_map(ms),
        (1..u64::MAX).prop_map(Duration::from_nanos),
        (1..u64::MAX, 0..1_000_000_000u32).prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
        Just(Duration::MAX),
    ]
}
