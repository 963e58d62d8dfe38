//! What the parameters of one function ask for.

use std::any::Any;
use std::fmt;
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

/// What one parameter asks for. It carries what can be done with its type, so that whoever handles it needs no bound, and what cannot be
/// injected is told of once.
pub struct Want<I> {
    spot: &'static Spot,
    at_once: fn(&Spot) -> Option<I>,
    find: Find<I>,
}

/// Fills the parameter of a spot from a registry and its parents, for whoever asks.
type Find<I> = fn(&'static Spot, &Registry, &dyn Fn(&'static str) -> Asking) -> Result<I, Error>;

/// Asks for what this parameter is.
#[inline]
#[must_use]
pub fn want<I: Inject>(spot: &'static Spot) -> Want<I> {
    Want { spot, at_once: at_once::<I>, find: find::<I> }
}

impl<I> fmt::Debug for Want<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spot.fmt(f)
    }
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

impl<I: 'static, W: Wants> Wants for (Want<I>, W) {
    type Found = (I, W::Found);

    #[inline]
    fn at_once(&self) -> Option<Self::Found> {
        let Want { spot, at_once, .. } = &self.0;
        Some((at_once(spot)?, self.1.at_once()?))
    }

    fn find(&self, registry: &Registry, asking: &dyn Fn(&'static str) -> Asking) -> Result<Self::Found, Error> {
        let Want { spot, find, .. } = &self.0;
        Ok((find(spot, registry, asking)?, self.1.find(registry, asking)?))
    }
}

/// Fills one from the global registry.
#[inline]
fn at_once<I: Inject>(spot: &Spot) -> Option<I> {
    let core = spot.global.get()?.downcast_ref::<Core<I::Target>>()?;
    I::fill(Some(Dep::of(core.load())?), || unreachable!("it was found")).ok()
}

fn find<I: Inject>(
    spot: &'static Spot,
    registry: &Registry,
    asking: &dyn Fn(&'static str) -> Asking,
) -> Result<I, Error> {
    let tag = (spot.tag)();
    if !registry.is_instance() {
        let core = || core_of::<I::Target>(registry, &key::<I::Target>(tag.as_ref()));
        spot.global.get_or_init(|| Box::new(core().any()));
    }
    filled(registry, tag.as_ref(), || asking(spot.parameter))
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
