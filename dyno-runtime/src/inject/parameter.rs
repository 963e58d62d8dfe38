//! What a parameter can be: the type decides how it is filled, and what happens where nothing is provided.

use std::sync::Arc;

use crate::error::Error;
use crate::inject::dep::Dep;

/// A type that a parameter marked `#[inject]` may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be injected",
    label = "not a dependency",
    note = "a dependency is `Arc<T>` or `dyno::Dep<T>`, where `T` is `Send + Sync + 'static` and may be a `dyn Trait`",
    note = "or one that may be missing: `Option<Arc<T>>`, or `Result<Arc<T>, dyno::Error>`"
)]
pub trait Inject: Send + Sized + 'static {
    /// What is provided.
    type Target: ?Sized + Send + Sync + 'static;

    /// Whether a call can only go on with it.
    const IS_NEEDED: bool;

    /// Makes it of what was found.
    ///
    /// # Errors
    ///
    /// What `missing` says, where nothing was found and it is needed.
    fn fill(found: Option<Dep<Self::Target>>, missing: impl FnOnce() -> Error) -> Result<Self, Error>;
}

/// What leads to a dependency that is there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be injected as one that may be missing",
    label = "neither `Arc<T>` nor `dyno::Dep<T>`",
    note = "a parameter that is an `Option` or a `Result` needs no `fallback`, and what is in it is `Arc<T>` or `dyno::Dep<T>`"
)]
pub trait Pointer: Inject {
    /// Makes it of what was found.
    fn point(found: Dep<Self::Target>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send + Sync + 'static> Inject for Arc<T> {
    type Target = T;

    const IS_NEEDED: bool = true;

    #[inline]
    fn fill(found: Option<Dep<T>>, missing: impl FnOnce() -> Error) -> Result<Self, Error> {
        found.map(Self::point).ok_or_else(missing)
    }
}

impl<T: ?Sized + Send + Sync + 'static> Pointer for Arc<T> {
    #[inline]
    fn point(found: Dep<T>) -> Self {
        found.to_arc()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send + Sync + 'static> Inject for Dep<T> {
    type Target = T;

    const IS_NEEDED: bool = true;

    #[inline]
    fn fill(found: Option<Self>, missing: impl FnOnce() -> Error) -> Result<Self, Error> {
        found.ok_or_else(missing)
    }
}

impl<T: ?Sized + Send + Sync + 'static> Pointer for Dep<T> {
    #[inline]
    fn point(found: Self) -> Self {
        found
    }
}

#[diagnostic::do_not_recommend]
impl<P: Pointer> Inject for Option<P> {
    type Target = P::Target;

    const IS_NEEDED: bool = false;

    #[inline]
    fn fill(found: Option<Dep<P::Target>>, _: impl FnOnce() -> Error) -> Result<Self, Error> {
        Ok(found.map(P::point))
    }
}

#[diagnostic::do_not_recommend]
impl<P: Pointer> Inject for Result<P, Error> {
    type Target = P::Target;

    const IS_NEEDED: bool = false;

    #[inline]
    fn fill(found: Option<Dep<P::Target>>, missing: impl FnOnce() -> Error) -> Result<Self, Error> {
        Ok(found.map(P::point).ok_or_else(missing))
    }
}
