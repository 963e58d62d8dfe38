//! Rules between a cache and the function that it is for.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Attribute, Expr, Type};

use crate::parse::{Sense, mention};

use super::super::arg::{Arg, Passing};
use super::super::borrow::borrow_inside;
use super::super::errors::Errors;
use super::super::guard::Guard;
use super::super::handle::Handle;
use super::super::policy::{Argument, Declared};
use super::super::rate_limit;
use super::super::read::Setting;
use super::super::returns::{Returns, bare};
use super::super::subject::Subject;
use super::instances::{self, is_all_of, parts};
use super::{Cache, Shared, result_of};

const NOTHING: &str = "a function that returns nothing has nothing to keep: remove `cache`";

/// Whether that is a type of the standard library, going by its name, which has what it holds.
fn is_of_std(ty: &Type) -> bool {
    const HOLDERS: [&str; 6] = ["Arc", "Box", "Cow", "Option", "Rc", "Vec"];
    match bare(ty) {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| HOLDERS.iter().any(|word| last.ident == word)),
        _ => false,
    }
}

/// Rules between a cache and the function that it is for.
pub(in crate::model) fn check(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let Some(cache) = &guard.cache else { return };
    match &subject.returns {
        Returns::Opaque(span) => {
            errors.push(syn::Error::new(
                *span,
                "what is kept in a cache needs a type that has a name: return that, or box it",
            ));
        }
        Returns::Nothing(span) => errors.push(syn::Error::new(*span, NOTHING)),
        Returns::Type(ty) if subject.returns.never_a_result() == Some("nothing") => errors.at(ty, NOTHING),
        Returns::Type(ty) => {
            // Under any other name it might be an error that borrows.
            let value = result_of(ty).unwrap_or(ty);
            let is_known = !matches!(bare(value), Type::Path(_)) || result_of(ty).is_some() || is_of_std(value);
            if let (true, Some(borrow)) = (is_known, borrow_inside(value.to_token_stream())) {
                let message = "what is kept in a cache outlives the call, and this borrows: return an owned value, such as a `String` or an `Arc`";
                errors.push(syn::Error::new(borrow, message));
            }
        }
    }
    instances::check(cache, subject, errors);
    errors_kept(cache, guard, subject, errors);
    let has_no_handle = matches!(guard.handle, Some(Handle::Off)) || subject.is_associated();
    if let (Some(Shared { key, is_so: Some(is_shared) }), false) = (&cache.shared, cache.is_key_mistaken()) {
        if !has_no_handle {
            let message = "`shared` says whether the objects of a type have the same values, and this function belongs to none: remove it, or \
                           write `handle = false` where it stands in an impl";
            errors.at(key, message);
        } else if *is_shared && cache.key.is_some() {
            errors.at(key, "`key` says what tells the values apart, and this that nothing does: remove one of them");
        }
    }
    match &cache.key {
        Some(expr) => {
            rate_limit::check_key(expr, subject, errors);
            written_key(expr, subject, errors);
        }
        None if cache.is_key_mistaken() => {}
        None => key_of_all(cache, guard.key("cache"), has_no_handle, subject, errors),
    }
}

/// What is said of errors, where there are none.
fn errors_kept(cache: &Cache, guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let Some(returned) = subject.returns.never_a_result().filter(|returned| *returned != "nothing") else { return };
    let find = |key: &str| cache.declared.iter().find(|declared| declared.method == key);
    let is_off = |declared: &&Declared| matches!(declared.argument, Argument::MaybeDuration(Setting::Off));
    if let Some(declared) = find("negative_ttl").filter(|declared| !is_off(declared)) {
        let message =
            format!("`negative_ttl` keeps the error of a `Result`, and this function returns {returned}: remove it");
        errors.at(&declared.method, message);
    }
    // Who waits for an async function may have no time left, and is given the old value then.
    let can_fail = guard.can_refuse() || guard.asks_for("failure_if") || subject.is_async();
    if let (Some(declared), false) = (find("stale_if_error"), can_fail) {
        let message = format!(
            "`stale_if_error` serves an old value where there would be an error, and this function, which returns {returned}, has none: remove it"
        );
        errors.at(&declared.method, message);
    }
}

