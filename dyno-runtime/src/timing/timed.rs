//! What finds the ambient timer by itself: marks, and functions that are annotated.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::timing::ambient::{Scope, here};
use crate::timing::branch::{Begun, Branch};
use crate::timing::label::label;

/// Notes a mark in the ambient [`Timer`](crate::Timer), if there is one. What is given by `format_args!` is written only then.
///
/// ```
/// use dyno::{Timer, mark};
///
/// mark("nobody looks");
/// let timer = Timer::new();
/// timer.scope(|| mark(format_args!("key {}: in cache", 7)));
/// assert!(timer.to_string().ends_with("- key 7: in cache"));
/// ```
#[inline]
pub fn mark(text: impl Display) {
    if let Some(branch) = here() {
        branch.mark(label(text));
    }
}

/// Times a function until what this gives is dropped.
#[inline]
#[must_use]
pub fn timed(name: impl Display) -> Option<Begun> {
    here().map(|branch| branch.begin(name))
}

/// Times an async function until this is dropped, as a branch of its own.
#[inline]
#[must_use]
pub fn timed_async(name: impl Display) -> Timed {
    Timed(here().map(|branch| Box::new(begun(branch, &name))))
}

#[cold]
fn begun(branch: Arc<Branch>, name: &dyn Display) -> (Begun, Arc<Branch>) {
    branch.begin_inside(label(name))
}

/// The call of an async function, which nobody may time: one word then.
#[derive(Debug)]
pub struct Timed(Option<Box<(Begun, Arc<Branch>)>>);

impl Timed {
    /// Polls the work inside of it, and drops it there if this is dropped before. What is lent is held once, however deep calls nest.
    #[inline]
    pub fn run<'a, F: Future>(&'a self, work: Pin<&'a mut Option<F>>) -> Inside<'a, F> {
        Inside { branch: self.0.as_deref().map(|(_, inside)| inside), work }
    }
}

/// Work that is polled inside of a branch, or of none.
#[derive(Debug)]
pub struct Inside<'a, F> {
    branch: Option<&'a Arc<Branch>>,
    work: Pin<&'a mut Option<F>>,
}

impl<F: Future> Future for Inside<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self { branch, work } = self.get_mut();
        let work = work.as_mut().as_pin_mut().unwrap_or_else(|| unreachable!("it is taken out when this is dropped"));
        // Polled at one place, so that this need not be a call.
        let _scope = scope(*branch);
        work.poll(cx)
    }
}

impl<F> Drop for Inside<'_, F> {
    #[inline]
    fn drop(&mut self) {
        if self.branch.is_some() {
            drop_inside(self);
        }
    }
}

#[cold]
fn drop_inside<F>(Inside { branch, work }: &mut Inside<'_, F>) {
    let _scope = scope(*branch);
    work.set(None);
}

/// The scope of a branch; of none where a caller may be in one that does not time it.
#[inline]
fn scope(branch: Option<&Arc<Branch>>) -> Scope {
    if branch.is_some() { Scope::of(branch) } else { Scope::NONE }
}
