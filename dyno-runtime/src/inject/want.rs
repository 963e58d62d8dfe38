//! What the parameters of one function ask for.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use once_cell::race::OnceBox;

use crate::error::Error;
use crate::inject::core::Core;
use crate::inject::dep::Dep;
use crate::inject::missing::{Asking, missing};
use crate::inject::parameter::Inject;
use crate::inject::slot::{core_if_any, core_of, key};
use crate::registry::{Registry, Shelved, Tag};

/// The static of one parameter.
pub struct Spot {
    parameter: &'static str,
    tag: fn() -> Option<Tag>,
    /// The slot of the global registry. That of the type which was first asked for: a generic function has others.
    global: OnceBox<Arc<dyn Any + Send + Sync>>,
}

impl Spot {
    /// Declares it. Costs nothing until the function is called.
    #[must_use]
    pub const fn new(parameter: &'static str, tag: fn() -> Option<Tag>) -> Self {
        Self { parameter, tag, global: OnceBox::new() }
    }
}

impl fmt::Debug for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spot").field("parameter", &self.parameter).finish_non_exhaustive()
    }
}

/// What one parameter asks for.
#[derive(Debug)]
pub struct Want<I> {
    spot: &'static Spot,
    kind: PhantomData<fn() -> I>,
}

/// Asks for what this parameter is.
#[must_use]
pub fn want<I: Inject>(spot: &'static Spot) -> Want<I> {
    Want { spot, kind: PhantomData }
}

/// What several parameters ask for: each with those that follow, the last with `()`.
pub trait Wants {
    /// The parameters, filled, in the same order.
    type Found: 'static;

    /// Fills them from the global registry; `None` where that takes more than a look.
    fn at_once(&self) -> Option<Self::Found>;

    /// Fills them from a registry and its parents.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] of the first that is needed and that nobody provides.
    fn find(&self, registry: &Registry, asking: &dyn Fn(&'static str) -> Asking) -> Result<Self::Found, Error>;
}

impl Wants for () {
    type Found = ();

    #[inline]
    fn at_once(&self) -> Option<()> {
        Some(())
    }

    fn find(&self, _: &Registry, _: &dyn Fn(&'static str) -> Asking) -> Result<(), Error> {
        Ok(())
    }
}

impl<I: Inject, W: Wants> Wants for (Want<I>, W) {
    type Found = (I, W::Found);

    #[inline]
    fn at_once(&self) -> Option<Self::Found> {
        let slot = self.0.spot.global.get()?.downcast_ref::<Core<I::Target>>()?;
        let found = I::fill(Some(Dep::of(slot.load())?), || unreachable!("it was found")).ok()?;
        Some((found, self.1.at_once()?))
    }

    fn find(&self, registry: &Registry, asking: &dyn Fn(&'static str) -> Asking) -> Result<Self::Found, Error> {
        let Want { spot, .. } = self.0;
        let tag = (spot.tag)();
        if !registry.is_instance() {
            let core = || core_of::<I::Target>(registry, &key::<I::Target>(tag.as_ref()));
            spot.global.get_or_init(|| Box::new(core().any()));
        }
        let found = filled::<I>(registry, tag.as_ref(), || asking(spot.parameter))?;
        Ok((found, self.1.find(registry, asking)?))
    }
}

/// Fills one from a registry and its parents.
///
/// # Errors
///
/// [`Error::Missing`] where it is needed, and nobody provides it.
pub(super) fn filled<I: Inject>(
    registry: &Registry,
    tag: Option<&Tag>,
    asking: impl FnOnce() -> Asking,
) -> Result<I, Error> {
    let key = key::<I::Target>(tag);
    let found = registry.lineage().find_map(|level| Dep::of(core_if_any::<I::Target>(level, &key)?.load()));
    I::fill(found, || missing::<I::Target>(Some(registry), tag, &asking()))
}
