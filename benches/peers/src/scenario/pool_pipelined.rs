//! Calls whose bodies run on another thread, many of them under way.

use std::sync::mpsc::sync_channel;

use paths::guarded::pipelined;
use paths::repeat::{repeat, repeat_in_batches};
use paths::work::work;

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::scenario::hops::{Channel, Crossbeam, Rayon};
use crate::target::alone;

/// So many are submitted before the first result is waited for.
const BATCH: u64 = 64;

/// Room for the batches of as many threads as there may be.
const ROOM: usize = 128;

pub(super) fn scenario() -> Scenario {
    let (crossbeam, rayon) = (Crossbeam::open(ROOM), Rayon::open());
    let (own, shared) = (Channel::open(ROOM), Channel::open(ROOM));
    Scenario::new("pool-pipelined", "64 submitted, then 64 results: the work on another thread", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("one thread to do the work for dyno and behind std's channel, two for the others; ns a job")
    .with("dyno", "submit, result: metrics, gauge", |calls| {
        repeat_in_batches(calls, BATCH, |x| pipelined::command(x).submit(), |task| task.result().unwrap_or(0))
    })
    .checked(|calls| counted("successes", pipelined::metrics().totals.calls.success, calls))
    .aims([alone(2.0, "sync_channel")])
    .with("sync_channel", "std's channel, one more each", move |calls| {
        repeat_in_batches(calls, BATCH, |x| own.submit(x), |reply| reply.recv().unwrap_or(0))
    })
    .with("sync_channel-one", "one channel back for all 64", move |calls| {
        let (reply, results) = sync_channel(BATCH as usize);
        repeat_in_batches(calls, BATCH, |x| shared.submit_to(x, &reply), |()| results.recv().unwrap_or(0))
    })
    .with("rayon", "ThreadPool::spawn, a channel each", move |calls| {
        repeat_in_batches(calls, BATCH, |x| rayon.submit(x), |reply| reply.recv().unwrap_or(0))
    })
    .with("crossbeam", "a channel, bounded(1) each", move |calls| {
        repeat_in_batches(calls, BATCH, |x| crossbeam.submit(x), |reply| reply.recv().unwrap_or(0))
    })
    .apart()
}
