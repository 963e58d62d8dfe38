//! Rules between a cache and the function that it is for.

use quote::ToTokens;
use syn::{Attribute, Type};

use crate::parse::{Sense, mention};

use super::super::arg::Passing;
use super::super::borrow::borrow_inside;
use super::super::errors::Errors;
use super::super::guard::Guard;
use super::super::handle::Handle;
use super::super::rate_limit;
use super::super::returns::{Returns, bare};
use super::super::subject::Subject;
use super::{Cache, instances, result_of};

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
    let Some(key) = guard.key("cache") else { return };
    if !cfg!(feature = "cache") {
        errors.at(key, "`cache` needs the feature `cache` of dyno-runtime: turn it on");
        return;
    }
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
    let has_no_handle = matches!(guard.handle, Some(Handle::Off)) || subject.is_associated();
    if let (Some((_, key)), false) = (&cache.shared, has_no_handle) {
        let message = "`shared` says whether the objects of a type have the same values, and this function belongs to none: remove it, or write \
                       `handle = false` where it stands in an impl";
        errors.at(key, message);
    }
    if let Some(expr) = &cache.key {
        rate_limit::check_key(expr, subject, errors);
        return;
    }
    let is_shared = matches!(cache.shared, Some((true, _)));
    if let (Some(receiver), false) = (subject.receiver(), is_shared) {
        let message = "the values of which object are kept is not said: write `key = (self.tenant, id)` with what tells objects apart, or \
                       `shared = true` where all of them have the same";
        errors.at(receiver.self_token, message);
    }
    if has_no_handle && subject.receiver().is_none() && !is_shared {
        let message = "the values of which type are kept is not said, and where the impl is generic, or stands in a trait, there are many: write \
                       `shared = true` where all of them have the same, or `key = ..` with what tells them apart";
        errors.at(key, message);
    }
    for arg in subject.args.iter().filter(|arg| arg.passing == Passing::Exclusive) {
        let message = "what the function changes is not changed when the value is there already: take this by value, or leave it out of the \
                       key with `key = ..`";
        errors.at(&arg.ty, message);
    }
    for arg in subject.args.iter().filter(|arg| arg.passing != Passing::Exclusive) {
        let ty = match bare(&arg.ty) {
            Type::Reference(reference) => &reference.elem,
            ty => ty,
        };
        // What is behind a trait has lifetimes that `#[async_trait]` writes, and says nothing of what it borrows.
        let is_behind = |word| mention(ty.to_token_stream(), word, Sense::Any).is_some();
        if is_behind("impl") || is_behind("dyn") {
            continue;
        }
        if let Some(borrow) = borrow_inside(ty.to_token_stream()) {
            let message = "a key is kept longer than the call, and this borrows: take an owned value, or a reference to one, or write `key = ..` \
                           with what owns itself";
            errors.push(syn::Error::new(borrow, message));
        }
    }
    for arg in &subject.args {
        let conditional = |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
        if let Some(attr) = arg.attrs.iter().find(conditional) {
            errors.at(attr, "an argument that may be missing cannot be part of the key: write `key = ..`");
        }
    }
    let parts: usize = Cache::arguments(subject).iter().map(|(_, names)| names.len()).sum();
    if parts > 8 {
        errors.at(key, "a key has eight arguments at most: write `key = ..` with what tells the values apart");
    }
}
