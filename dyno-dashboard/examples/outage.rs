//! A shop to watch, whose depot fails when it is told to: `up`, `down`, `quiet`, `slow` (deliveries) and `end` are read from standard input.
//!
//! `cargo run -p dyno-dashboard --example outage -- 127.0.0.1:7980`, and a number behind it for so many commands more, and behind that a file
//! in which overrides are kept. With `DYNO_TOKEN` set it can be steered.

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use dyno::{Command, Error, Registry, command, harness, service};
use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};
use tokio::time::{MissedTickBehavior, interval, sleep};

const UP: u8 = 0;
const DOWN: u8 = 1;
const QUIET: u8 = 2;

static DEPOT: AtomicU8 = AtomicU8::new(UP);

/// How long a delivery takes, in milliseconds.
static DRIVE: AtomicU64 = AtomicU64::new(2);

#[derive(Debug, thiserror::Error)]
enum ShopError {
    #[error("the depot does not answer")]
    Down,
    #[error(transparent)]
    Guard(#[from] Error),
}

/// How many are left; the last that was known while the depot does not answer.
#[command(name = "shop::stock", group = "shop", timeout = 200ms, breaker("depot", consecutive = 5, open_for = 2s, open_max = 2s), fallback = 7)]
#[harness]
async fn stock() -> Result<u32, ShopError> {
    depot(3).await
}

#[command(name = "shop::price", group = "shop", retry(n = 3, backoff = fixed(2ms)), bulkhead("till", permits = 4))]
async fn price() -> Result<u32, ShopError> {
    depot(5).await
}

#[command(name = "shop::reviews", group = "shop", cache(ttl = 1s, stale_if_error = 1m))]
async fn reviews(sku: u32) -> Result<u32, ShopError> {
    depot(8).await.map(|_| sku)
}

#[command(name = "shop::delivery", group = "shop", pool("drive", threads = 2, queue = 3), rate_limit("vans", 1000 / 1s))]
fn delivery() -> Result<u32, Error> {
    std::thread::sleep(Duration::from_millis(DRIVE.load(Ordering::Relaxed)));
    Ok(3)
}

#[command(name = "shop::search", group = "shop", fuse("new search"))]
fn search() -> Result<u32, Error> {
    Ok(3)
}

/// Nobody calls it.
#[command(name = "shop::gift_wrap", group = "shop", breaker)]
fn gift_wrap(#[inject] _counter: Arc<Counter>) -> Result<u32, ShopError> {
    Err(ShopError::Down)
}

/// Names that are made to break what shows them.
#[command(
    name = "<script>window.hurt = 1</script><img src=x onerror=\"window.hurt = 2\">'\\ \u{202e}desrever\n{}",
    group = "\"><b>names"
)]
fn nasty() {}

#[command(
    name = "a_name_that_is_rather_long_a_name_that_is_rather_long_a_name_that_is_rather_long_a_name_that_is_rather_long_a_name_that_is_rather_long_a_name_that_is_rather_long_a_name_that_is_rather_long_and_ends",
    group = "names"
)]
fn long() {}

async fn depot(milliseconds: u64) -> Result<u32, ShopError> {
    sleep(Duration::from_millis(milliseconds + fastrand(4))).await;
    if DEPOT.load(Ordering::Relaxed) == DOWN { Err(ShopError::Down) } else { Ok(1) }
}

/// Something between 0 and `below`, which need not be random at all.
fn fastrand(below: u64) -> u64 {
    static LAST: AtomicU8 = AtomicU8::new(0);
    u64::from(LAST.fetch_add(7, Ordering::Relaxed)) % below
}

/// What the shop is paid by.
trait Till: Send + Sync {}

struct Paper;
impl Till for Paper {}

#[service(as = dyn Till)]
async fn till() -> Result<Paper, ShopError> {
    Ok(Paper)
}

struct Counter;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = env::args().skip(1);
    let address = args.next().unwrap_or_else(|| "127.0.0.1:7980".to_owned());
    let more: usize = args.next().map_or(Ok(0), |more| more.parse())?;

    dyno::provide(Arc::new(Counter))?;
    Registry::global().provide_named("spare", Arc::new(Counter))?;
    dyno::validate()?;
    let others: Vec<Command> = (0..more)
        .map(|at| Command::builder(format!("other::number_{at:05}")).group("other").build())
        .collect::<Result<_, _>>()?;

    if let Some(file) = args.next() {
        dyno::settings().keep_overrides(file)?;
    }

    let page = dyno_dashboard::serve(&*address).await?;
    println!("watch it at http://{}", page.address());
    tokio::spawn(customers(others));

    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match line.trim() {
            "up" => {
                DEPOT.store(UP, Ordering::Relaxed);
                DRIVE.store(2, Ordering::Relaxed);
            }
            "slow" => DRIVE.store(300, Ordering::Relaxed),
            "down" => DEPOT.store(DOWN, Ordering::Relaxed),
            "quiet" => DEPOT.store(QUIET, Ordering::Relaxed),
            "end" => break,
            other => eprintln!("`{other}` is none of up, down, quiet, slow, end"),
        }
    }
    page.close().await;
    Ok(())
}

/// Forty a second, of whom each wants all there is.
async fn customers(others: Vec<Command>) {
    let mut next = interval(Duration::from_millis(25));
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in 0.. {
        next.tick().await;
        if DEPOT.load(Ordering::Relaxed) == QUIET {
            continue;
        }
        tokio::spawn(async move {
            _ = tokio::join!(stock(), price(), reviews(round % 10));
        });
        tokio::task::spawn_blocking(move || (delivery(), (round % 4 == 0).then(search)));
        if round % 8 == 0 {
            nasty();
            long();
        }
        for other in others.iter().skip(round as usize % 10).step_by(10) {
            _ = other.call(|| Ok::<_, Error>(()));
        }
    }
}
