//! Mistakes, collected: a user sees all of them at once.

use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// What is wrong, and what could be made of it nevertheless.
pub(crate) struct Mistaken<T> {
    pub(crate) error: syn::Error,
    pub(crate) found: Option<Box<T>>,
}

/// Every mistake that was found so far.
#[derive(Default)]
pub(super) struct Errors(Option<syn::Error>);

impl Errors {
    /// Notes a mistake in `tokens`.
    pub(super) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes a mistake that was worded elsewhere.
    pub(super) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Hands `found` over when there was no mistake, and with the mistakes otherwise.
    pub(super) fn finish<T>(self, found: Option<T>) -> Result<T, Mistaken<T>> {
        match (self.0, found) {
            (None, Some(found)) => Ok(found),
            (Some(error), found) => Err(Mistaken { error, found: found.map(Box::new) }),
            (None, None) => {
                Err(Mistaken { error: syn::Error::new(Span::call_site(), "this could not be read"), found: None })
            }
        }
    }
}
