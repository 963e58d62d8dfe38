//! What a setting cannot see. A setting is one for all calls and stands in a static beside the function.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, GenericParam, Signature};

use crate::parse::{Sense, mention};

use super::arg::bindings;
use super::errors::Errors;

/// Names with the reason why a setting cannot use them.
#[derive(Default)]
pub(super) struct Scope(Vec<(String, Sense, &'static str)>);

const OF_CALL: &str =
    "because an argument differs from call to call, and a setting is one for all of them: use a constant";
const OF_TYPE: &str =
    "because a setting is one for all types that the function is used with: use a constant that does not depend on one";
const OF_IMPL: &str = "because a setting stands outside of the impl: write the name of the type";

impl Scope {
    /// Gathers the names that only exist inside of a call.
    pub(super) fn of(sig: &Signature) -> Self {
        let mut names = vec![("self".to_owned(), Sense::Variable, OF_CALL), ("Self".to_owned(), Sense::Type, OF_IMPL)];
        for param in &sig.generics.params {
            match param {
                GenericParam::Type(param) => names.push((param.ident.unraw().to_string(), Sense::Type, OF_TYPE)),
                GenericParam::Const(param) => names.push((param.ident.unraw().to_string(), Sense::Variable, OF_TYPE)),
                GenericParam::Lifetime(_) => {}
            }
        }
        for input in &sig.inputs {
            if let syn::FnArg::Typed(arg) = input {
                let words = bindings(&arg.pat).into_iter().map(|pat| pat.ident.unraw().to_string());
                names.extend(words.map(|word| (word, Sense::Variable, OF_CALL)));
            }
        }
        Self(names)
    }

    /// Complains at the first token that a setting cannot see.
    pub(super) fn check(&self, expr: &Expr, key: &str, errors: &mut Errors) -> bool {
        for (name, sense, reason) in &self.0 {
            // A closure may well call its own argument as the function calls one.
            if *reason == OF_CALL && name != "self" && !matches!(expr, Expr::Path(_)) {
                continue;
            }
            if let Some(token) = mention(expr.to_token_stream(), name, *sense) {
                errors.at(token, format_args!("`{key}` cannot use `{name}`, {reason}"));
                return false;
            }
        }
        true
    }
}
