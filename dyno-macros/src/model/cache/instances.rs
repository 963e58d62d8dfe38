//! Instances of a generic function, which are told apart by the types of the key and of the value.

use quote::ToTokens;
use syn::GenericParam;

use crate::parse::{Sense, mention};

use super::super::arg::Arg;
use super::super::errors::Errors;
use super::super::subject::Subject;
use super::Cache;

/// Instances of a generic function are told apart by the types of the key and of the value.
pub(super) fn check(cache: &Cache, subject: &Subject, errors: &mut Errors) {
    let returned = subject.returns.written().unwrap_or_default();
    let seen = |name: &str| {
        let in_key = |arg: &Arg| {
            cache.key.is_none() && arg.is_visible() && mention(arg.ty.to_token_stream(), name, Sense::Any).is_some()
        };
        mention(returned.clone(), name, Sense::Any).is_some() || subject.args.iter().any(in_key)
    };
    for param in &subject.sig.generics.params {
        let ident = match param {
            GenericParam::Type(param) => &param.ident,
            GenericParam::Const(param) => &param.ident,
            GenericParam::Lifetime(_) => continue,
        };
        if !seen(&ident.to_string()) {
            let message = "instances that differ in this alone would have each other's values: use it in the type of an argument that is part of \
                           the key, or of what is returned, or remove `cache`";
            errors.at(ident, message);
        }
    }
}
