//! When the budget is charged: when attempts are decided on, and again when they were waited for long.

use std::mem::take;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dyno::{Backoff, Error, EventKind, ManualClock, Registry, Retry, RetryAfter, Submit, retry};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Instant, advance, sleep_until};

const SECOND: Duration = Duration::from_secs(1);

/// Says when to come again.
#[derive(Clone, Debug, thiserror::Error)]
enum Told {
    #[error("not before {0:?}")]
    Later(Duration),
    #[error(transparent)]
    Guard(#[from] Error),
}

impl RetryAfter for Told {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Later(wait) => Some(*wait),
            Self::Guard(error) => error.retry_after(),
        }
    }
}

/// When attempts began, and what each is told.
#[derive(Debug)]
struct Closed {
    opens: Instant,
    begun: Mutex<Vec<Instant>>,
}

impl Closed {
    fn until(opens: Instant) -> Arc<Self> {
        Arc::new(Self { opens, begun: Mutex::default() })
    }

    fn ask(&self) -> Result<u32, Told> {
        let now = Instant::now();
        self.begun.lock().unwrap().push(now);
        Err(Told::Later(self.opens.saturating_duration_since(now)))
    }

    fn begun_since(&self, then: Instant) -> usize {
        self.begun.lock().unwrap().iter().filter(|begun| **begun >= then).count()
    }
}

#[retry(n = 2)]
async fn noon(closed: Arc<Closed>) -> Result<u32, Told> {
    closed.ask()
}

#[dyno::test(paused)]
async fn those_who_wait_for_noon_do_not_begin_all_at_once() {
    let opens = Instant::now() + 60 * SECOND;
    let closed = Closed::until(opens);
    let mut tasks = Vec::new();
    for _ in 0..600 {
        tasks.push(noon(closed.clone()).submit());
        advance(SECOND / 20).await;
        yield_now().await;
    }
    let waiting = noon::metrics().in_flight;
    assert!(
        (100..=180).contains(&waiting),
        "{waiting} wait, a fifth of those in 30 s and ten more for each 10 s at most"
    );
    let before = noon::metrics().totals;
    assert_eq!((before.retries, before.retries_refused), (0, 600 - waiting), "the others have no chance, and know it");
    sleep_until(opens).await;
    for task in tasks {
        assert!(matches!(task.await, Err(Told::Later(_))), "the last error");
    }
    let begun = closed.begun_since(opens) as u64;
    assert!((10..=10 + waiting / 5).contains(&begun), "{begun} begin: a fifth of those who wait and the reserve");
    let totals = noon::metrics().totals;
    assert_eq!((totals.retries, totals.retries_refused, totals.attempts.sum()), (begun, 600 - begun, 600 + begun));
    assert_eq!((totals.calls.failure, totals.calls.sum()), (600, 600));
    let is_it =
        |kind: &EventKind| matches!(kind, EventKind::BudgetSpent(spent) if *spent.retry == *noon::retry().name());
    assert_eq!(
        dyno::events(0).iter().filter(|event| is_it(&event.kind)).count(),
        2,
        "when it was decided on, and at noon"
    );
}

#[retry(n = 2, backoff = fixed(5s), jitter = none)]
async fn slowly(closed: Arc<Closed>) -> Result<u32, &'static str> {
    closed.ask().map_err(|_| "closed")
}

#[dyno::test(paused)]
async fn a_pause_that_is_left_costs_nothing() {
    let closed = Closed::until(Instant::now());
    for _ in 0..5 {
        let waiting: Vec<_> = (0..10).map(|_| tokio::spawn(slowly(closed.clone()))).collect();
        yield_now().await;
        assert_eq!(slowly::retry().snapshot().left, Some(0), "room is kept for the ten that wait");
        waiting.iter().for_each(JoinHandle::abort);
        advance(SECOND / 5).await;
        for left in waiting {
            assert!(left.await.unwrap_err().is_cancelled());
        }
        assert_eq!(slowly::retry().snapshot().left, Some(10));
    }
    let totals = slowly::metrics().totals;
    assert_eq!((totals.retries, totals.retries_refused, totals.calls.cancelled), (0, 0, 50));
    assert_eq!(slowly::retry().snapshot().retries, 0);
}

#[dyno::test(paused)]
async fn while_some_wait_for_long_others_are_attempted_again() {
    let closed = Closed::until(Instant::now() + 3_600 * SECOND);
    let waiting: Vec<_> = (0..10).map(|_| noon(closed.clone()).submit()).collect();
    yield_now().await;
    assert!(waiting.iter().all(|task| !task.is_completed()));
    let soon = Closed::until(Instant::now() + SECOND / 10);
    noon(soon.clone()).await.unwrap_err();
    assert_eq!(soon.begun.lock().unwrap().len(), 2);
}

