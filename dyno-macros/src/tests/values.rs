//! Numbers with units.

use std::time::Duration;

use super::tokens;
use crate::parse::{Entry, Fault, Form, Kind, Number, Opt, Value, options};

fn number(written: &str) -> Number {
    let mut entries = options(tokens(&format!("key = {written}")));
    match entries.pop() {
        Some(Entry::Named(Opt { form: Form::Value(Value { kind: Kind::Number(number), .. }), .. }))
            if entries.is_empty() =>
        {
            number
        }
        _ => panic!("`{written}` is one number"),
    }
}

#[test]
fn durations_are_exact() {
    let nanos = Duration::from_nanos;
    for (written, time) in [
        ("2s", Ok(nanos(2_000_000_000))),
        ("1.5s", Ok(nanos(1_500_000_000))),
        ("0.1s", Ok(nanos(100_000_000))),
        ("500ms", Ok(nanos(500_000_000))),
        ("1_500ms", Ok(nanos(1_500_000_000))),
        ("3us", Ok(nanos(3_000))),
        ("0.003us", Ok(nanos(3))),
        ("7ns", Ok(nanos(7))),
        ("5m", Ok(nanos(300_000_000_000))),
        ("1.5h", Ok(nanos(5_400_000_000_000))),
        ("0s", Ok(nanos(0))),
        ("18446744073709551615s", Ok(Duration::from_secs(u64::MAX))),
        ("18446744073709551616s", Err(Fault::TooLarge)),
        ("99999999999999999999999999999999999999999999h", Err(Fault::TooLarge)),
        ("0.5ns", Err(Fault::TooFine)),
        ("0.0000000001s", Err(Fault::TooFine)),
        ("1e3ms", Err(Fault::Exponent)),
        ("1m30s", Err(Fault::TwoUnits)),
        ("5u64", Err(Fault::NoUnit)),
        ("2.0f32", Err(Fault::NoUnit)),
        ("-2s", Err(Fault::Negative)),
        ("2", Err(Fault::NoUnit)),
        ("1.5", Err(Fault::NoUnit)),
        ("2sec", Err(Fault::UnknownUnit(Some("s")))),
        ("2S", Err(Fault::UnknownUnit(Some("s")))),
        ("2µs", Err(Fault::UnknownUnit(Some("us")))),
        ("5mins", Err(Fault::UnknownUnit(Some("m")))),
        ("2d", Err(Fault::UnknownUnit(None))),
        ("2 s", Err(Fault::WrongKind)),
        ("2.s", Err(Fault::WrongKind)),
        ("50%", Err(Fault::WrongKind)),
    ] {
        assert_eq!(number(written).duration(), time, "{written}");
    }
}

#[test]
fn shares_are_percentages_or_fractions() {
    for (written, share) in [
        ("50%", Ok(0.5)),
        ("0%", Ok(0.0)),
        ("100%", Ok(1.0)),
        ("99.9%", Ok(0.999)),
        ("0.25", Ok(0.25)),
        ("1.0", Ok(1.0)),
        ("0.0", Ok(0.0)),
        ("0", Ok(0.0)),
        ("1", Err(Fault::Ambiguous)),
        ("50", Err(Fault::OutOfRange(true))),
        ("1.5", Err(Fault::OutOfRange(false))),
        ("500", Err(Fault::OutOfRange(false))),
        ("101%", Err(Fault::OutOfRange(false))),
        ("-1%", Err(Fault::OutOfRange(false))),
        ("1e1%", Ok(0.1)),
        ("5e-1", Ok(0.5)),
        ("1e400%", Err(Fault::OutOfRange(false))),
        ("1e400", Err(Fault::OutOfRange(false))),
        ("50ms", Err(Fault::WrongKind)),
    ] {
        assert_eq!(number(written).rate(), share, "{written}");
    }
}

#[test]
fn counts_are_whole() {
    for (written, count) in [
        ("20", Ok(20)),
        ("1_000", Ok(1_000)),
        ("0x10", Ok(16)),
        ("20u32", Ok(20)),
        ("0", Ok(0)),
        ("4294967296", Err(Fault::TooLarge)),
        ("-1", Err(Fault::Negative)),
        ("2.5", Err(Fault::WrongKind)),
        ("20%", Err(Fault::WrongKind)),
        ("20s", Err(Fault::WrongKind)),
    ] {
        assert_eq!(number(written).count(), count, "{written}");
    }
}

#[test]
fn names_are_no_numbers() {
    let wholly = |text| Number::of_text(text).map(|number| number.to_string());
    for (text, number) in [
        ("3", "3"),
        (" 1_000 ", "1000"),
        ("0.5", "0.5"),
        ("50 %", "50%"),
        ("100ms", "100ms"),
        ("5 Minutes", "5m"),
        ("2µs", "2us"),
    ] {
        assert_eq!(wholly(text).as_deref(), Some(number), "{text}");
    }
    for text in ["", "db2", "3scale", "1.2.3", "s3", "%", "10.0.0.1", "7-eleven", "2d", ".", "s", "1/2", "99 bottles"] {
        assert_eq!(wholly(text), None, "{text}");
    }
    let rate = |text| Number::rate_of_text(text).map(|(count, per)| format!("{count} / {per}"));
    for (text, meant) in [("5/s", "5 / 1s"), ("100 / 1s", "100 / 1s"), ("5 per minute", "5 / 1m"), ("3/2 h", "3 / 2h")]
    {
        assert_eq!(rate(text).as_deref(), Some(meant), "{text}");
    }
    for text in ["tcp/ip", "5 super", "a/s", "5/", "/s", "5/db", "5ms/s", "5/50%", "1.5/s"] {
        assert_eq!(rate(text), None, "{text}");
    }
}
