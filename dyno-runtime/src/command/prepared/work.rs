//! What a prepared call runs, and whether there is more of it for another attempt.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use crate::command::prepared::asks::Awaited;

/// A closure of which each attempt has a copy.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned, and each attempt of a call takes a copy of it",
    label = "another attempt would need this again",
    note = "capture by reference or in an `Arc`, or capture what is `Clone`",
    note = "what cannot be had twice is attempted once: `.prepare_once(work).call()`; what borrows mutably stays on its thread: `.call_here(work)`"
)]
pub trait Repeated: Clone {}

#[diagnostic::do_not_recommend]
impl<F: Clone> Repeated for F {}

/// What gives each attempt its body.
pub(super) trait Bodies<R> {
    /// The body of one.
    type Body<'a>: FnOnce() -> R
    where
        Self: 'a;

    /// Gives the next, and keeps what is needed for another one if that may follow; `None` if there is no more.
    fn next(&mut self, may_follow: bool) -> Option<Self::Body<'_>>;

    /// Tells whether there is a next one.
    fn has_next(&self) -> bool;

    /// Tells whether there can be more than one.
    fn repeats(&self) -> bool;
}

/// A closure that is called once, and how it is copied before that, if it can be.
pub struct SyncBody<F> {
    work: Option<F>,
    copy: Option<fn(&F) -> F>,
}

impl<F> SyncBody<F> {
    pub(super) fn once(work: F) -> Self {
        Self { work: Some(work), copy: None }
    }

    pub(super) fn repeated(work: F) -> Self
    where
        F: Repeated,
    {
        Self { work: Some(work), copy: Some(F::clone) }
    }

    /// Gives the next, as [`Bodies::next`] does.
    pub(super) fn take(&mut self, may_follow: bool) -> Option<F> {
        match self.copy {
            Some(copy) if may_follow => self.work.as_ref().map(copy),
            _ => self.work.take(),
        }
    }

    /// Tells whether there is a next one.
    pub(super) fn is_left(&self) -> bool {
        self.work.is_some()
    }

    /// Tells whether there can be more than one.
    pub(super) fn repeats(&self) -> bool {
        self.copy.is_some()
    }
}

impl<R, F: FnOnce() -> R> Bodies<R> for SyncBody<F> {
    type Body<'a>
        = F
    where
        Self: 'a;

    fn next(&mut self, may_follow: bool) -> Option<F> {
        self.take(may_follow)
    }

    fn has_next(&self) -> bool {
        self.is_left()
    }

    fn repeats(&self) -> bool {
        self.repeats()
    }
}

/// A closure that is called by each attempt, on the thread of its caller.
pub struct HereBody<F>(pub(super) F);

impl<R, F: FnMut() -> R> Bodies<R> for HereBody<F> {
    type Body<'a>
        = &'a mut F
    where
        Self: 'a;

    fn next(&mut self, _: bool) -> Option<&mut F> {
        Some(&mut self.0)
    }

    fn has_next(&self) -> bool {
        true
    }

    fn repeats(&self) -> bool {
        true
    }
}

/// What gives a future; `M` tells whether it is one.
pub struct AsyncBody<W, M> {
    work: Option<W>,
    kind: PhantomData<fn() -> M>,
}

impl<W, M> AsyncBody<W, M> {
    pub(super) fn new(work: W) -> Self {
        Self { work: Some(work), kind: PhantomData }
    }

    pub(super) fn next(&mut self, may_follow: bool) -> Option<W>
    where
        W: AsyncWork<M>,
    {
        let copy = if may_follow { self.work.as_ref().and_then(W::again) } else { None };
        copy.or_else(|| self.work.take())
    }

    pub(super) fn has_next(&self) -> bool {
        self.work.is_some()
    }

    /// Tells whether there can be more than one.
    #[expect(clippy::unused_self, reason = "its type tells")]
    pub(super) fn repeats(&self) -> bool
    where
        W: AsyncWork<M>,
    {
        W::REPEATS
    }
}

/// A closure.
#[derive(Debug)]
pub struct Called;

/// What an async call runs: a future, which is attempted once, or a closure that gives one to each attempt.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what an async call can run",
    note = "give it a closure that gives a future of a `Result`: `|| async {{ .. }}`, or `move || async move {{ .. }}`; each attempt has a copy of it, so what it captures is `Clone` or a reference",
    note = "what cannot be had twice stands in a future, which is attempted once: `async move {{ .. }}`"
)]
pub trait AsyncWork<M>: Sized {
    /// The future.
    type Future: Future;
    /// Whether it can be copied.
    const REPEATS: bool;

    /// Gives the future.
    fn begin(self) -> Self::Future;

    /// Copies it for another attempt, if it can be.
    fn again(&self) -> Option<Self>;
}

impl<F: Future> AsyncWork<Awaited> for F {
    type Future = F;
    const REPEATS: bool = false;

    fn begin(self) -> F {
        self
    }

    fn again(&self) -> Option<Self> {
        None
    }
}

impl<W: FnOnce() -> F + Clone, F: Future> AsyncWork<Called> for W {
    type Future = F;
    const REPEATS: bool = true;

    fn begin(self) -> F {
        self()
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl<F> fmt::Debug for SyncBody<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SyncBody")
    }
}

impl<F> fmt::Debug for HereBody<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HereBody")
    }
}

impl<W, M> fmt::Debug for AsyncBody<W, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncBody")
    }
}
