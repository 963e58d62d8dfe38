//! What a task tells of itself, and of the guarded call inside of it.

use super::{Core, Phase};
use crate::command::task::cause::TaskCause;
use crate::command::task::claim::Place;
use crate::error::{Cause, Error};
use crate::sync::lock;

impl<O> Core<O> {
    pub(in crate::command::task) fn is_running(&self) -> bool {
        let phase = lock(&self.inner).phase;
        matches!(phase, Phase::AtWork | Phase::Awaiting) && self.around.note.place() != Place::InQueue
    }

    pub(in crate::command::task) fn is_completed(&self) -> bool {
        lock(&self.inner).phase == Phase::Ended
    }

    pub(in crate::command::task) fn is_fallback(&self) -> bool {
        self.is_completed() && self.error().is_none() && self.around.note.has_fallen_back()
    }

    pub(in crate::command::task) fn is_cancelled(&self) -> bool {
        let inner = lock(&self.inner);
        inner.phase == Phase::Ended
            && (inner.cancelled.is_some() || matches!(inner.error, Some(Error::Cancelled { .. })))
    }

    pub(in crate::command::task) fn is_timeout(&self) -> bool {
        match self.error() {
            Some(error) => matches!(error, Error::Timeout { .. }),
            None => self.is_completed() && self.around.note.is_timeout(),
        }
    }

    pub(in crate::command::task) fn cause(&self) -> Option<TaskCause> {
        if !self.is_completed() {
            return None;
        }
        match (self.around.note.cause(), self.error()) {
            // It was in the midst of its fallback.
            (Some(TaskCause { cause, fallback: None, attempt }), Some(error))
                if self.around.note.has_failed_twice() =>
            {
                Some(TaskCause { cause, fallback: Some(error.to_string()), attempt })
            }
            (_, Some(error)) => {
                Some(TaskCause { cause: Cause::Dyno(error), fallback: None, attempt: self.around.note.attempt() })
            }
            (cause, None) => cause,
        }
    }

    fn error(&self) -> Option<Error> {
        lock(&self.inner).error.clone()
    }
}
