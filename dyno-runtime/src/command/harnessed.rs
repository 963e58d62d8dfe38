//! A body in a harness: its errors and panics are pulled out in the innermost place, and go on as they are.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::command::site::Site;
use crate::harness::{Pulled, Shared, kind_of, said_of, short, watch};

/// An error that is pulled out, whatever it can say of itself.
#[derive(Debug)]
pub struct Wrong<'a, E>(pub &'a E);

impl<E: fmt::Debug> Wrong<'_, E> {
    /// Names its kind.
    #[must_use]
    pub fn kind(&self, is_open: bool) -> String {
        kind_of(self.0, is_open)
    }
}

impl<E: fmt::Display> Wrong<'_, E> {
    /// Writes it.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        Some(said_of(self.0))
    }
}

/// The same of an error without a `Debug`.
pub trait PlainKind {
    /// Names its type.
    fn kind(&self, is_open: bool) -> String;
}

impl<E> PlainKind for Wrong<'_, E> {
    fn kind(&self, _: bool) -> String {
        short(type_name::<E>())
    }
}

/// The same of an error without a `Display`.
pub trait DebugText {
    /// Writes its `Debug`.
    fn text(&self) -> Option<String>;
}

impl<E: fmt::Debug> DebugText for Wrong<'_, E> {
    fn text(&self) -> Option<String> {
        Some(said_of(format_args!("{:?}", self.0)))
    }
}

/// The same of an error without either, which is asked last.
pub trait PlainText {
    /// Says that it is one.
    fn text(&self) -> Option<String>;
}

impl<E> PlainText for &Wrong<'_, E> {
    fn text(&self) -> Option<String> {
        Some(format!("an error of type `{}`, which has neither `Display` nor `Debug`", type_name::<E>()))
    }
}

/// Says of an error what may be known. What is said may be lent by the error.
pub fn redacted<'a, E, S: fmt::Display + 'a>(error: &'a E, redact: impl FnOnce(&'a E) -> S) -> String {
    said_of(redact(error))
}

/// What runs in a harness, and whether what its errors and panics say may be known.
#[derive(Clone, Copy, Debug)]
pub struct Harnessed {
    site: &'static Site,
    is_open: bool,
}

impl Harnessed {
    /// Pulls out into the harness of a site.
    #[must_use]
    pub fn new(site: &'static Site, is_open: bool) -> Self {
        Self { site, is_open }
    }

    /// Has a body that is not async run in it.
    pub fn sync<R>(self, body: impl FnOnce() -> R, pulled: impl FnOnce(&R) -> Option<Pulled>) -> impl FnOnce() -> R {
        move || {
            let returned = watch(body, || self.shared(), self.is_open);
            self.look(&returned, pulled);
            returned
        }
    }

    /// Has the future of a body run in it.
    pub fn later<F: Future, P: FnOnce(&F::Output) -> Option<Pulled>>(
        self,
        body: Pin<&mut F>,
        pulled: P,
    ) -> HarnessedFuture<'_, F, P> {
        HarnessedFuture { harness: self, body, pulled: Some(pulled) }
    }

    #[inline]
    fn look<R>(self, returned: &R, pulled: impl FnOnce(&R) -> Option<Pulled>) {
        if let Some((pulled, shared)) = pulled(returned).and_then(|pulled| Some((pulled, self.shared()?))) {
            shared.pull(pulled);
        }
    }

    #[cold]
    fn shared(self) -> Option<Arc<Shared>> {
        self.site.state().guarded().harness().map(|harness| harness.shared().clone())
    }
}

/// The future of a body in a harness. Cancel safe if that is.
#[derive(Debug)]
pub struct HarnessedFuture<'a, F, P> {
    harness: Harnessed,
    body: Pin<&'a mut F>,
    pulled: Option<P>,
}

// The future stands elsewhere, and nothing else is pinned.
impl<F, P> Unpin for HarnessedFuture<'_, F, P> {}

impl<F: Future, P: FnOnce(&F::Output) -> Option<Pulled>> Future for HarnessedFuture<'_, F, P> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let harness = this.harness;
        let polled = watch(|| this.body.as_mut().poll(cx), || harness.shared(), harness.is_open);
        if let (Poll::Ready(returned), Some(pulled)) = (&polled, this.pulled.take_if(|_| polled.is_ready())) {
            harness.look(returned, pulled);
        }
        polled
    }
}
