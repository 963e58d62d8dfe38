//! What a parameter asks for, as it is known before the first call.

use std::fmt;
use std::marker::PhantomData;

use crate::error::Error;
use crate::inject::missing::{Asking, missing};
use crate::inject::named::{described, key};
use crate::inject::parameter::Inject;
use crate::inject::resolve::is_provided;
use crate::registry::{Key, Registry, Tag};

/// What a parameter asks for.
#[derive(Clone)]
pub struct Wish {
    parameter: &'static str,
    tag: Option<Tag>,
    described: fn(Option<&Tag>) -> String,
    check: fn(&Registry, Option<&Tag>, &Asking) -> Result<(), Error>,
    /// Under what it is found, where a call cannot go on without it.
    needed: Option<fn(Option<&Tag>) -> Key>,
}

impl Wish {
    /// Names the parameter.
    pub(crate) fn parameter(&self) -> &'static str {
        self.parameter
    }

    /// Names what it asks for.
    pub(crate) fn described(&self) -> String {
        (self.described)(self.tag.as_ref())
    }

    /// Under what it is found; `None` where a call could go on without it.
    pub(super) fn needed(&self) -> Option<Key> {
        self.needed.map(|key| key(self.tag.as_ref()))
    }

    /// Looks whether a call could go on.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`].
    pub(crate) fn check(&self, registry: &Registry, asking: &Asking) -> Result<(), Error> {
        (self.check)(registry, self.tag.as_ref(), asking)
    }
}

impl fmt::Debug for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wish")
            .field("parameter", &self.parameter)
            .field("wanted", &self.described())
            .finish_non_exhaustive()
    }
}

/// Makes the wish for a parameter of this type.
#[derive(Debug)]
pub struct WishOf<I>(PhantomData<fn() -> I>);

impl<I> WishOf<I> {
    /// For a parameter of this type.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "expansions name what they call")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<I: Inject> WishOf<I> {
    /// Makes it.
    #[must_use]
    pub fn wish(&self, parameter: &'static str, tag: Option<Tag>) -> Wish {
        let needed = I::IS_NEEDED.then_some(key::<I::Target> as fn(Option<&Tag>) -> Key);
        Wish { parameter, tag, described: described::<I::Target>, check: check::<I>, needed }
    }
}

/// For what cannot be injected, which the function itself is told.
pub trait PlainWish {
    /// Makes one that is always fulfilled.
    fn wish(&self, parameter: &'static str, tag: Option<Tag>) -> Wish;
}

impl<I> PlainWish for WishOf<I> {
    fn wish(&self, parameter: &'static str, tag: Option<Tag>) -> Wish {
        Wish { parameter, tag, described: described::<I>, check: |_, _, _| Ok(()), needed: None }
    }
}

fn check<I: Inject>(registry: &Registry, tag: Option<&Tag>, asking: &Asking) -> Result<(), Error> {
    let is_there = || is_provided::<I::Target>(registry, &key::<I::Target>(tag));
    if !I::IS_NEEDED || is_there() { Ok(()) } else { Err(missing::<I::Target>(Some(registry), tag, asking)) }
}
