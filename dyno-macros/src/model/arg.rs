//! One argument of the function.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::{Attribute, Pat, PatType, Token, Type};

use super::returns::bare;

/// An argument.
pub(crate) struct Arg {
    pub(crate) attrs: Vec<Attribute>,
    /// What it is called: its own name, or a hidden one where it is a pattern.
    pub(crate) name: Ident,
    pub(crate) mutability: Option<Token![mut]>,
    /// The pattern, unless it is only a name.
    pub(crate) pattern: Option<Pat>,
    pub(crate) ty: Type,
    pub(crate) passing: Passing,
    /// Whether the fallback needs it again.
    pub(crate) needed: bool,
}

/// How an argument is passed, as far as its type is spelled out.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Passing {
    /// `&T`: it can be used again as it is.
    Shared,
    /// `&mut T`: it is lent to the body and used again afterwards.
    Exclusive,
    /// Everything else: it is cloned where it is needed again.
    Owned,
}

impl Arg {
    /// Takes the argument at `index`.
    pub(super) fn new(index: usize, arg: &PatType) -> Self {
        let hidden = || format_ident!("__arg{index}", span = Span::mixed_site());
        let (name, mutability, pattern) = match &*arg.pat {
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() && pat.attrs.is_empty() => {
                (pat.ident.clone(), pat.mutability, None)
            }
            pattern => (hidden(), None, Some(pattern.clone())),
        };
        Self {
            attrs: arg.attrs.clone(),
            name,
            mutability,
            pattern,
            ty: (*arg.ty).clone(),
            passing: Passing::of(&arg.ty),
            needed: false,
        }
    }

    /// Whether the signature must name it instead of taking it apart.
    pub(crate) fn is_hidden(&self) -> bool {
        self.needed && self.pattern.is_some()
    }

    /// Whether it must be cloned before the body consumes it.
    pub(crate) fn is_kept(&self) -> bool {
        self.needed && self.passing == Passing::Owned
    }
}

impl Passing {
    pub(super) fn of(ty: &Type) -> Self {
        match bare(ty) {
            Type::Reference(reference) if reference.mutability.is_some() => Self::Exclusive,
            Type::Reference(_) => Self::Shared,
            _ => Self::Owned,
        }
    }
}
