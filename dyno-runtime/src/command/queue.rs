//! An async attempt that waits for a permit.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use crate::bulkhead::Shared;
use crate::clock::{Deadline, Limit};
use crate::command::wait::{Stopped, wait_for};
use crate::error::Error;

/// What a wait comes to: what is left of the attempt's own limit, or why it got no permit.
pub(super) type Entered = Result<Option<Limit>, NoRoom>;

/// Why an attempt got no permit.
#[derive(Debug)]
pub(super) enum NoRoom {
    /// The bulkhead said so.
    Refused(Error),
    /// The time of the call was up.
    Stopped(Stopped),
}

/// Waits for a permit as long as the attempt has time; then it is taken. Cancel safe. Boxed, because every call in flight has
/// room for it, and few wait.
pub(super) fn wait_for_room(
    bulkhead: Arc<Shared>,
    name: Arc<str>,
    own: Option<Limit>,
) -> Pin<Box<dyn Future<Output = Entered> + Send>> {
    Box::pin(async move {
        let began = Deadline::now();
        let waited = {
            let mut wait = pin!(bulkhead.wait(&name));
            wait_for(own, |cx| wait.as_mut().poll(cx)).await
        };
        match waited {
            Ok(waited) => waited.returned.map_err(NoRoom::Refused)?,
            Err(stopped) => {
                bulkhead.gave_up();
                return Err(NoRoom::Stopped(stopped));
            }
        }
        let waited = Deadline::now().since(began);
        Ok(own.map(|own| Limit::from(own.duration().saturating_sub(waited))))
    })
}
