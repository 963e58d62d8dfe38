//! A body in a harness: its errors and panics are pulled out in the innermost place, and go on as they are.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::command::returns::Returned;
use crate::command::site::Site;
use crate::harness::{Pulled, Shared, asked, kind_of, short, watch};

impl<T, E: fmt::Debug> Returned<'_, Result<T, E>> {
    /// Names the kind of the error.
    #[must_use]
    pub fn kind(&self) -> String {
        self.0.as_ref().err().map(kind_of).unwrap_or_default()
    }
}

/// Names the kind of an error without a `Debug`.
pub trait PlainKind {
    /// Names the type of what was returned.
    fn kind(&self) -> String;
}

impl<R> PlainKind for Returned<'_, R> {
    fn kind(&self) -> String {
        short(type_name::<R>())
    }
}

/// Says of an error what may be known.
pub fn redacted<E, S: ToString>(error: &E, redact: impl FnOnce(&E) -> S) -> String {
    redact(error).to_string()
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
        // That the words of an error panic says that there is one.
        let pulled = asked(|| pulled(returned)).unwrap_or_else(|| Some(Pulled::new(short(type_name::<R>()), None)));
        if let Some((pulled, shared)) = pulled.and_then(|pulled| Some((pulled, self.shared()?))) {
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
