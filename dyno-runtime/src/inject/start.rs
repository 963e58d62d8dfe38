//! Building at the start what is to be there from the start.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::error::Error;
use crate::registry::{Registry, Starting};

/// What could not be built at the start. Its `Display` has a line for each.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotStarted {
    /// Why services could not be built.
    pub errors: Vec<Error>,
    /// How many were still being built when the time was up. They go on.
    pub unfinished: usize,
}

impl Registry {
    /// Has all services built that are [eager](crate::Service::eager), at once, each as soon as those that it needs are there, for at most so
    /// long. Needs the timer of a tokio runtime. Cancel safe: what is being built is built to its end.
    ///
    /// # Errors
    ///
    /// [`NotStarted`], with all that went wrong; none where something stands in.
    pub async fn start(&self, limit: Duration) -> Result<(), NotStarted> {
        let mut starting: Vec<_> = self.shelf().start(self).into_iter().map(Some).collect();
        let mut errors = Vec::new();
        let all = poll_fn(|cx| {
            for one in &mut starting {
                if let Some(Poll::Ready(ended)) = one.as_mut().map(|one: &mut Starting| one.as_mut().poll(cx)) {
                    errors.extend(ended.err());
                    *one = None;
                }
            }
            if starting.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
        });
        let _ = tokio::time::timeout(limit, pin!(all)).await;
        let unfinished = starting.iter().flatten().count();
        if errors.is_empty() && unfinished == 0 { Ok(()) } else { Err(NotStarted { errors, unfinished }) }
    }
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: Vec<_> = self.errors.iter().map(ToString::to_string).collect();
        if self.unfinished > 0 {
            lines.push(format!("{} services were still being built when the time was up", self.unfinished));
        }
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for NotStarted {}
