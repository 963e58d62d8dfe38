//! A function with `#[dyno::test]` on it.

use proc_macro2::TokenStream;

use crate::names::Root;
use crate::parse::{Form, Kind, Opt, options};

use super::asked::{Asked, Origin, gather};
use super::errors::{Errors, Mistaken};
use super::flow::Flow;
use super::read::Reader;
use super::scope::Scope;
use super::subject::Subject;

/// A test, free of mistakes.
pub(crate) struct Test {
    pub(crate) subject: Subject,
    pub(crate) time: Time,
    pub(crate) root: Root,
}

/// How an async test runs.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Time {
    /// On one thread.
    #[default]
    Real,
    /// On one thread, and time stands still unless everybody waits.
    Paused,
    /// On many threads.
    Threads,
}

impl Test {
    /// Reads attribute and item, or says everything that is wrong with them.
    pub(crate) fn read(attribute: TokenStream, item: TokenStream) -> Result<Self, Mistaken<Self>> {
        let mut errors = Errors::default();
        let subject = Subject::read(item, Origin::Test, &mut errors);
        let mut asked = Vec::new();
        gather(&mut asked, Origin::Test, options(attribute), &mut errors);
        let is_sync = subject.as_ref().is_some_and(|subject| !subject.is_async());
        let (roots, asked): (Vec<_>, Vec<_>) = asked.into_iter().partition(|asked| asked.opt.key == "crate");
        let mut time = Time::default();
        for Asked { opt, .. } in &asked {
            let read =
                if opt.key == "paused" { paused(opt, is_sync, &mut errors) } else { flavor(opt, is_sync, &mut errors) };
            if (time, read) == (Time::Paused, Time::Threads) || (time, read) == (Time::Threads, Time::Paused) {
                errors.at(&opt.key, "time can only stand still on one thread: keep one of the two");
            }
            time = if read == Time::Real { time } else { read };
        }
        if let Some(subject) = &subject {
            check(subject, &mut errors);
        }
        let mut reader = Reader { errors: &mut errors, scope: &Scope::default() };
        let root = roots.first().and_then(|asked| reader.root(&asked.opt)).unwrap_or_default();
        errors.finish(subject.map(|subject| Self { subject, time, root }))
    }
}

fn paused(Opt { key, form }: &Opt, is_sync: bool, errors: &mut Errors) -> Time {
    if !matches!(form, Form::Bare) {
        errors.at(key, format_args!("`{key}` takes no value: write `#[dyno::test({key})]`"));
    } else if is_sync {
        let message =
            "a sync test cannot wait, so its time has nothing to pause for: make the test async, or remove `paused`";
        errors.at(key, message);
    }
    Time::Paused
}

fn flavor(Opt { key, form }: &Opt, is_sync: bool, errors: &mut Errors) -> Time {
    const EXAMPLE: &str = "write `flavor = \"multi_thread\"` or `flavor = \"current_thread\"`";
    let Form::Value(value) = form else {
        errors.at(key, format_args!("`flavor` has no value: {EXAMPLE}"));
        return Time::Real;
    };
    if is_sync {
        errors.at(key, "a sync test has no runtime: make the test async, or remove `flavor`");
    }
    match &value.kind {
        Kind::Text(text) if text.value() == "multi_thread" => Time::Threads,
        Kind::Text(text) if text.value() == "current_thread" => Time::Real,
        _ => {
            errors.at(value, EXAMPLE);
            Time::Real
        }
    }
}

fn check(subject: &Subject, errors: &mut Errors) {
    subject.check(errors);
    let sig = &subject.sig;
    if matches!(subject.flow, Flow::Future(_)) {
        errors.at(&sig.output, "a test cannot hand out a future: write `async fn`");
    }
    if !sig.inputs.is_empty() {
        errors.at(&sig.inputs, "a test takes no arguments: nobody could give them");
    }
    if !sig.generics.params.is_empty() {
        errors.at(&sig.generics, "a test cannot be generic: let it call a function that is");
    }
    for attr in &subject.attrs {
        let Some(last) = attr.path().segments.last() else { continue };
        if last.ident == "test" {
            errors.at(attr.path(), "this would run the test twice: keep `#[dyno::test]` alone");
        }
        if Origin::of(&last.ident).is_some() {
            errors.at(attr.path(), "a test is not a command: let the test call a function that is one");
        }
    }
}
