//! Lists of options, well formed or not.

use super::tokens;
use crate::parse::{Entry, Form, Kind, Opt, Slip, Value, options, values};

/// A list as the parser saw it, in a notation of its own.
fn seen(entries: &[Entry]) -> String {
    let entries = entries.iter().map(|entry| match entry {
        Entry::Named(Opt { key, form }) => match form {
            Form::Bare => key.to_string(),
            Form::Value(value) => format!("{key}={}", kind(value)),
            Form::List(list) => format!("{key}({})", seen(list)),
        },
        Entry::Plain(value) => kind(value).to_owned(),
        Entry::Broken(slip) => match slip {
            Slip::NoValue(key) => format!("!{key}="),
            Slip::NoEquals(key, found) => format!("!{key}?{found}"),
            Slip::Unexpected(found) => format!("!{found}"),
            Slip::NoExpression(found) => format!("!expr:{found}"),
            Slip::ShareInSum(_) => "!share".to_owned(),
            Slip::Syntax(_) => "!syntax".to_owned(),
        },
    });
    entries.collect::<Vec<_>>().join(" ")
}

fn kind(value: &Value) -> &'static str {
    match value.kind {
        Kind::Number(_) => "number",
        Kind::Text(_) => "text",
        Kind::Bool(_) => "bool",
        Kind::Off => "off",
        Kind::Expr(_) => "expr",
    }
}

#[test]
fn lists_are_read_to_their_end() {
    for (list, expected) in [
        ("", ""),
        ("timeout = 2s", "timeout=number"),
        ("timeout = 2s,", "timeout=number"),
        ("timeout = off, handle = false", "timeout=off handle=bool"),
        ("timeout = LIMIT", "timeout=expr"),
        ("timeout = 2 * LIMIT, name = \"a\"", "timeout=expr name=text"),
        ("rate = 50%, next = 1", "rate=number next=number"),
        ("ignore = |e: &E| e.0 == 1 || e.is(), fallback = a::<B, C>::d", "ignore=expr fallback=expr"),
        ("fallback = |_| f(1, 2)", "fallback=expr"),
        ("fallback = -1", "fallback=number"),
        ("fallback = true", "fallback=bool"),
        ("breaker", "breaker"),
        ("breaker()", "breaker()"),
        ("breaker(\"a\", window = calls(100)), name = \"b\"", "breaker(text window=expr) name=text"),
        ("retry = 3, retry(3, n = 4)", "retry=number retry(number n=number)"),
        ("retry(backoff = exponential(50ms, factor = 2, max = 1s), jitter = full)", "retry(backoff=expr jitter=expr)"),
        ("retry(jitter = factor(50%), budget = 20%)", "retry(jitter=expr budget=number)"),
        ("retry(backoff = |attempt, error: &E| wait(attempt, 1), n = 2)", "retry(backoff=expr n=number)"),
        ("r#type = 1, type = 2", "r#type=number type=number"),
        ("breaker(concat!(\"a\", 1), probes = 2)", "breaker(expr probes=number)"),
        ("timeout = (2s), rate = ((0.5)), name = (\"a\")", "timeout=number rate=number name=text"),
        ("ignore = (|e| true), timeout = (2 * LIMIT)", "ignore=expr timeout=expr"),
        ("off, offline = 1", "off offline=number"),
        ("2s", "number"),
        ("a::b", "expr"),
    ] {
        assert_eq!(seen(&options(tokens(list))), expected, "{list}");
    }
}

#[test]
fn reading_goes_on_after_a_slip() {
    for (list, expected) in [
        ("timeout =, name = \"a\"", "!timeout= name=text"),
        ("timeout = ", "!timeout="),
        ("timeout: 2s, name = \"a\"", "!timeout?: name=text"),
        ("timeout 2s, name = \"a\"", "!timeout?2s name=text"),
        ("timeout == 2s", "!timeout?="),
        ("timeout = 2s name = \"a\", group = \"b\"", "timeout=number !name group=text"),
        (",, name = \"a\"", "!, !, name=text"),
        ("timeout = =, name = \"a\"", "!expr:= name=text"),
        ("breaker(probes = , window 3), name = \"a\"", "breaker(!probes= !window?3) name=text"),
        ("fallback = |", "!expr:|"),
        ("= 3", "!expr:="),
        ("rate = 50 % 3", "rate=number !3"),
    ] {
        assert_eq!(seen(&options(tokens(list))), expected, "{list}");
    }
}

#[test]
fn where_a_value_stands_alone_a_word_is_one() {
    for (list, expected) in [
        ("", ""),
        ("2s", "number"),
        ("2s,", "number"),
        ("LIMIT", "expr"),
        ("LIMIT * 2, crate = my", "expr crate=expr"),
        ("crate = my::dyno, LIMIT", "crate=expr expr"),
        ("off", "off"),
        ("last_known", "expr"),
        ("Self::last_known", "expr"),
        ("|cause| f(1, cause), 7", "expr number"),
        ("calls(100)", "expr"),
        ("timeout = 2s", "timeout=number"),
        ("a == b", "expr"),
        ("timeout: 2s, 3s", "expr !: number"),
        ("|", "!expr:|"),
    ] {
        assert_eq!(seen(&values(tokens(list))), expected, "{list}");
    }
}