/// Rules for a key that is an expression.
fn written_key(key: &Expr, subject: &Subject, errors: &mut Errors) {
    if let Some(ninth) = parts(key).nth(MOST_PARTS) {
        let message = "a key has eight parts at most: leave out what does not tell values apart, or put two of them into a tuple of their own";
        errors.at(ninth, message);
    }
    for part in parts(key) {
        let mut args = subject.args.iter().filter(|arg| arg.pattern.is_none() && is_all_of(part, &arg.name));
        if let Some(Arg { name, ty, .. }) = args.find(|arg| borrowed(arg).is_some()) {
            let is_option = ty.to_token_stream().to_string().starts_with("Option");
            let owned =
                if is_option { format!("`{name}.map(str::to_owned)`") } else { "a `String` or a `Vec`".to_owned() };
            let message = format!(
                "a key is kept longer than the call, and `{name}` borrows: write what owns itself, such as {owned}"
            );
            errors.at(part, message);
        }
    }
}

const MOST_PARTS: usize = 8;

/// Where an argument borrows that cannot be kept by a copy of what it refers to.
fn borrowed(arg: &Arg) -> Option<Span> {
    let ty = match bare(&arg.ty) {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    };
    // What is behind a trait has lifetimes that `#[async_trait]` writes, and says nothing of what it borrows.
    let is_behind = |word| mention(ty.to_token_stream(), word, Sense::Any).is_some();
    if is_behind("impl") || is_behind("dyn") {
        return None;
    }
    borrow_inside(ty.to_token_stream())
}

/// Rules for a key that is made of all arguments.
fn key_of_all(cache: &Cache, key: Option<&Ident>, has_no_handle: bool, subject: &Subject, errors: &mut Errors) {
    if let (Some(receiver), false) = (subject.receiver(), cache.is_shared()) {
        let message = "the values of which object are kept is not said: write `key = (self.tenant, id)` with what tells objects apart, or \
                       `shared = true` where all of them have the same";
        errors.at(receiver.self_token, message);
    }
    if has_no_handle && subject.receiver().is_none() && !cache.is_shared() {
        let message = "the values of which type are kept is not said, and where the impl is generic, or stands in a trait, there are many: write \
                       `shared = true` where all of them have the same, or `key = ..` with what tells them apart";
        errors.at(key, message);
    }
    for arg in subject.args.iter().filter(|arg| arg.passing == Passing::Exclusive) {
        let message = "what the function changes is not changed when the value is there already: take this by value, or leave it out of the \
                       key with `key = ..`";
        errors.at(&arg.ty, message);
    }
    let lent = subject.args.iter().filter(|arg| arg.passing != Passing::Exclusive);
    for borrow in lent.filter_map(borrowed) {
        let message = "a key is kept longer than the call, and this borrows: take an owned value, or a reference to one, or write `key = ..` \
                       with what owns itself";
        errors.push(syn::Error::new(borrow, message));
    }
    for arg in &subject.args {
        let conditional = |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
        if let Some(attr) = arg.attrs.iter().find(conditional) {
            errors.at(attr, "an argument that may be missing cannot be part of the key: write `key = ..`");
        }
    }
    let parts = Cache::arguments(subject).into_iter();
    let ninth = parts.flat_map(|(arg, names)| names.into_iter().map(move |name| (arg, name))).nth(MOST_PARTS);
    if let Some((arg, name)) = ninth {
        let message = "a key has eight arguments at most: write `key = ..` with what tells the values apart";
        match &arg.pattern {
            Some(pattern) if arg.is_hidden() && !arg.is_held() => errors.at(pattern, message),
            _ => errors.at(name, message),
        }
    }
}
