//! Retries that are no commands, or guard nothing else, inside of a caller's time.

use std::cell::RefCell;
use std::time::{self, Duration};

use dyno::{Backoff, Compound, Jitter, Retry, command, retry, retrying, within, within_sync};
use tokio::time::{Instant, sleep};

use super::Failed;

const SECOND: Duration = Duration::from_secs(1);

/// When attempts began, and how long each takes.
struct Took {
    each: Duration,
    since: Instant,
    begun: RefCell<Vec<u64>>,
}

impl Took {
    fn of(seconds: u32) -> Self {
        Self { each: seconds * SECOND, since: Instant::now(), begun: RefCell::default() }
    }

    async fn fail(&self) -> Result<(), Failed> {
        self.begun.borrow_mut().push(self.since.elapsed().as_secs());
        sleep(self.each).await;
        Err(Failed::Busy)
    }

    /// When attempts began, and when all ended.
    fn told(self) -> (Vec<u64>, u64) {
        (self.begun.take(), self.since.elapsed().as_secs())
    }
}

#[retry(n = 9, backoff = fixed(3s), jitter = none, budget = off)]
async fn alone(took: &Took) -> Result<(), Failed> {
    took.fail().await
}

#[command(retry(n = 9, backoff = fixed(3s), jitter = none, budget = off))]
async fn gathered(took: &Took) -> Result<(), Compound<Failed>> {
    took.fail().await
}

fn built(wait: Duration) -> Retry {
    let retry = Retry::builder("by hand").n(9).backoff(Backoff::fixed(wait)).jitter(Jitter::None).budget(None);
    retry.build().unwrap()
}

async fn calls(took: &Took, how: u8) -> Result<(), Failed> {
    match how {
        0 => alone(took).await,
        1 => gathered(took).await.map_err(Compound::into_last),
        _ => built(3 * SECOND).call_async(|| took.fail()).await.map_err(Compound::into_last),
    }
}

#[command(timeout = 10s)]
async fn in_time(took: &Took, how: u8) -> Result<(), Failed> {
    calls(took, how).await
}

#[dyno::test(paused)]
async fn no_pause_ends_after_it() {
    for how in 0..3 {
        let took = Took::of(2);
        assert!(in_time(&took, how).await.is_err());
        assert_eq!(took.told(), (vec![0, 5], 7), "{how}: the next would begin when nothing is left");
        let took = Took::of(2);
        assert!(within(10 * SECOND, calls(&took, how)).await.is_err());
        assert_eq!(took.told(), (vec![0, 5], 7), "{how}");
    }
}

#[dyno::test(paused)]
async fn no_attempt_begins_after_it() {
    for how in 0..4 {
        let took = Took::of(11);
        let call = async {
            match how {
                3 => retrying!(9, async { took.fail().await }).await.map_err(Compound::into_last),
                how => calls(&took, how).await,
            }
        };
        assert!(within(10 * SECOND, call).await.is_err());
        assert_eq!(took.told(), (vec![0], 11), "{how}");
    }
}

/// Keeps its thread, and so its callers from waiting: none of them has had to.
fn busy(begun: &mut u32) -> Result<(), Failed> {
    let now = time::Instant::now();
    *begun += 1;
    while now.elapsed() < Duration::from_millis(20) {
        std::hint::spin_loop();
    }
    Err(Failed::Busy)
}

#[retry(n = 9, backoff = off, budget = off)]
fn alone_here(begun: &mut u32) -> Result<(), Failed> {
    busy(begun)
}

#[command(timeout = 30ms)]
async fn blocked(how: u8, begun: &mut u32) -> Result<(), Failed> {
    match how {
        0 => alone_here(begun),
        1 => retrying!(9, { busy(begun) }).map_err(Compound::into_last),
        _ => built(Duration::ZERO).call(|| busy(begun)).map_err(Compound::into_last),
    }
}

#[dyno::test]
async fn nor_where_the_thread_is_blocked() {
    for how in 0..3 {
        let mut begun = 0;
        assert!(blocked(how, &mut begun).await.is_err());
        assert!(begun < 9, "{how}: time counts from the first that failed on");
        let mut begun = 0;
        let error = within_sync(Duration::from_millis(10), || built(9 * SECOND).call(|| busy(&mut begun)));
        assert_eq!((error.unwrap_err().len(), begun), (1, 1));
    }
}
