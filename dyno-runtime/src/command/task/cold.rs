//! A call that has not begun, and can still be changed.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::command::returns::Carries;
use crate::command::site::Site;
use crate::command::task::edits::Preparation;
use crate::error::Error;

/// A call that begins when it is awaited or submitted: `stock::command(..)`. What is changed here holds for this call alone.
/// Cancel safe: dropped, it counts as cancelled once it has begun, and not at all before.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Error, Submit, command};
///
/// #[command(timeout = 2s, fallback = 0)]
/// async fn stock(sku: u32) -> Result<u32, Error> {
///     std::future::pending().await
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let soon = stock::command(7).timeout(Duration::from_millis(5));
/// assert_eq!(soon.await.unwrap(), 0);
///
/// let strict = stock::command(7).timeout(Duration::from_millis(5)).without_fallback().submit();
/// assert!(matches!(strict.await, Err(Error::Timeout { .. })));
/// # }
/// ```
#[must_use = "a cold call begins when it is awaited or submitted"]
#[derive(Debug)]
pub struct ColdCall<F: Future, K> {
    /// Present until it has ended.
    call: Option<Pin<Box<F>>>,
    preparation: Preparation,
    /// Puts a refusal into what the function returns, where that is needed.
    carry: Option<fn(Error) -> F::Output>,
    kind: PhantomData<K>,
}

/// A function that nothing can refuse.
#[derive(Debug)]
pub struct BareCall;

/// A function whose return type carries dyno's errors.
#[derive(Debug)]
pub struct CarriedCall;

/// A function whose fallback answers.
#[derive(Debug)]
pub struct AnsweredCall;

/// A call that can be ended in time.
#[diagnostic::on_unimplemented(
    message = "this call cannot be ended in time",
    label = "its attribute asks for nothing that can refuse a call, so that its return type may have no room for dyno's error",
    note = "write `timeout = off` in the attribute of the function"
)]
pub trait EndsInTime {}

#[diagnostic::do_not_recommend]
impl EndsInTime for CarriedCall {}
#[diagnostic::do_not_recommend]
impl EndsInTime for AnsweredCall {}

/// A call with a fallback.
#[diagnostic::on_unimplemented(
    message = "this call has no fallback",
    label = "nobody asked for one",
    note = "remove `.without_fallback()`"
)]
pub trait FallsBack {}

#[diagnostic::do_not_recommend]
impl FallsBack for AnsweredCall {}

/// A call that its caller can leave, because its body has a thread to itself.
#[diagnostic::on_unimplemented(
    message = "this call is one job as a whole, of which nothing can be changed",
    label = "the body of its function has no pool, where its caller could leave it",
    note = "write `pool` in the attribute of the function"
)]
pub trait RunsApart {}

#[diagnostic::do_not_recommend]
impl RunsApart for CarriedCall {}
#[diagnostic::do_not_recommend]
impl RunsApart for AnsweredCall {}

/// What a function returns that has an answer where no fallback gives one.
#[diagnostic::on_unimplemented(
    message = "without its fallback this call may have nothing to return",
    label = "`{Self}` has no room for dyno's own errors, for which the fallback answers",
    note = "remove `.without_fallback()`",
    note = "or have the function return a `Result` whose error type has `impl From<dyno::Error>`"
)]
pub trait AnswersAlone: Carries {}

#[diagnostic::do_not_recommend]
impl<T, E: From<Error>> AnswersAlone for Result<T, E> {}

/// A function whose call can be prepared.
#[diagnostic::on_unimplemented(
    message = "the call of this function cannot be prepared",
    label = "the function is unsafe to call, or has an argument under `#[cfg]`",
    note = "call the function itself; what is unsafe is submitted in a block: `async move {{ unsafe {{ f(..).await }} }}.submit()`"
)]
pub trait IsCold {}

#[diagnostic::do_not_recommend]
impl IsCold for CarriedCall {}

/// What a function has instead of a cold call.
#[derive(Debug)]
pub struct NoColdCall<'a>(PhantomData<&'a ()>);

impl<F: Future, K> ColdCall<F, K> {
    /// Prepares the call of a site.
    #[doc(hidden)]
    pub fn new(site: &'static Site, call: F) -> Self {
        let (preparation, kind) = (Preparation::of(site), PhantomData);
        Self { call: Some(Box::pin(call)), preparation, carry: None, kind }
    }

    /// Gives it so long, with all its attempts; `None` is no limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self
    where
        K: EndsInTime,
    {
        self.preparation.timeout(limit.into());
        self
    }

    /// Returns what the fallback would have answered for: the function's own error, or dyno's in its type.
    pub fn without_fallback(mut self) -> Self
    where
        K: FallsBack,
        F::Output: AnswersAlone,
    {
        self.carry = Some(F::Output::carry);
        self.preparation.without_fallback();
        self
    }
}

impl<F: Future, K> Unpin for ColdCall<F, K> {}

impl<F: Future, K> Future for ColdCall<F, K> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self { call, preparation, carry, .. } = self.get_mut();
        let future = call.as_mut().expect("a call is polled until it is ready");
        let polled = preparation.poll(|| future.as_mut().poll(cx));
        match (preparation.refusal(), *carry) {
            (Some(error), Some(carry)) => {
                // First, so that whoever gets the error finds everything given back and counted.
                *call = None;
                Poll::Ready(carry(error))
            }
            _ => polled,
        }
    }
}
