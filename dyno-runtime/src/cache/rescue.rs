//! An old value for whoever would be given an error, or nothing in time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use crate::cache::entry::Entry;
use crate::cache::shared::Shared;
#[cfg(feature = "command")]
use crate::left::Budget;

/// An old value that may be served where there is no other.
#[derive(Debug)]
pub(crate) struct Rescue<K, V> {
    shared: Arc<Shared<K, V>>,
    present: Arc<Entry<K, V>>,
    /// Whether it might be served in any case.
    is_good: bool,
}

impl<K, V> Rescue<K, V> {
    pub(super) fn new(shared: &Arc<Shared<K, V>>, present: &Arc<Entry<K, V>>, is_good: bool) -> Self {
        Self { shared: shared.clone(), present: present.clone(), is_good }
    }

    /// Tells whether it might be served in any case, and not only in the stead of a failure.
    #[cfg(feature = "command")]
    pub(crate) fn is_good(&self) -> bool {
        self.is_good
    }

    /// Serves it, which is counted.
    pub(crate) fn serve(self) -> Arc<Entry<K, V>> {
        self.shared.core.counters.rescued();
        self.present
    }
}

/// Awaits a making. Where the time of whoever waits is up before, and there is an old value, that is served. Cancel safe if the making is.
///
/// # Errors
///
/// The old value.
pub(crate) async fn in_time<K, V, F: Future>(
    rescue: &mut Option<Rescue<K, V>>,
    made: F,
) -> Result<F::Output, Arc<Entry<K, V>>> {
    let mut made = pin!(made);
    poll_fn(|cx| match made.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => match rescue.take_if(|_| is_last()) {
            Some(rescue) => Poll::Ready(Err(rescue.serve())),
            None => Poll::Pending,
        },
    })
    .await
}

/// Tells whether whoever polls here does so for the last time.
pub(super) fn is_last() -> bool {
    #[cfg(feature = "command")]
    return Budget::current().is_over();
    #[cfg(not(feature = "command"))]
    false
}
