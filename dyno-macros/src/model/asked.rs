//! What was asked for, as one list: each option with the attribute that it came from.
//!
//! An attribute of its own, such as one for a deadline alone, only adds to this list.

use proc_macro2::TokenTree;

use crate::parse::{Entry, Form, Kind, Opt, Slip, Value, nearest};

use super::breaker;
use super::errors::Errors;

/// An option and where it stood.
pub(super) struct Asked {
    pub(super) opt: Opt,
    pub(super) origin: Origin,
}

/// The attribute or option whose list an option stood in.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Origin {
    Command,
    Breaker,
    Test,
}

impl Origin {
    /// The options that it knows.
    pub(super) fn options(self) -> &'static [&'static str] {
        match self {
            Self::Command => &[
                "timeout",
                "attempt_timeout",
                "breaker",
                "fallback",
                "failure_if",
                "ignore",
                "name",
                "group",
                "handle",
            ],
            Self::Breaker => &breaker::OPTIONS,
            Self::Test => &["paused"],
        }
    }

    /// How a user knows it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Command => "`#[command]`",
            Self::Breaker => "`breaker(..)`",
            Self::Test => "`#[dyno::test]`",
        }
    }
}

/// Adds what can be an option of `origin` to the list, and complains about the rest.
pub(super) fn gather(list: &mut Vec<Asked>, origin: Origin, entries: Vec<Entry>, errors: &mut Errors) {
    for entry in entries {
        let opt = match entry {
            Entry::Named(opt) => opt,
            Entry::Plain(value) => {
                errors.at(&value, plain(origin, &value));
                continue;
            }
            Entry::Broken(slip) => {
                broken(&slip, errors);
                continue;
            }
        };
        let key = opt.key.to_string();
        if !origin.options().contains(&&*key) {
            errors.at(&opt.key, unknown(origin, &key, &opt.form));
        } else if let Some(first) = list.iter().find(|asked| asked.opt.key == opt.key) {
            errors.at(&opt.key, twice(&key, first.origin, origin));
        } else {
            list.push(Asked { opt, origin });
        }
    }
}

fn unknown(origin: Origin, key: &str, form: &Form) -> String {
    let title = origin.title();
    let known = origin.options();
    let elsewhere = |other: Origin| other != origin && other.options().contains(&key);
    if let Some(near) = nearest(key, known) {
        return format!("unknown option `{key}`: did you mean `{near}`?");
    }
    if origin == Origin::Command && elsewhere(Origin::Breaker) {
        return format!("`{key}` is a setting of the breaker: write `breaker(\"name\", {key} = ..)`");
    }
    if origin == Origin::Breaker && elsewhere(Origin::Command) {
        return format!("`{key}` is an option of `#[command]`: write it outside of `breaker(..)`");
    }
    if origin == Origin::Breaker && matches!(form, Form::Bare) {
        if key.chars().any(char::is_lowercase) {
            return format!("a name is a string: write `\"{key}\"`");
        }
        return format!("a constant needs its key here: write `name = {key}`");
    }
    let list: Vec<_> = known.iter().map(|option| format!("`{option}`")).collect();
    format!("unknown option `{key}`: {title} has {}", list.join(", "))
}

fn twice(key: &str, first: Origin, second: Origin) -> String {
    if first == second {
        return format!("`{key}` is given twice: keep one of them");
    }
    format!("`{key}` is given twice, first in {}: keep one of them", first.title())
}

fn plain(origin: Origin, value: &Value) -> String {
    let hint = match (origin, &value.kind) {
        (Origin::Command, Kind::Text(_)) => "write `name = \"..\"`",
        (Origin::Command, Kind::Number(number)) if number.duration().is_ok() => "write `timeout = ..`",
        (Origin::Breaker, Kind::Text(_)) => "the name stands first, and once",
        (Origin::Test, _) => "write `#[dyno::test]` or `#[dyno::test(paused)]`",
        _ => "write `option = value`",
    };
    format!("{} without the name of an option: {hint}", value.describe())
}

fn broken(slip: &Slip, errors: &mut Errors) {
    match slip {
        Slip::NoValue(key) => errors.at(key, format_args!("`{key}` has no value: write `{key} = ..`")),
        Slip::NoEquals(key, found @ TokenTree::Punct(punct)) if punct.as_char() == ':' => {
            errors.at(found, format_args!("write `{key} = ..`, with `=` instead of `:`"));
        }
        Slip::NoEquals(key, found) => errors.at(found, format_args!("expected `=` after `{key}`: write `{key} = ..`")),
        Slip::Unexpected(TokenTree::Punct(punct)) if punct.as_char() == ',' => {
            errors.at(punct, "expected an option before this comma: remove the comma");
        }
        Slip::Unexpected(found) => errors.at(found, "expected `,` or the end of the options here"),
        Slip::NoExpression(found) => {
            errors.at(found, "expected a value here, such as `2s`, `\"name\"`, a path or a closure");
        }
        Slip::Syntax(error) => errors.push(error.clone()),
    }
}
