//! What is asked of an attempt once its body has ended, and must be there then.

use proc_macro2::TokenTree;
use syn::Expr;
use syn::ext::IdentExt;

use super::arg::{Passing, bindings};
use super::errors::Errors;
use super::free::free;
use super::guard::Guard;
use super::retry::Question;
use super::subject::Subject;

/// Tells of each name in a question that means nothing when that is asked.
pub(super) fn check(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let judges = [("ignore", &guard.ignore, "error"), ("failure_if", &guard.failure_if, "value")];
    for (option, question, carrier) in judges {
        let Some(question) = question else { continue };
        taken_apart(question, subject, errors);
        missing(question, subject, errors);
        // What a pool is lent has been told.
        if !guard.asks_of_lent(subject) && !guard.is_apart(subject) {
            lent(question, subject, errors, |name| {
                format!(
                    "the body of an async or a cached function still has `{name}`, which it is lent with `&mut`, when `{option}` is asked: \
                     have the {carrier} tell what you need of it"
                )
            });
        }
    }
    let retry = guard.retry.iter().flat_map(|retry| retry.on.iter().chain(&retry.backoff));
    for Question::OfError(question) | Question::Typed(question) in retry {
        taken_apart(question, subject, errors);
    }
}

/// What the body is lent, and has not given back.
fn lent(question: &Expr, subject: &Subject, errors: &mut Errors, message: impl Fn(&str) -> String) {
    let receiver = (subject.self_passing() == Some(Passing::Exclusive)).then(|| "self".to_owned());
    let args = subject.args.iter().filter(|arg| arg.passing == Passing::Exclusive && arg.pattern.is_none());
    for name in receiver.into_iter().chain(args.map(|arg| arg.name.unraw().to_string())) {
        if let Some(token) = free(question, &name) {
            errors.at(token, message(&name));
        }
    }
}

/// What a pattern binds that only the body takes apart.
fn taken_apart(question: &Expr, subject: &Subject, errors: &mut Errors) {
    let hidden = subject.args.iter().filter(|arg| arg.is_hidden() || arg.passing == Passing::Exclusive);
    let mut found: Vec<(String, TokenTree)> = Vec::new();
    for pat in hidden.filter_map(|arg| arg.pattern.as_ref()).flat_map(bindings) {
        let name = pat.ident.unraw().to_string();
        if found.iter().any(|(other, _)| *other == name) {
            continue;
        }
        found.extend(free(question, &name).map(|token| (name, token)));
    }
    for (name, token) in found {
        let message = format!(
            "only the body has `{name}`, which is part of a pattern: call the argument by a name, and ask about that"
        );
        errors.at(token, message);
    }
}

/// What may not be there at all, and would have to be kept.
fn missing(question: &Expr, subject: &Subject, errors: &mut Errors) {
    let owned = subject.args.iter().filter(|arg| arg.passing == Passing::Owned && arg.conditions().next().is_some());
    let named = owned.filter(|arg| arg.pattern.is_none()).map(|arg| arg.name.unraw().to_string());
    for token in named.filter_map(|name| free(question, &name)) {
        let message = "an argument that may be missing cannot be asked about: put the `#[cfg]` on two functions";
        errors.at(token, message);
    }
}
