//! Filling the parameters of a call, before anything else of it.

use std::future::Future;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clock::Deadline;
use crate::command::call::Call;
use crate::command::returns::Carries;
use crate::command::site::Site;
use crate::command::wait::{Stopped, Waited, Waiter, begin, wait_for};
use crate::error::Error;
use crate::inject::{Asking, Begun, Ended, Waiting, Wants, all, hand, hand_sync, in_place, take};
use crate::outcome::Outcome;
use crate::registry::{Registry, is_global_in_use};
use crate::sync::block_on;

impl Call {
    /// Fills the parameters that are injected; blocks the thread while they have to be built, within the time of the call.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], [`Error::ServiceFailed`]: the call has ended by that, as a rejected one; and [`Error::Timeout`] where building one takes
    /// longer than the call may.
    #[inline]
    pub fn inject_sync<W: Wants>(&mut self, wants: &W) -> Result<W::Found, Error>
    where
        W::Found: 'static,
    {
        at_once(wants).map_or_else(|| self.find(wants), Ok)
    }

    /// Fills the parameters that are injected, within the time of the call. Cancel safe: what is being built is built to its end.
    ///
    /// # Errors
    ///
    /// As [`Call::inject_sync`].
    #[inline]
    pub async fn inject<W: Wants>(&mut self, wants: &W) -> Result<W::Found, Error>
    where
        W::Found: 'static,
    {
        match at_once(wants) {
            Some(found) => Ok(found),
            None => self.find_later(wants).await,
        }
    }

    #[cold]
    #[inline(never)]
    fn find<W: Wants>(&mut self, wants: &W) -> Result<W::Found, Error>
    where
        W::Found: 'static,
    {
        let site = self.site();
        if let Some(given) = given(site) {
            return Ok(given);
        }
        let (registry, mut begun) = (Registry::current(), Vec::new());
        if let Some(found) = wants.present(&registry) {
            return Ok(found);
        }
        wants.begin(&registry, Waiting::Blocks, &mut begun);
        let ended = self.block(begun)?;
        wants.finish(&mut ended.into_iter(), &registry, &who(site)).inspect_err(|error| self.is_refused(error))
    }

    #[cold]
    async fn find_later<W: Wants>(&mut self, wants: &W) -> Result<W::Found, Error>
    where
        W::Found: 'static,
    {
        let site = self.site();
        if let Some(given) = given(site) {
            return Ok(given);
        }
        let (registry, mut begun) = (Registry::current(), Vec::new());
        // Where an instance is in scope, this is the way of a healthy call.
        if let Some(found) = wants.present(&registry) {
            return Ok(found);
        }
        wants.begin(&registry, Waiting::Awaits, &mut begun);
        let ended = self.wait(begun).await?;
        wants.finish(&mut ended.into_iter(), &registry, &who(site)).inspect_err(|error| self.is_refused(error))
    }

    /// Waits for what is being built, within the time of the call.
    async fn wait(&mut self, begun: Vec<Begun>) -> Result<Vec<Ended>, Error> {
        let (mut all, own) = (Box::pin(all(begun)), self.full().timeout());
        match wait_for(&mut Injecting(self), all.as_mut(), own).await {
            Ok(Waited { returned, deadline }) => {
                if deadline.is_some() {
                    self.full().has_waited();
                }
                Ok(returned)
            }
            Err(stopped) => {
                let error = self.full().stop(&stopped, own);
                self.full().tell_refusal(&error);
                Err(error)
            }
        }
    }

    /// Blocks the thread for what is being built, within the time of the call.
    fn block(&mut self, begun: Vec<Begun>) -> Result<Vec<Ended>, Error> {
        let (mut all, own) = (Box::pin(all(begun)), self.full().timeout());
        let mut waits = None;
        let ended = in_place(|| {
            block_on(|cx| match all.as_mut().poll(cx) {
                Poll::Ready(ended) => ControlFlow::Break(Ok(ended)),
                Poll::Pending => {
                    let (_, left, is_callers) = *waits.get_or_insert_with(|| begin(&mut Injecting(self), own));
                    let rest = left.map(|left| left.deadline.since(Deadline::now()));
                    match rest {
                        Some(Duration::ZERO) => ControlFlow::Break(Err(Stopped::at(left.filter(|_| is_callers), own))),
                        rest => ControlFlow::Continue(rest),
                    }
                }
            })
        });
        match ended {
            Ok(ended) => {
                if waits.is_some_and(|(_, left, _)| left.is_some()) {
                    self.full().has_waited();
                }
                Ok(ended)
            }
            Err(stopped) => {
                let error = self.full().stop(&stopped, own);
                self.full().tell_refusal(&error);
                Err(error)
            }
        }
    }

    fn is_refused(&mut self, error: &Error) {
        let call = self.full();
        call.outcome = Outcome::Rejected;
        call.tell_refusal(error);
    }
}

/// A call whose parameters are being filled.
struct Injecting<'a>(&'a mut Call);

impl Waiter for Injecting<'_> {
    fn poll<F: Future>(&mut self, found: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        found.poll(cx)
    }

    fn waits(&mut self, now: Deadline) {
        self.0.full().waits(now);
    }
}

#[inline]
fn at_once<W: Wants>(wants: &W) -> Option<W::Found> {
    if is_global_in_use() { wants.at_once() } else { None }
}

/// What whoever calls hands over.
fn given<F: 'static>(site: &'static Site) -> Option<F> {
    if is_global_in_use() { None } else { take(site.address()) }
}

/// Tells who asks.
fn who(site: &'static Site) -> impl Fn(&'static str) -> Asking {
    move |parameter| Asking { name: site.name(), parameter: Some(parameter), place: site.place().to_string() }
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
