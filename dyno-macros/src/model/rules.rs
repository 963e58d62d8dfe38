//! What options and function must not be together.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Path};

use super::arg::{Arg, Need};
use super::asks;
use super::aspect;
use super::borrow::borrow_of_lent;
use super::cache;
use super::errors::Errors;
use super::fallback::Fallback;
use super::guard::Guard;
use super::handle::Handle;
use super::pool;
use super::rate_limit;
use super::read::Setting;
use super::returns::{Returns, is_primitive_name};
use super::service;
use super::subject::Subject;

/// Checks every rule between what is asked and the function that it is asked of.
pub(super) fn check(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    if !features(guard, errors) {
        return;
    }
    other_attributes(subject, errors);
    if !subject.attrs.iter().any(is_test) {
        limits(guard, errors);
    }
    threads(guard, subject, errors);
    judges(guard, subject, errors);
    repeats(guard, subject, errors);
    answers(guard, subject, errors);
    needs(guard, subject, errors);
    asks::check(guard, subject, errors);
    if let Some(by) = &guard.by {
        rate_limit::check_owned(by, subject, errors);
    }
    for key in guard.keys() {
        rate_limit::check_key(key, subject, errors);
    }
    aspect::check(guard, subject, errors);
    cache::check(guard, subject, errors);
    service::check(guard, subject, errors);
    handle(guard, subject, errors);
}

/// Options that a feature of dyno-runtime brings, that feature, and whether it is on.
const FEATURES: [(&str, &str, bool); 9] = [
    ("aspect", "aspect", cfg!(feature = "aspect")),
    ("breaker", "breaker", cfg!(feature = "breaker")),
    ("bulkhead", "bulkhead", cfg!(feature = "bulkhead")),
    ("cache", "cache", cfg!(feature = "cache")),
    ("fuse", "fuse", cfg!(feature = "fuse")),
    ("harness", "harness", cfg!(feature = "harness")),
    ("rate_limit", "rate_limit", cfg!(feature = "rate_limit")),
    ("retry", "retry", cfg!(feature = "retry")),
    ("timed", "timing", cfg!(feature = "timing")),
];

/// Tells of each that is off: without it nothing else of the function can be right.
fn features(guard: &Guard, errors: &mut Errors) -> bool {
    let missing = FEATURES.iter().filter(|(_, _, is_on)| !is_on);
    let missing: Vec<_> = missing.filter_map(|(option, feature, _)| Some((guard.key(option)?, feature))).collect();
    for (key, feature) in &missing {
        errors.at(key, format_args!("`{key}` needs the feature `{feature}` of dyno-runtime: turn it on"));
    }
    missing.is_empty()
}

fn other_attributes(subject: &Subject, errors: &mut Errors) {
    for attr in &subject.attrs {
        if is_test(attr) {
            let path = attr.path().to_token_stream().to_string().replace(' ', "");
            let title = path.strip_prefix("::core::prelude::v1::").unwrap_or(&path);
            let message = format!(
                "a test is not a command, so `#[{title}]` cannot stand on one: let the test call a function that is one"
            );
            errors.at(attr.path(), message);
        }
        if attr.path().is_ident("track_caller") {
            let message = "the body of a command runs in a closure or a future, which does not know the caller: remove `#[track_caller]`, \
                           or put it on a function that this one calls";
            errors.at(attr.path(), message);
        }
    }
}

fn is_test(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "test")
}

fn limits(guard: &Guard, errors: &mut Errors) {
    match (&guard.timeout, &guard.attempt_timeout) {
        (Some(Setting::Given(call)), Some(Setting::Given(attempt))) if attempt >= call && !guard.attempts_once() => {
            let message = "an attempt with as much time as the whole call leaves none for another: make it shorter than `timeout`, or leave it out";
            errors.at(guard.value("attempt_timeout"), message);
        }
        _ => {}
    }
}

/// What runs its body on a pool.
fn threads(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let limits = ["timeout", "attempt_timeout"];
    if subject.hides_a_future() || subject.attrs.iter().any(is_test) {
        return;
    }
    if subject.is_async() {
        if let Some(key) = guard.key("pool") {
            let message = "`pool` is for functions that block a thread, and this one is async: remove it, or bound how many calls are at \
                           work with `bulkhead = ..`";
            errors.at(key, message);
        }
        return;
    }
    if subject.blocks_on() {
        for key in limits.into_iter().chain(["pool"]).filter_map(|name| guard.key(name)) {
            let message = format!(
                "`{key}` needs an async function: write what runs it to its end, such as `#[tokio::main]`, below dyno's attributes"
            );
            errors.at(key, message);
        }
        return;
    }
    let asks = limits.into_iter().chain(["pool"]).find_map(|name| guard.key(name));
    let Some(asks) = asks else { return };
    if !cfg!(feature = "pool") {
        errors.at(
            asks,
            format_args!(
                "`{asks}` on a function that is not async needs the feature `pool` of dyno-runtime: turn it on"
            ),
        );
        return;
    }
    if let (None, Some(off), true) = (&guard.pool, guard.value("pool"), guard.has_limit()) {
        let message =
            "a time limit needs a pool where the function is not async, so that its caller can leave it: remove this";
        errors.at(off, message);
        return;
    }
    if guard.pool.is_some() || guard.has_limit() {
        pool::check_owned(subject, errors);
    }
    if let (Some(_), Some(pool), Some(bulkhead)) =
        (&guard.bulkhead, guard.key("pool").or(Some(asks)), guard.key("bulkhead"))
    {
        let message = format!(
            "`{pool}` gives the function a pool, which bounds how many calls are at work by `threads`: remove `bulkhead`, and write \
             `pool(threads = ..)`"
        );
        errors.at(bulkhead, message);
    }
}

