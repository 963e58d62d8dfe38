//! One job, as the thread sees that runs it: its work, the chain that it is in, and what comes of it. All in one allocation, because
//! there is one of them for each call.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::outcome::Outcome;
use super::{Awaited, GivesBack};
use crate::error::{Error, Panicked};
use crate::outcome::{contained, message};
use crate::pool::engine::Engine;
use crate::pool::here::{self, Link, Linked};
use crate::sync::{Mutex, lock};

/// What a thread runs.
pub(in crate::pool) trait Run: Linked {
    /// Runs it, unless nobody waits for it any more.
    fn run(self: Arc<Self>);

    /// Ends it unrun.
    fn refuse(self: Arc<Self>, error: Error);

    /// Sends it to its pool; `false` if it has ended by then, and nobody was woken.
    #[cfg(feature = "command")]
    fn send(self: Arc<Self>) -> bool;
}

pub(super) struct Job<R, W> {
    link: Link,
    outcome: Outcome<R>,
    /// Present until it has begun, or was given up.
    work: Mutex<Option<W>>,
}

impl<R, W> Job<R, W>
where
    R: Send + 'static,
    W: FnOnce() -> R + Send + 'static,
{
    pub(super) fn new(engine: &Arc<Engine>, name: Arc<str>, gives_back: GivesBack, work: W) -> Arc<Self> {
        Arc::new(Self {
            link: Link::join(engine, gives_back == GivesBack::Later),
            outcome: Outcome::new(name, gives_back),
            work: Mutex::new(Some(work)),
        })
    }

    /// Gives it to its pool.
    pub(super) fn offer(self: Arc<Self>) -> Result<(), Error> {
        let Some(number) = self.link.pool().offer(self.clone())? else { return Ok(()) };
        if self.outcome.is_queued_as(number) {
            return Ok(());
        }
        // Whoever gave it up meanwhile did not know of its place in the queue.
        self.link.pool().forget(number);
        Ok(())
    }

    /// Runs it on this thread, which is another's.
    pub(super) fn run_here(self: Arc<Self>) {
        self.outcome.runs_here();
        self.run();
    }

    /// Takes the work, unless it was given up.
    fn begin(&self) -> Option<W> {
        if self.outcome.begins() { lock(&self.work).take() } else { None }
    }
}

impl<R, W> Linked for Job<R, W>
where
    R: Send + 'static,
    W: Send + 'static,
{
    fn link(&self) -> &Link {
        &self.link
    }
}

impl<R, W> Run for Job<R, W>
where
    R: Send + 'static,
    W: FnOnce() -> R + Send + 'static,
{
    fn run(self: Arc<Self>) {
        let Some(work) = self.begin() else { return };
        // What whoever is woken does here is still done by this job.
        here::during(self.clone(), || {
            let result = catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
                let message = message(&*panic).into();
                // What was thrown is the user's as well, and may panic once more.
                contained(|| drop(panic));
                Error::from(Panicked { name: self.outcome.name.clone(), message })
            });
            self.gives_back(result.is_err());
            self.end(result);
        });
    }

    fn refuse(self: Arc<Self>, error: Error) {
        let Some(work) = self.begin() else { return };
        contained(|| drop(work));
        self.end(Err(error));
    }

    #[cfg(feature = "command")]
    fn send(self: Arc<Self>) -> bool {
        if !self.outcome.is_waiting() {
            return true;
        }
        let pool = self.link.pool();
        let is_sent = if here::came_through(pool) {
            pool.offer_to_free(self.clone())
        } else {
            self.clone().offer().map(|()| true)
        };
        let error = match is_sent {
            Ok(true) => return true,
            Ok(false) if self.link.is_deep() => Some(pool.full()),
            Ok(false) => None,
            Err(error) => Some(error),
        };
        self.outcome.wakes_nobody();
        match error {
            Some(error) => self.refuse(error),
            None => self.run_here(),
        }
        false
    }
}

impl<R, W> Awaited<R> for Job<R, W>
where
    R: Send + 'static,
    W: FnOnce() -> R + Send + 'static,
{
    fn outcome(&self) -> &Outcome<R> {
        &self.outcome
    }

    fn discard(&self) {
        let work = lock(&self.work).take();
        contained(|| drop(work));
    }
}

impl<R, W> Job<R, W> {
    /// Gives the thread back, where that is not for whoever is woken to do.
    fn gives_back(&self, has_panicked: bool) {
        if self.outcome.is_inline() {
            return;
        }
        here::has_ended();
        if has_panicked {
            here::release_for_good();
        } else if self.outcome.gives_back == GivesBack::AtEnd && !self.outcome.is_left() {
            here::release();
        }
    }

    fn end(&self, result: Result<R, Error>) {
        if let Some(left) = self.outcome.end(result) {
            // What it returned is the user's, and may panic.
            contained(|| drop(left));
            self.link.pool().come_back();
        }
    }
}
