//! What a cold call of a function that is not async consists of: the call itself, whose body has a pool, or all of it as one job.

use std::fmt;
use std::future::Future;
use std::mem::replace;
use std::pin::Pin;
use std::task::{Context, Poll};

use tracing::Span;

use crate::command::site::Site;
use crate::command::task::claim::{Inside, Stay};
use crate::command::task::driver::post;
use crate::command::task::in_place::placed;
use crate::command::task::offer;
use crate::command::task::prepared::Submission;
use crate::error::Error;
use crate::pool::JobHandle;
use crate::registry::{Registry, instance_in_scope};
#[cfg(feature = "timing")]
use crate::timing;

/// The call of a function whose body runs on a pool: as it is.
#[derive(Debug)]
pub struct Driven<F>(Pin<Box<Option<F>>>);

impl<F: Future> Driven<F> {
    /// Takes the call.
    pub fn new(call: F) -> Self {
        Self(Box::pin(Some(call)))
    }
}

/// A call that can be submitted: it goes to other threads, and so does what it returns.
pub trait Submitted<R> {
    /// Makes it what a task polls.
    fn submitted(self) -> Submission<R>;
}

impl<R, F: Future<Output = R> + Send + 'static> Submitted<R> for Driven<F> {
    fn submitted(self) -> Submission<R> {
        Submission::Call(self.0)
    }
}

impl<W> Submitted<W::Output> for Errand<W>
where
    W: Work<Output: Send + 'static> + Send + 'static,
{
    fn submitted(self) -> Submission<W::Output> {
        Submission::Job(placed(self))
    }
}

/// What can be called once, on another thread.
pub trait Work {
    /// What it returns.
    type Output;

    /// Calls it.
    fn work(self) -> Self::Output;
}

impl<W: FnOnce() -> R, R> Work for W {
    type Output = R;

    fn work(self) -> R {
        self()
    }
}

/// The call of a function without a pool, which becomes one job of the pool of its group.
#[derive(Debug)]
pub struct Errand<W: Work> {
    site: &'static Site,
    stage: Stage<W>,
}

enum Stage<W: Work> {
    Ready(W),
    Sent(JobHandle<W::Output>, Option<Stay>),
    Ended,
}

impl<W: Work> Errand<W> {
    /// Takes the call.
    pub fn new(site: &'static Site, call: W) -> Self {
        Self { site, stage: Stage::Ready(call) }
    }
}

impl<W: Work> Unpin for Errand<W> {}

impl<W> Future for Errand<W>
where
    W: Work + Send + 'static,
    W::Output: Send + 'static,
{
    type Output = Result<W::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            match replace(&mut self.stage, Stage::Ended) {
                Stage::Ready(call) => {
                    let (state, stay) = (self.site.state(), offer::offered_note().map(Stay::begin));
                    let carried = Carried::here(stay.as_ref().map(Stay::inside));
                    let (engine, name) = (state.some_pool().engine(), state.name().clone());
                    let (job, letter) = JobHandle::unsent(engine, name, move || carried.during(|| call.work()));
                    post(letter);
                    self.stage = Stage::Sent(job, stay);
                }
                Stage::Sent(mut job, stay) => {
                    let polled = Pin::new(&mut job).poll(cx);
                    if polled.is_pending() {
                        self.stage = Stage::Sent(job, stay);
                    }
                    return polled;
                }
                Stage::Ended => unreachable!("a call is polled until it is ready"),
            }
        }
    }
}

impl<W: Work> fmt::Debug for Stage<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready",
            Self::Sent(..) => "Sent",
            Self::Ended => "Ended",
        })
    }
}

/// What is true of whoever sends it, and should be of the call.
struct Carried {
    registry: Option<Registry>,
    span: Span,
    #[cfg(feature = "timing")]
    timing: timing::Timer,
    inside: Option<Inside>,
}

impl Carried {
    fn here(inside: Option<Inside>) -> Self {
        Self {
            registry: instance_in_scope(),
            span: Span::current(),
            #[cfg(feature = "timing")]
            timing: timing::Timer::current(),
            inside,
        }
    }

    fn during<R>(self, call: impl FnOnce() -> R) -> R {
        let _inside = self.registry.as_ref().map(Registry::enter);
        #[cfg(feature = "timing")]
        let call = || self.timing.during(call);
        self.span.in_scope(|| match &self.inside {
            Some(inside) => inside.during(|| offer::note(inside.note(), call)),
            None => call(),
        })
    }
}
