//! `handle = false`, `handle = StockHandle`.

use proc_macro2::Ident;
use syn::Expr;

use crate::parse::{Kind, Opt};

use super::read::{Reader, plain_path};
use super::returns::is_primitive_name;
use super::subject::of_any_edition;

/// What stands beside the function.
pub(crate) enum Handle {
    /// Nothing.
    Off,
    /// A handle of the function's name.
    On,
    /// A handle of another name.
    Named(Ident),
}

/// Reads the option; `None` when it is wrong.
pub(super) fn read(opt: &Opt, reader: &mut Reader<'_>) -> Option<Handle> {
    let value = reader.value(opt, "false")?;
    match &value.kind {
        Kind::Bool(false) => return Some(Handle::Off),
        Kind::Bool(true) => return Some(Handle::On),
        Kind::Expr(expr) if matches!(**expr, Expr::Path(_)) => {
            if let Some(name) = plain_path(opt).and_then(|path| path.get_ident().map(of_any_edition)).filter(is_free) {
                if !is_primitive_name(&name.to_string()) {
                    return Some(Handle::Named(name));
                }
                let message = format!("the handle would hide the type `{name}`: give it another name");
                reader.errors.at(name, message);
                return None;
            }
        }
        _ => {}
    }
    reader.wrong_kind("handle", "`false`, `true` or a name such as `StockHandle`", value, "");
    None
}

/// Whether a word can be the name of a type.
fn is_free(word: &Ident) -> bool {
    !["self", "Self", "super", "crate"].iter().any(|taken| word == taken)
}
