//! A call whose body runs on another thread, one at a time.

use dyno::Pool;
use paths::guarded::{Fault, pooled, pooled_task};
use paths::repeat::{repeat, wait_for};
use paths::work::work;
use tokio::task::spawn_blocking;

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::scenario::hops::{Channel, Crossbeam, Rayon};
use crate::target::alone;

pub(super) fn scenario() -> Scenario {
    let pool = Pool::builder("hops").threads(2).build().expect("2 are allowed");
    let reader = pool.clone();
    let (crossbeam, channel, rayon) = (Crossbeam::open(1), Channel::open(1), Rayon::open());
    Scenario::new("pool", "submit to result: the work on another thread", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("one at a time; two threads to do the work, but one behind std's channel, which has one receiver")
    .with("dyno", "submit, result: metrics, gauge", |calls| {
        repeat(calls, |x| pooled_task::command(x).submit().result().unwrap_or(0))
    })
    .checked(|calls| counted("successes", pooled_task::metrics().totals.calls.success, calls))
    .aims([alone(0.5, "spawn_blocking")])
    .with("dyno-call", "#[command(pool)]: metrics, gauge", |calls| repeat(calls, |x| pooled(x).unwrap_or(0)))
    .checked(|calls| counted("successes", pooled::metrics().totals.calls.success, calls))
    .aims([alone(0.5, "spawn_blocking")])
    .with("dyno-pool", "Pool::call: pool only", move |calls| {
        repeat(calls, |x| pool.call(move || Ok::<_, Fault>(work(x)?)).unwrap_or(0))
    })
    .checked(move |calls| counted("jobs", reader.snapshot().totals.ended, calls))
    .aims([alone(0.5, "spawn_blocking")])
    .with("spawn_blocking", "tokio::task::spawn_blocking", |calls| {
        wait_for(async {
            let mut sum = 0_u64;
            for x in 0..calls {
                sum = sum.wrapping_add(spawn_blocking(move || work(x)).await.map_or(0, |done| done.unwrap_or(0)));
            }
            sum
        })
    })
    .with("rayon", "ThreadPool::spawn, a channel each", move |calls| {
        repeat(calls, |x| rayon.submit(x).recv().unwrap_or(0))
    })
    .with("crossbeam", "a channel, bounded(1) each", move |calls| {
        repeat(calls, |x| crossbeam.submit(x).recv().unwrap_or(0))
    })
    .with("sync_channel", "std's channel, one more each", move |calls| {
        repeat(calls, |x| channel.submit(x).recv().unwrap_or(0))
    })
    .apart()
}
