//! What was asked for, as one list: each option with the attribute that it came from.
//!
//! An attribute of its own, such as one for a deadline alone, only adds to this list.

use proc_macro2::{Ident, TokenTree};

use crate::parse::{Entry, Form, Opt, Slip, nearest};

use super::aspect;
use super::breaker;
use super::bulkhead;
use super::cache;
use super::errors::Errors;
use super::fuse;
use super::harness;
use super::keyless::plain;
use super::pool;
use super::rate_limit;
use super::retry;

/// An option and where it stood.
pub(super) struct Asked {
    pub(super) opt: Opt,
    pub(super) origin: Origin,
}

/// The attribute or option whose list an option stood in.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Origin {
    Command,
    Timeout,
    Aspect,
    Fuse,
    Harness,
    Timed,
    Breaker,
    Bulkhead,
    Pool,
    Retry,
    RateLimit,
    Cache,
    Fallback,
    /// `aspect(..)` as an option.
    AspectOption,
    /// `fuse(..)` as an option.
    FuseOption,
    /// `breaker(..)` as an option.
    BreakerOption,
    /// `bulkhead(..)` as an option.
    BulkheadOption,
    /// `pool(..)` as an option.
    PoolOption,
    /// `retry(..)` as an option.
    RetryOption,
    /// `rate_limit(..)` as an option.
    RateLimitOption,
    /// `cache(..)` as an option.
    CacheOption,
    Inject,
    Service,
    /// `#[inject(..)]` on a parameter.
    InjectOption,
    Test,
}

impl Origin {
    /// The attribute of that name, if it is one that stacks.
    pub(super) fn of(word: &Ident) -> Option<Self> {
        let stacking = [
            Self::Command,
            Self::Timeout,
            Self::Aspect,
            Self::Cache,
            Self::Retry,
            Self::Fuse,
            Self::Breaker,
            Self::RateLimit,
            Self::Bulkhead,
            Self::Pool,
            Self::Fallback,
            Self::Harness,
            Self::Timed,
            Self::Inject,
            Self::Service,
        ];
        stacking.into_iter().find(|origin| word == origin.word())
    }

