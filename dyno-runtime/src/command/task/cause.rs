//! What went wrong with a task, and what became of cancelling it.

use std::fmt;

use crate::error::Cause;

/// What went wrong with a task, as far as a guarded call or dyno itself knows. Its `Display` is a sentence.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TaskCause {
    /// The first error: the function's own as text, or dyno's.
    pub cause: Cause<String>,
    /// What the fallback said, where that failed as well.
    pub fallback: Option<String>,
    /// What the last attempt had failed with, where the task was ended after that: during the next, or the pause before it.
    pub attempt: Option<Cause<String>>,
}

impl fmt::Display for TaskCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)?;
        if let Some(attempt) = &self.attempt {
            write!(f, "; its last attempt had failed: {attempt}")?;
        }
        match &self.fallback {
            Some(fallback) => write!(f, "; and its fallback failed: {fallback}"),
            None => Ok(()),
        }
    }
}

/// What became of cancelling a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cancel {
    /// The work had not begun, and never will.
    NotStarted,
    /// The work was waiting at an await, where it is dropped.
    Interrupted,
    /// The work was busy between two awaits and cannot be interrupted there: it goes on to the next one, and what it may
    /// return is dropped.
    Abandoned,
    /// It had ended or been cancelled before. Nothing has changed.
    AlreadyDone,
}
