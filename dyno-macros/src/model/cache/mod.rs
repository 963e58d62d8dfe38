//! `cache`, `cache = 30s`, `cache(ttl = 30s, policy = xfetch(beta = 1.5), key = (tenant, id), capacity = 1_000, ..)`.

mod check;
mod detached;
mod instances;
mod read;
mod renewal;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, GenericArgument, GenericParam, Pat, PathArguments, Type};

use crate::parse::{Sense, mention};

pub(super) use self::check::check;
pub(super) use self::read::{OPTIONS, read};
pub(crate) use self::renewal::Renewal;
use super::arg::{Arg, bindings};
use super::policy::Declared;
use super::returns::{Returns, bare, is_primitive};
use super::subject::Subject;

/// How what a function returns is kept.
#[derive(Default)]
pub(crate) struct Cache {
    pub(crate) declared: Vec<Declared>,
    /// What tells values apart, if it is not all arguments.
    pub(crate) key: Option<Expr>,
    /// How long a value lives, asked of the value.
    pub(crate) ttl_of: Option<Expr>,
    /// Whether a key was written, right or wrong.
    is_keyed: bool,
    /// Whether all objects share the values of a method, and where that is said.
    shared: Option<Shared>,
}

/// Whether all objects share the values of a method.
struct Shared {
    key: Ident,
    /// `None` where it was told wrongly.
    is_so: Option<bool>,
}

/// A part of a key: what is kept of it.
pub(crate) enum KeyType {
    /// What owns that which it refers to.
    OfReference(Type),
    /// Itself.
    Owned(Type),
}

/// The type of what is kept.
pub(crate) enum ValueType {
    /// As it is written.
    Spelled(Type),
    /// That of the value where this is a `Result` under another name, or all of it.
    Of(Type),
}

impl Cache {
    /// Whether there is a key that could not be read: nothing else is known of what tells values apart.
    fn is_key_mistaken(&self) -> bool {
        self.is_keyed && self.key.is_none()
    }

    /// Whether all objects share the values of a method, or were meant to.
    fn is_shared(&self) -> bool {
        self.shared.as_ref().is_some_and(|shared| shared.is_so != Some(false))
    }

    /// The arguments that tell values apart, each by its name, or by the names that a pattern binds.
    pub(crate) fn arguments(subject: &Subject) -> Vec<(&Arg, Vec<&Ident>)> {
        let names = |arg: &'_ Arg| -> bool { arg.is_visible() && !matches!(arg.pattern, Some(Pat::Wild(_))) };
        subject
            .args
            .iter()
            .filter(|arg| names(arg))
            .map(|arg| match &arg.pattern {
                Some(pattern) if arg.is_held() || !arg.is_hidden() => {
                    (arg, bindings(pattern).into_iter().map(|pat| &pat.ident).collect())
                }
                _ => (arg, vec![&arg.name]),
            })
            .collect()
    }

    /// The type of the key, where all parts of it are arguments with types that can be written down.
    pub(crate) fn key_type(&self, subject: &Subject) -> Option<Vec<KeyType>> {
        let has_name = |ty: &Type| {
            let ty = ty.to_token_stream();
            mention(ty.clone(), "impl", Sense::Any).is_none() && !ty.to_string().contains(['\'', '&'])
        };
        if self.key.is_some() || has_instances(subject) {
            return None;
        }
        let part = |(arg, names): (&Arg, Vec<&Ident>)| {
            let part = match bare(&arg.ty) {
                Type::Reference(reference) => KeyType::OfReference((*reference.elem).clone()),
                ty => KeyType::Owned(ty.clone()),
            };
            let (KeyType::OfReference(ty) | KeyType::Owned(ty)) = &part;
            let is_plain =
                (arg.pattern.is_none() || (arg.is_hidden() && !arg.is_held())) && names.len() == 1 && has_name(ty);
            is_plain.then_some(part)
        };
        Self::arguments(subject).into_iter().map(part).collect()
    }

    /// The type of what is kept: that of the value where a `Result` is returned, or all of it.
    pub(crate) fn value_type(subject: &Subject) -> Option<ValueType> {
        let Returns::Type(ty) = &subject.returns else { return None };
        let is_written = !has_instances(subject) && !ty.to_token_stream().to_string().contains(['\'', '&']);
        if !is_written || mention(ty.to_token_stream(), "_", Sense::Any).is_some() {
            return None;
        }
        let Type::Path(path) = bare(ty) else { return Some(ValueType::Spelled((**ty).clone())) };
        if is_primitive(path) {
            return Some(ValueType::Spelled((**ty).clone()));
        }
        Some(match result_of(ty) {
            Some(value) => ValueType::Spelled(value.clone()),
            None => ValueType::Of((**ty).clone()),
        })
    }
}

/// Whether its types, or its constants, have several.
fn has_instances(subject: &Subject) -> bool {
    subject.sig.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)))
}

/// The `T` of what is called a `Result<T, ..>`.
fn result_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(value) => Some(value),
        _ => None,
    }
}
