//! The call of a function that is not async, as it was submitted.

use std::task::{Context, Poll};

use crate::command::task::edits::Preparation;
use crate::command::task::in_place::Placed;
use crate::error::Error;

/// A call with what was changed for it.
pub(super) struct Prepared<O> {
    pub(super) call: Submission<O>,
    pub(super) preparation: Preparation,
}

/// What is polled, in a box that it had already.
pub enum Submission<O> {
    /// The call itself, whose body has a pool.
    Call(Placed<O>),
    /// All of it as one job.
    Job(Placed<Result<O, Error>>),
}

impl<O> Prepared<O> {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<O, Error>> {
        let Self { call, preparation } = self;
        let polled = preparation.poll(|| match call {
            Submission::Call(call) => call.as_mut().poll(cx).map(Ok),
            Submission::Job(job) => job.as_mut().poll(cx),
        });
        let Some(refused) = preparation.refusal() else { return polled };
        // First, so that whoever gets the error finds everything given back and counted.
        self.leave();
        Poll::Ready(Err(refused))
    }

    /// Drops the call where it stands.
    pub(super) fn leave(&mut self) {
        match &mut self.call {
            Submission::Call(call) => call.as_mut().leave(),
            Submission::Job(job) => job.as_mut().leave(),
        }
    }
}
