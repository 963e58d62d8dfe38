//! Filling the parameters of a call, before anything else of it.

use std::future::Future;
use std::marker::PhantomData;

use crate::command::call::Call;
use crate::command::returns::Carries;
use crate::command::site::Site;
use crate::error::Error;
use crate::inject::{Asking, Wants, hand, hand_sync, take};
use crate::outcome::Outcome;
use crate::registry::{Registry, is_global_in_use};

impl Call {
    /// Fills the parameters that are injected.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`]. The call has ended by that, as a rejected one.
    #[inline]
    pub fn inject<W: Wants>(&mut self, wants: &W) -> Result<W::Found, Error> {
        if is_global_in_use() {
            if let Some(found) = wants.at_once() {
                return Ok(found);
            }
        }
        self.find(wants)
    }

    #[cold]
    #[inline(never)]
    fn find<W: Wants>(&mut self, wants: &W) -> Result<W::Found, Error> {
        let site = self.site();
        if !is_global_in_use() {
            if let Some(given) = take(site.address()) {
                return Ok(given);
            }
        }
        let asking =
            |parameter| Asking { name: site.name(), parameter: Some(parameter), place: site.place().to_string() };
        wants.find(&Registry::current(), &asking).inspect_err(|error| {
            let call = self.full();
            call.outcome = Outcome::Rejected;
            call.tell_refusal(error);
        })
    }
}

/// Calls a function with what would be injected.
pub fn with_sync<F: 'static, R>(site: &'static Site, given: F, call: impl FnOnce() -> R) -> R {
    hand_sync(site.address(), given, call)
}

/// Awaits a function with what would be injected.
pub async fn with<F: 'static, C: Future>(site: &'static Site, given: F, call: C) -> C::Output {
    hand(site.address(), given, call).await
}

/// What a function returns that lacks a dependency.
#[derive(Debug)]
pub struct Lacking<R>(PhantomData<fn() -> R>);

impl<R> Lacking<R> {
    /// For a function that returns `R`.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "expansions name what they call")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, E> Lacking<Result<T, E>> {
    /// Returns the error in the function's own type.
    ///
    /// # Errors
    ///
    /// This one, always.
    pub fn returns(&self, error: Error) -> Result<T, E>
    where
        Result<T, E>: Carries,
    {
        Carries::carry(error)
    }
}

/// For what is no `Result`.
pub trait PlainLacking<R> {
    /// Says what is missing.
    ///
    /// # Panics
    ///
    /// Always.
    fn returns(&self, error: Error) -> R;
}

impl<R> PlainLacking<R> for Lacking<R> {
    fn returns(&self, error: Error) -> R {
        panic!("{error}")
    }
}

/// What a function with a fallback returns that lacks a dependency: nobody has asked for room for an error in what it returns.
#[derive(Debug)]
pub struct LackingAnswered<R>(pub Lacking<R>);

impl<R: Carries> LackingAnswered<R> {
    /// Returns the error in the function's own type.
    #[must_use]
    pub fn returns(&self, error: Error) -> R {
        R::carry(error)
    }
}

impl<R> PlainLacking<R> for LackingAnswered<R> {
    fn returns(&self, error: Error) -> R {
        panic!("{error}")
    }
}