/// What is done at a time.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A call whose attempts are told to wait so many milliseconds, or until the next of times that are so far from one another.
    Call(u64, u64),
    /// A call is dropped, wherever it is.
    Drop(usize),
}

fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
    let waits = prop_oneof![Just(0), 0..900_u64, 0..15_000_u64];
    let grids = prop_oneof![Just(0), Just(5_000_u64), Just(20_000)];
    let call = (waits, grids).prop_map(|(wait, grid)| Step::Call(wait, grid));
    let step = prop_oneof![9 => call, 1 => any::<usize>().prop_map(Step::Drop)];
    vec((prop_oneof![3 => Just(0), 3 => 0..60_u64, 1 => 0..7_000_u64], step), 0..250)
}

/// What happened, by the millisecond.
#[derive(Debug, Default)]
struct Seen {
    /// When calls began and ended.
    calls: Vec<(u64, u64)>,
    /// When attempts began, the first ones as well.
    attempts: Vec<u64>,
    /// When retries that began were decided on, or, if that was 10 s before and more, when they began.
    retries: Vec<u64>,
}

/// Notes a call when it ends, however it does.
struct Noted<'a> {
    began: u64,
    now: &'a Mutex<u64>,
    seen: &'a Mutex<Seen>,
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.seen.lock().unwrap().calls.push((self.began, *self.now.lock().unwrap()));
    }
}

/// Plays it, and tells what happened, and how many retries were counted.
fn played(steps: Vec<(u64, Step)>, share: f64) -> (Seen, u64) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let clock = ManualClock::new();
    let retry = {
        let _inside = Registry::with_clock(&clock).enter();
        Retry::builder("herd").n(4).budget(share).backoff(Backoff::fixed(Duration::ZERO)).build().unwrap()
    };
    let (now, seen) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(Seen::default())));
    let pass = async |millis: u64| {
        let time = Duration::from_millis(millis);
        clock.advance(time);
        *now.lock().unwrap() += millis;
        advance(time).await;
        yield_now().await;
    };
    runtime.block_on(async {
        let mut calls: Vec<JoinHandle<()>> = Vec::new();
        for (pause, step) in steps {
            pass(pause).await;
            match step {
                Step::Drop(which) if !calls.is_empty() => calls[which % calls.len()].abort(),
                Step::Drop(_) => {}
                Step::Call(wait, grid) => {
                    let (retry, now, seen) = (retry.clone(), now.clone(), seen.clone());
                    calls.push(tokio::spawn(async move {
                        let began = *now.lock().unwrap();
                        let _noted = Noted { began, now: &now, seen: &seen };
                        let mut before = None;
                        let told = retry.retry_after(|told: &u64| Some(Duration::from_millis(*told)));
                        let attempt = || {
                            let now: u64 = *now.lock().unwrap();
                            seen.lock().unwrap().attempts.push(now);
                            if let Some(decided) = before.replace(now) {
                                let counts_from = if now - decided < 10_000 { decided } else { now };
                                seen.lock().unwrap().retries.push(counts_from);
                            }
                            let wait = if grid == 0 { wait } else { grid - now % grid };
                            async move { Err::<(), _>(wait) }
                        };
                        let _ = told.call_async(attempt).await;
                    }));
                }
            }
            yield_now().await;
        }
        for _ in 0..800 {
            pass(100).await;
        }
        assert!(calls.iter().all(JoinHandle::is_finished));
    });
    let seen = take(&mut *seen.lock().unwrap());
    (seen, retry.snapshot().retries)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]

    /// Against a naive look at any 10 s: however long attempts were waited for, and whoever went away meanwhile. What is down is asked
    /// once for each call, and for a share of the calls once more, and ten times.
    #[test]
    fn any_ten_seconds_have_retries_for_a_share_of_the_calls_in_them_and_ten_more(steps in steps(), share in 0.0..=1.0f64) {
        let (Seen { calls, mut attempts, mut retries }, counted) = played(steps, share);
        prop_assert_eq!(retries.len() as u64, counted);
        for (times, share) in [(&mut retries, share), (&mut attempts, 1.0 + share)] {
            times.sort_unstable();
            for (index, from) in times.iter().enumerate() {
                for (more, to) in times[index..].iter().enumerate().take_while(|(_, to)| **to < from + 10_000) {
                    let under_way = calls.iter().filter(|(began, ended)| began <= to && from <= ended).count();
                    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
                    let (made, most) = ((more + 1) as f64, share * under_way as f64 + 10.0);
                    prop_assert!(made <= most + 0.001, "{made} of {most} from {from} to {to}");
                }
            }
        }
    }
}
