//! The same beside peers, in real time: 64 tasks that each ask every two milliseconds, for two seconds.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use cached::macros::cached;
use dyno::{Cache, Error};
use serde::Serialize;
use tokio::runtime::Builder;
use tokio::time::sleep;

const TASKS: usize = 64;
const TTL: Duration = Duration::from_millis(50);
const MAKING: Duration = Duration::from_millis(20);
const PAUSE: Duration = Duration::from_millis(2);
const LASTS: Duration = Duration::from_secs(2);
/// A call that takes longer has waited for a making.
const SLOW: Duration = Duration::from_millis(8);

/// What became of one of them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Live {
    pub(crate) name: &'static str,
    pub(crate) makings: u64,
    pub(crate) calls: usize,
    /// The share of calls that waited for a making, after the first.
    pub(crate) slow: f64,
    pub(crate) p99_ms: f64,
}

static MADE: AtomicU64 = AtomicU64::new(0);

async fn make() -> u64 {
    sleep(MAKING).await;
    MADE.fetch_add(1, Relaxed)
}

#[cached(ttl_millis = 50)]
async fn by_cached(_key: u32) -> u64 {
    make().await
}

#[cached(ttl_millis = 50, sync_writes = "by_key")]
async fn by_cached_synced(_key: u32) -> u64 {
    make().await
}

/// Measures all of them, one after the other.
pub(crate) fn all() -> Result<Vec<Live>, String> {
    let dyno = || {
        let builder = Cache::<u32, u64>::builder("live").ttl(TTL);
        builder.build().map_err(|error| error.to_string())
    };
    let spawned = dyno()?;
    let moka = moka::future::Cache::<u32, u64>::builder().max_capacity(10_000).time_to_live(TTL).build();
    let rows = vec![
        measure("dyno, Cache::get_or_spawn", move || {
            let cache = spawned.clone();
            async move {
                let _ = cache.get_or_spawn(&1, async { Ok::<_, Error>(make().await) }).await;
            }
        })?,
        measure("moka, Cache::get_with", move || {
            let cache = moka.clone();
            async move {
                cache.get_with(1, make()).await;
            }
        })?,
        measure("cached, sync_writes = by_key", || async {
            by_cached_synced(1).await;
        })?,
        measure("cached, #[cached(ttl_millis)]", || async {
            by_cached(1).await;
        })?,
    ];
    Ok(rows)
}

fn measure<F>(name: &'static str, ask: impl Fn() -> F + Clone + Send + Sync + 'static) -> Result<Live, String>
where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_time().build();
    let runtime = runtime.map_err(|error| format!("no runtime: {error}"))?;
    let took = runtime.block_on(async {
        // The first making, for which all have to wait.
        ask().await;
        MADE.store(0, Relaxed);
        let end = Instant::now() + LASTS;
        let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(asks(ask.clone(), end))).collect();
        let mut took = Vec::new();
        for task in tasks {
            took.extend(task.await.map_err(|error| format!("{name}: {error}"))?);
        }
        Ok::<_, String>(took)
    });
    let mut took = took?;
    took.sort_unstable();
    let slow = took.iter().filter(|took| **took > SLOW).count() as f64 / took.len() as f64;
    let p99_ms = took[took.len() * 99 / 100].as_secs_f64() * 1e3;
    Ok(Live { name, makings: MADE.load(Relaxed), calls: took.len(), slow, p99_ms })
}

async fn asks<F: Future<Output = ()>>(ask: impl Fn() -> F, end: Instant) -> Vec<Duration> {
    let mut took = Vec::new();
    while Instant::now() < end {
        let begun = Instant::now();
        ask().await;
        took.push(begun.elapsed());
        sleep(PAUSE).await;
    }
    took
}
