//! Building at the start what is to be there from the start.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::error::Error;
use crate::inject::core::shelf;
use crate::registry::{Registry, Starting};

/// What could not be built at the start. Its `Display` has a line for each.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotStarted {
    /// Why services could not be built.
    pub errors: Vec<Error>,
    /// Those that were still being built when the time was up. They go on.
    pub unfinished: Vec<Arc<str>>,
}

impl Registry {
    /// Has all services built that are [eager](crate::Service::eager), at once, each as soon as those that it needs are there, for at most so
    /// long: its own, and of those of its parents what each registry has for itself. Needs the timer of a tokio runtime. Cancel safe: what is
    /// being built is built to its end.
    ///
    /// # Errors
    ///
    /// [`NotStarted`], with all that went wrong; none where something stands in.
    pub async fn start(&self, limit: Duration) -> Result<(), NotStarted> {
        let levels = self.lineage().enumerate();
        let slots = levels.flat_map(|(depth, level)| shelf(level).filled().into_iter().map(move |slot| (depth, slot)));
        let due = slots.filter_map(|(depth, (key, slot))| slot.start(&key, self, depth == 0));
        let mut starting: Vec<_> = due.map(Some).collect();
        let mut errors = Vec::new();
        let all = poll_fn(|cx| {
            for one in &mut starting {
                let polled = one.as_mut().map(|starting: &mut Starting| starting.work.as_mut().poll(cx));
                if let Some(Poll::Ready(ended)) = polled {
                    errors.extend(ended.err());
                    *one = None;
                }
            }
            if starting.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
        });
        let _ = tokio::time::timeout(limit, pin!(all)).await;
        let unfinished: Vec<_> = starting.into_iter().flatten().map(|starting| starting.name).collect();
        if errors.is_empty() && unfinished.is_empty() { Ok(()) } else { Err(NotStarted { errors, unfinished }) }
    }
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.errors.iter().map(ToString::to_string);
        let late = self.unfinished.iter().map(|name| format!("{name}: it was still being built when the time was up"));
        f.write_str(&failed.chain(late).collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for NotStarted {}
