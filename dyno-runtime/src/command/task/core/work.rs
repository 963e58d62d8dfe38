//! The work of a task, and what it is called.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::Core;
#[cfg(feature = "pool")]
use crate::command::site::Site;
use crate::command::task::in_place::Placed;
#[cfg(feature = "pool")]
use crate::command::task::prepared::Prepared;
#[cfg(feature = "pool")]
use crate::command::timer::poll_for_task;
use crate::error::Error;

/// The work itself, wherever it came from.
pub(in crate::command::task) enum Work<O> {
    Async(Placed<O>),
    /// On a pool, which may have no room for it.
    #[cfg(feature = "pool")]
    Sync(Prepared<O>),
    /// On the pool of a command that no site leads to.
    #[cfg(feature = "pool")]
    Job(Placed<O>),
}

impl<O> Work<O> {
    /// Drops it where it stands.
    pub(super) fn leave(&mut self) {
        match self {
            Self::Async(work) => work.as_mut().leave(),
            #[cfg(feature = "pool")]
            Self::Sync(work) => work.leave(),
            #[cfg(feature = "pool")]
            Self::Job(work) => work.as_mut().leave(),
        }
    }
}

/// What work is called.
#[derive(Clone, Debug)]
pub(in crate::command::task) enum WorkName {
    Function(&'static str),
    #[cfg(feature = "pool")]
    Command(&'static Site),
    /// Of a command that no site leads to.
    Named(Arc<str>),
    /// The same on a pool.
    #[cfg(feature = "pool")]
    Job(Arc<str>),
}

impl<O> Core<O> {
    /// The command that is called inside, else the work itself.
    pub(in crate::command::task) fn name(&self) -> Arc<str> {
        self.around.note.command().unwrap_or_else(|| match &self.name {
            WorkName::Function(name) => (*name).into(),
            WorkName::Named(name) => name.clone(),
            #[cfg(feature = "pool")]
            WorkName::Job(name) => name.clone(),
            #[cfg(feature = "pool")]
            WorkName::Command(site) => site.name(),
        })
    }

    /// Polls the work in its surroundings.
    pub(super) fn poll(&self, work: &mut Work<O>, cx: &mut Context<'_>) -> Poll<Result<O, Error>> {
        self.around.during(|| match work {
            Work::Async(work) => work.as_mut().poll(cx).map(Ok),
            #[cfg(feature = "pool")]
            Work::Sync(work) => poll_for_task(|| work.poll(cx)),
            #[cfg(feature = "pool")]
            Work::Job(work) => poll_for_task(|| work.as_mut().poll(cx).map(Ok)),
        })
    }
}
