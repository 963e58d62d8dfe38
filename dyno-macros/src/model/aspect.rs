//! `aspect`, `aspect = "name"`: a chain of filters, which names what the function takes and returns.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericParam, Safety};

use crate::parse::{Sense, mention};

use super::arg::Arg;
use super::asked::{Asked, Origin};
use super::borrow::check_owned;
use super::errors::Errors;
use super::guard::Guard;
use super::policy::{Policy, read_option};
use super::read::Reader;
use super::returns::Returns;
use super::subject::Subject;

/// The options inside `aspect(..)`.
pub(super) const OPTIONS: [&str; 1] = ["name"];

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(asked: Asked, reader: &mut Reader<'_>) -> Option<Policy> {
    let origins = [Origin::Aspect, Origin::AspectOption];
    read_option(asked, origins, "aspect(\"name\")", reader, |_, _| None).map(|(aspect, _)| aspect)
}

/// A chain is kept, and has one type.
pub(super) fn check(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    if guard.aspect.is_none() {
        return;
    }
    if let Safety::Unsafe(token) = &subject.sig.safety {
        let message = "a filter may give it other arguments than its caller has vouched for: put the aspect on a safe function that calls \
                       this one";
        errors.at(token, message);
    }
    check_names(subject, errors);
    for attr in subject.args.iter().filter(|arg| arg.is_visible()).filter_map(|arg| arg.conditions().next()) {
        let message = "an argument that may be missing cannot be in a chain: put the `#[cfg]` on two functions";
        errors.at(attr, message);
    }
    // Of what runs on a pool it has been told.
    if !guard.is_apart(subject) {
        let instead = "put the aspect on a function without `self`";
        check_owned(subject, "a filter may keep what it is given", instead, errors);
    }
}

/// Whether its types can stand in the handle: what is wrong with them has been told.
pub(crate) fn has_names(subject: &Subject) -> bool {
    let mut errors = Errors::default();
    check_names(subject, &mut errors);
    check_owned(subject, "", "", &mut errors);
    errors.finish(Some(())).is_ok()
}

/// All types must have names that mean the same in every call.
fn check_names(subject: &Subject, errors: &mut Errors) {
    let is_opaque = |arg: &&Arg| mention(arg.ty.to_token_stream(), "impl", Sense::Any).is_some();
    let generic = subject.sig.generics.params.iter().find(|param| !matches!(param, GenericParam::Lifetime(_)));
    let opaque = subject.args.iter().filter(|arg| arg.is_visible()).find(is_opaque);
    if let Some(at) = generic.map(Spanned::span).or_else(|| opaque.map(|arg| arg.ty.span())) {
        let message = "a chain has one type, and this may be any: put the aspect on a function that names its types and calls this one";
        errors.push(syn::Error::new(at, message));
    }
    let returned = match &subject.returns {
        Returns::Opaque(span) => Some(*span),
        Returns::Type(ty) => mention(ty.to_token_stream(), "_", Sense::Any).map(|token| token.span()),
        Returns::Nothing(_) => None,
    };
    if let Some(at) = returned {
        errors.push(syn::Error::new(at, "a chain names what the function returns: write the type instead of `impl`"));
    }
}
