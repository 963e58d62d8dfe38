//! Closing at the end what was built.

use std::fmt;
use std::mem::take;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::inject::building::closed;
use crate::registry::Registry;

/// What could not be closed at the end. Its `Display` has a line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotStopped {
    /// Services with what was said instead of closing them.
    pub errors: Vec<(Arc<str>, String)>,
    /// Those that had not been closed when the time was up, which were given up, and those that were still being built, which are closed
    /// when they are there.
    pub unfinished: Vec<Arc<str>>,
}

impl Registry {
    /// Closes what was built here, the last that was built first, so that each is closed before those that it needs: asks what its
    /// [shutdown](crate::Service::shutdown) says, then gives it up. From the beginning on nothing is built any more, here and below, and what is being
    /// built is waited for, for half of the time at most. All of it takes at most so long; one that is never closed leaves no time for those that
    /// follow. Needs the timer of a tokio runtime. When this is dropped, so is the closing that is under way; the rest is closed by whoever calls it again.
    ///
    /// Each registry closes what is its own: one with children is shut down after them.
    ///
    /// [`dyno::shutdown`](crate::shutdown) does so when all calls have ended.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::{io, sync::Arc, time::Duration};
    /// # struct Queue; impl Queue { async fn flush(&self) -> io::Result<()> { Ok(()) } }
    /// use dyno::{Registry, Service};
    ///
    /// let registry = Registry::new();
    /// let queue = Service::new("queue", async || Ok::<_, io::Error>(Arc::new(Queue)))
    ///     .shutdown(|queue| async move { queue.flush().await });
    /// registry.provide_service(queue)?;
    /// let queue = registry.resolve::<Queue>().await?;
    /// registry.shutdown(Duration::from_secs(10)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotStopped`], with all that went wrong.
    pub async fn shutdown(&self, limit: Duration) -> Result<(), NotStopped> {
        self.built().close();
        let (mut errors, mut unfinished) = (Vec::new(), Vec::new());
        let mut present = None;
        let asked = Instant::now();
        let Ok(_alone) = timeout(limit, self.built().alone()).await else {
            // Whoever closes already goes on with them.
            return Err(NotStopped { errors, unfinished: self.built().left() });
        };
        let limit = limit.saturating_sub(asked.elapsed());
        let all = async {
            let _ = timeout(limit / 2, self.built().at_rest()).await;
            while let Some(closing) = self.built().take_last() {
                present = Some(closing.name.clone());
                if let Err(message) = closed(closing.work, self).await {
                    errors.push((closing.name, message));
                }
                present = None;
            }
        };
        if timeout(limit, pin!(all)).await.is_err() {
            unfinished.extend(take(&mut present));
            while let Some(closing) = self.built().take_last() {
                unfinished.push(closing.name);
            }
        }
        unfinished.extend(self.built().under_way());
        if errors.is_empty() && unfinished.is_empty() { Ok(()) } else { Err(NotStopped { errors, unfinished }) }
    }
}

impl fmt::Display for NotStopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.errors.iter().map(|(name, message)| format!("{name}: it could not be closed: {message}"));
        let late = self.unfinished.iter().map(|name| format!("{name}: it had not been closed when the time was up"));
        f.write_str(&failed.chain(late).collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for NotStopped {}
