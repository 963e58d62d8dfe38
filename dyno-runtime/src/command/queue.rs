//! An async attempt that waits for a permit.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use tokio::task::unconstrained;

use crate::bulkhead::Shared;
use crate::clock::{Deadline, Limit};
use crate::command::wait::{Stopped, left};
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
        let (left, is_callers) = left(own, began);
        let timer = match left.map(|left| left.deadline.timer()) {
            Some(None) => return Err(NoRoom::Stopped(Stopped::NoRuntime)),
            timer => timer.flatten(),
        };
        let entered = {
            let (mut wait, mut timer) = (pin!(bulkhead.wait(&name)), pin!(timer.map(unconstrained)));
            poll_fn(|cx| match wait.as_mut().poll(cx) {
                Poll::Ready(entered) => Poll::Ready(Some(entered)),
                Poll::Pending => {
                    timer.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx)).map(|()| None)
                }
            })
            .await
        };
        match entered {
            Some(entered) => entered.map_err(NoRoom::Refused)?,
            None => {
                bulkhead.gave_up();
                return Err(NoRoom::Stopped(match left.filter(|_| is_callers) {
                    Some(left) => Stopped::Callers { deadline: left.deadline, whole: left.whole.duration() },
                    None => Stopped::Own(own.map(Limit::duration).unwrap_or_default()),
                }));
            }
        }
        let waited = Deadline::now().since(began);
        Ok(own.map(|own| Limit::from(own.duration().saturating_sub(waited))))
    })
}