    /// Its name, which is that of the option it stands for.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Timeout => "timeout",
            Self::Aspect | Self::AspectOption => "aspect",
            Self::Fuse | Self::FuseOption => "fuse",
            Self::Harness => "harness",
            Self::Timed => "timed",
            Self::Breaker | Self::BreakerOption => "breaker",
            Self::Bulkhead | Self::BulkheadOption => "bulkhead",
            Self::Pool | Self::PoolOption => "pool",
            Self::Retry | Self::RetryOption => "retry",
            Self::RateLimit | Self::RateLimitOption => "rate_limit",
            Self::Cache | Self::CacheOption => "cache",
            Self::Fallback => "fallback",
            Self::Inject | Self::InjectOption => "inject",
            Self::Service => "service",
            Self::Test => "test",
        }
    }

    /// Whether a name and settings stand in its list.
    pub(super) fn has_settings(self) -> bool {
        matches!(
            self,
            Self::Aspect
                | Self::AspectOption
                | Self::Fuse
                | Self::FuseOption
                | Self::Breaker
                | Self::BreakerOption
                | Self::Bulkhead
                | Self::BulkheadOption
                | Self::Pool
                | Self::PoolOption
                | Self::Retry
                | Self::RetryOption
                | Self::RateLimit
                | Self::RateLimitOption
                | Self::Cache
                | Self::CacheOption
        )
    }

    /// Whether its value stands alone.
    pub(super) fn takes_one_value(self) -> bool {
        matches!(self, Self::Timeout | Self::Fallback)
    }

    /// The options that it knows.
    pub(super) fn options(self) -> &'static [&'static str] {
        match self {
            Self::Command => &[
                "timeout",
                "attempt_timeout",
                "cache",
                "exact_latency",
                "retry",
                "aspect",
                "fuse",
                "breaker",
                "bulkhead",
                "pool",
                "rate_limit",
                "fallback",
                "failure_if",
                "ignore",
                "name",
                "group",
                "handle",
                "crate",
            ],
            Self::Timeout | Self::Fallback | Self::Timed => &[],
            Self::Aspect | Self::AspectOption => &aspect::OPTIONS,
            Self::Fuse | Self::FuseOption => &fuse::OPTIONS,
            Self::Harness => &harness::OPTIONS,
            Self::Breaker | Self::BreakerOption => &breaker::OPTIONS,
            Self::Bulkhead | Self::BulkheadOption => &bulkhead::OPTIONS,
            Self::Pool | Self::PoolOption => &pool::OPTIONS,
            Self::Retry | Self::RetryOption => &retry::OPTIONS,
            Self::RateLimit | Self::RateLimitOption => &rate_limit::OPTIONS,
            Self::Cache | Self::CacheOption => &cache::OPTIONS,
            Self::Inject => &["crate"],
            Self::Service => &[
                "scope", "eager", "timeout", "retry", "breaker", "pool", "fallback", "shutdown", "tag", "as", "name",
                "handle", "crate",
            ],
            Self::InjectOption => &["tag", "fallback"],
            Self::Test => &["paused", "flavor", "crate"],
        }
    }

    /// How a user knows it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Command => "`#[command]`",
            Self::Timeout => "`#[timeout]`",
            Self::Aspect => "`#[aspect]`",
            Self::AspectOption => "`aspect(..)`",
            Self::Fuse => "`#[fuse]`",
            Self::Harness => "`#[harness]`",
            Self::Timed => "`#[timed]`",
            Self::Breaker => "`#[breaker]`",
            Self::Bulkhead => "`#[bulkhead]`",
            Self::Pool => "`#[pool]`",
            Self::Retry => "`#[retry]`",
            Self::RateLimit => "`#[rate_limit]`",
            Self::Cache => "`#[cache]`",
            Self::CacheOption => "`cache(..)`",
            Self::Fallback => "`#[fallback]`",
            Self::FuseOption => "`fuse(..)`",
            Self::BreakerOption => "`breaker(..)`",
            Self::BulkheadOption => "`bulkhead(..)`",
            Self::PoolOption => "`pool(..)`",
            Self::RetryOption => "`retry(..)`",
            Self::RateLimitOption => "`rate_limit(..)`",
            Self::Inject | Self::InjectOption => "`#[inject]`",
            Self::Service => "`#[service]`",
            Self::Test => "`#[dyno::test]`",
        }
    }

    /// How it is written.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Timeout => "#[timeout(2s)]",
            Self::Aspect => "#[aspect(\"name\")]",
            Self::Fuse => "#[fuse(\"name\")]",
            Self::Harness => "#[harness]",
            Self::Timed => "#[timed]",
            Self::Breaker => "#[breaker(\"name\")]",
            Self::Bulkhead => "#[bulkhead(32)]",
            Self::Pool => "#[pool(\"db\")]",
            Self::Retry => "#[retry(3)]",
            Self::RateLimit => "#[rate_limit(100 / 1s)]",
            Self::Cache => "#[cache(ttl = 30s)]",
            Self::Fallback => "#[fallback(path)]",
            Self::Inject => "#[inject]",
            Self::InjectOption => "#[inject(tag = Replica)]",
            Self::Service => "#[service]",
            Self::Command
            | Self::AspectOption
            | Self::FuseOption
            | Self::BreakerOption
            | Self::BulkheadOption
            | Self::PoolOption
            | Self::RetryOption
            | Self::RateLimitOption
            | Self::CacheOption => "#[command(..)]",
            Self::Test => "#[dyno::test]",
        }
    }
}

/// Adds what can be an option of `origin` to the list, and complains about the rest.
pub(super) fn gather(list: &mut Vec<Asked>, origin: Origin, entries: Vec<Entry>, errors: &mut Errors) {
    let mut entries = entries.into_iter().peekable();
    while let Some(entry) = entries.next() {
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
        if let (true, Form::Value(count), Some(next)) = (key.ends_with("limit"), &opt.form, entries.peek()) {
            if let Some(error) = rate_limit::with_word(count, next) {
                errors.push(error);
                entries.next();
                continue;
            }
        }
        if origin.options().contains(&&*key) {
            push(list, Asked { opt, origin }, errors);
        } else {
            errors.at(&opt.key, unknown(origin, &key, &opt.form));
        }
    }
}

/// Adds an option to the list unless it is there already.
pub(super) fn push(list: &mut Vec<Asked>, asked: Asked, errors: &mut Errors) {
    let key = &asked.opt.key;
    match list.iter().find(|first| first.opt.key == *key) {
        Some(first) => errors.at(key, twice(key, first.origin, asked.origin)),
        None => list.push(asked),
    }
}

