//! The call of a function that is not async, as it was submitted.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::command::task::edits::Preparation;
use crate::error::Error;

/// A call with what was changed for it.
pub(super) struct Prepared<O> {
    /// Present until it has ended.
    pub(super) call: Option<Submission<O>>,
    pub(super) preparation: Preparation,
}

/// What is polled, in a box that it had already.
pub enum Submission<O> {
    /// The call itself, whose body has a pool.
    Call(Pin<Box<dyn Future<Output = O> + Send>>),
    /// All of it as one job.
    Job(Pin<Box<dyn Future<Output = Result<O, Error>> + Send>>),
}

impl<O> Prepared<O> {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<O, Error>> {
        let Self { call, preparation } = self;
        let submission = call.as_mut().expect("a call is polled until it is ready");
        let polled = preparation.poll(|| match submission {
            Submission::Call(call) => call.as_mut().poll(cx).map(Ok),
            Submission::Job(job) => job.as_mut().poll(cx),
        });
        let Some(refused) = preparation.refusal() else { return polled };
        // First, so that whoever gets the error finds everything given back and counted.
        *call = None;
        Poll::Ready(Err(refused))
    }
}