fn judges(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let Some(returned) = subject.returns.never_a_result() else { return };
    if let Some(key) = guard.key("ignore") {
        errors.at(
            key,
            format_args!("`ignore` looks at the error of a `Result`, and this function returns {returned}: remove it"),
        );
    }
    if let (Some(key), "nothing") = (guard.key("failure_if"), returned) {
        errors.at(key, "`failure_if` looks at what the function returns, and it returns nothing: remove it");
    }
}

/// What may run its body again.
fn repeats(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let Some(key) = guard.key("retry") else { return };
    let fails = guard.can_refuse() || guard.key("failure_if").is_some();
    if let (Some(returned), false, Some(_)) = (subject.returns.never_a_result(), fails, &guard.retry) {
        let message = format!(
            "the function returns {returned}, which is never a failure, so there would be no other attempt: return a `Result`, \
             or say with `failure_if = ..` what is one"
        );
        match &subject.returns {
            Returns::Type(ty) => errors.at(ty, message),
            _ => errors.at(key, message),
        }
    }
    if let (Returns::Opaque(span), Some(_)) = (&subject.returns, &guard.retry) {
        let message = "what is attempted again needs a return type with a name: write it instead of `impl`";
        errors.push(syn::Error::new(*span, message));
    }
}

/// The options that may refuse a call.
const REFUSALS: [&str; 7] = ["timeout", "attempt_timeout", "fuse", "breaker", "bulkhead", "pool", "rate_limit"];

fn answers(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let returned = subject.returns.never_a_result();
    let is_service = guard.service.is_some();
    // Whoever guards the caller of a `const fn`, as that was told, has no such question.
    let is_asked = guard.can_refuse() && subject.sig.constness.is_none();
    if let (Some(returned), true, true) = (returned, is_service || guard.key("fallback").is_none(), is_asked) {
        let key = REFUSALS.into_iter().find_map(|name| guard.key(name));
        let or = if is_service { "" } else { ", or write `fallback = ..`" };
        let message =
            format!("a refused call has no way out, because the function returns {returned}: return a `Result`{or}");
        errors.at(key, message);
    }
    if is_service {
        return;
    }
    if returned.is_some() && !guard.can_refuse() && guard.failure_if.is_none() && guard.key("failure_if").is_none() {
        if let (Some(key), true) = (guard.key("fallback"), REFUSALS.into_iter().all(|name| guard.key(name).is_none())) {
            errors.at(key, "nothing here can fail, so the fallback would never be asked: add a guard, or remove it");
        }
    }
    match &guard.fallback {
        Some(Fallback::Path(path)) if is_itself(&path.path, subject) => {
            errors.at(path, "the fallback would be asked for ever, because it is this very function: name another one");
        }
        Some(Fallback::Literal(literal)) if returned == Some("nothing") => {
            errors.at(literal, "the function returns nothing, and so does its fallback: write `|_| ()`");
        }
        _ => {}
    }
}

/// What the fallback and other attempts need must be there a second time.
fn needs(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let is_called = matches!(guard.fallback, Some(Fallback::Path(_)));
    let asks = |arg: &&Arg| arg.need == Need::Variable || (is_called && arg.is_visible());
    for attr in subject.args.iter().filter(asks).filter_map(|arg| arg.conditions().next()) {
        let message =
            "an argument that may be missing cannot be given to the fallback: put the `#[cfg]` on two functions";
        errors.at(attr, message);
    }
    if let Some((at, what)) = borrow_of_lent(subject) {
        let whom = match &guard.fallback {
            _ if subject.is_repeated => "the next attempt",
            Some(_) => "the fallback",
            None => "what is asked of its outcome",
        };
        let message =
            format!("what is returned borrows from `{what}`, which {whom} needs again: return an owned value");
        errors.push(syn::Error::new(at, message));
    }
}

fn is_itself(path: &Path, subject: &Subject) -> bool {
    let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
    let name = subject.plain_name();
    match &*words {
        [word] => *word == name && !subject.is_associated(),
        [owner, word] => *word == name && owner == "Self",
        _ => false,
    }
}

fn handle(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let name = subject.plain_name();
    if subject.is_associated() {
        if matches!(guard.handle, Some(Handle::On | Handle::Named(_))) {
            let message = "a method has no handle, because nothing can stand beside it in an impl: remove `handle`";
            errors.at(guard.key("handle"), message);
        }
    } else if matches!(guard.handle, None | Some(Handle::On)) && is_primitive_name(&name) {
        let message = format!(
            "the handle would be called `{name}` and hide the type of that name: give it another with `handle = Name`, or write `handle = false`"
        );
        errors.at(&subject.sig.ident, message);
    }
}