/// Says what is wrong with a key that `origin` does not know.
pub(super) fn unknown(origin: Origin, key: &str, form: &Form) -> String {
    let title = origin.title();
    let known = origin.options();
    if let Some(message) = elsewhere(origin, key) {
        return message;
    }
    if let (true, Form::Bare, "off") = (origin.has_settings(), form, key) {
        let instead =
            if title.starts_with("`#") { String::new() } else { format!("write `{} = off`, or ", origin.word()) };
        return format!("nothing would be left of {title}: {instead}remove it");
    }
    if let Some(near) = nearest(key, known) {
        return format!("unknown option `{key}`: did you mean `{near}`?");
    }
    if origin.takes_one_value() {
        let example = origin.example();
        return format!("unknown option `{key}`: {title} takes one value, as in `{example}`");
    }
    let is_cache = matches!(origin, Origin::Cache | Origin::CacheOption);
    if is_cache && matches!(form, Form::Bare) && !key.contains(char::is_lowercase) {
        return format!("a constant needs its key here, as in `capacity = {key}`");
    }
    if origin.has_settings() && !is_cache && matches!(form, Form::Bare) {
        if key.chars().any(char::is_lowercase) {
            return format!("a name is a string: write `\"{key}\"`");
        }
        let number = match origin.word() {
            "bulkhead" => format!("`permits = {key}` or "),
            "retry" => format!("`n = {key}` or "),
            _ => String::new(),
        };
        return format!("a constant needs its key here: write {number}`name = {key}`");
    }
    if origin == Origin::InjectOption && matches!(form, Form::Bare) && key.starts_with(char::is_uppercase) {
        return format!("a tag needs its key: write `tag = {key}`");
    }
    if known.is_empty() {
        return format!("unknown option `{key}`: {title} has none");
    }
    let list: Vec<_> = known.iter().map(|option| format!("`{option}`")).collect();
    format!("unknown option `{key}`: {title} has {}", list.join(", "))
}

/// Says where an option belongs that is one, but not of `origin`.
fn elsewhere(origin: Origin, key: &str) -> Option<String> {
    let of = |other: Origin| other.options().contains(&key);
    let (title, example) = (origin.title(), origin.example());
    match origin {
        Origin::Command => {
            let policies = [
                Origin::FuseOption,
                Origin::BreakerOption,
                Origin::BulkheadOption,
                Origin::PoolOption,
                Origin::RetryOption,
                Origin::RateLimitOption,
                Origin::CacheOption,
            ];
            if ["harness", "service", "timed"].contains(&key) {
                return Some(format!("`{key}` is an attribute of its own: write `#[{key}]` beside `#[command]`"));
            }
            if key == "inject" {
                return Some("`inject` is an attribute of its own: mark the parameters `#[inject]`".to_owned());
            }
            let word = policies.into_iter().find(|policy| of(*policy))?.word();
            Some(format!("`{key}` is a setting of the {word}: write `{word}(\"name\", {key} = ..)`"))
        }
        Origin::AspectOption
        | Origin::FuseOption
        | Origin::BreakerOption
        | Origin::BulkheadOption
        | Origin::PoolOption
        | Origin::RetryOption
        | Origin::RateLimitOption
        | Origin::CacheOption
            if of(Origin::Command) =>
        {
            Some(format!("`{key}` is an option of `#[command]`: write it outside of {title}"))
        }
        Origin::Timeout
        | Origin::Aspect
        | Origin::Fuse
        | Origin::Breaker
        | Origin::Bulkhead
        | Origin::Pool
        | Origin::Retry
        | Origin::RateLimit
        | Origin::Cache
        | Origin::Fallback
            if key == origin.word() =>
        {
            Some(format!("write the value alone, as in `{example}`"))
        }
        Origin::Timeout
        | Origin::Aspect
        | Origin::Fuse
        | Origin::Breaker
        | Origin::Bulkhead
        | Origin::Pool
        | Origin::Retry
        | Origin::RateLimit
        | Origin::Cache
        | Origin::Fallback
        | Origin::Harness
        | Origin::Timed
        | Origin::Service
            if of(Origin::Command) =>
        {
            Some(format!("`{key}` is an option of `#[command]`: write `#[command({key} = ..)]` beside {title}"))
        }
        _ => None,
    }
}

fn twice(key: &Ident, first: Origin, second: Origin) -> String {
    if first == second {
        return format!("`{key}` is given twice: keep one of them");
    }
    format!("`{key}` is given twice, first in {}: keep one of them", first.title())
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
        // A unit stands too far from its number.
        Slip::Unexpected(TokenTree::Ident(word)) if word.to_string().len() > 2 => {
            errors.at(word, format_args!("expected `,` before this: write `, {word}`"));
        }
        Slip::Unexpected(found) => errors.at(found, "expected `,` or the end of the options here"),
        Slip::NoExpression(found) => {
            errors.at(found, "expected a value here, such as `2s`, `\"name\"`, a path or a closure");
        }
        Slip::ShareInSum(found) => {
            errors.at(
                found,
                "a share with its sign stands alone: write what is computed as fractions, such as `0.5 + 0.03`",
            );
        }
        Slip::Syntax(error) => errors.push(error.clone()),
    }
}
