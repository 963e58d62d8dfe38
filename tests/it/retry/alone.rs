//! A retry without a command: by its builder, and round a block.

use std::cell::Cell;
use std::fmt::{self, Display};
use std::time::Duration;

use dyno::{Backoff, Compound, Error, Jitter, Registry, Retry, RetryAfter, SettingsError, retry, retrying};
use tokio::time::Instant;

const PAUSE: Duration = Duration::from_millis(10);

fn steady(name: &str) -> Retry {
    Retry::builder(name).backoff(Backoff::fixed(PAUSE)).jitter(Jitter::None).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_closure_is_attempted_again_after_a_pause() {
    let (retry, began, asked) = (steady("alone"), Instant::now(), Cell::new(0));
    let stock = retry.call_async(|| async {
        asked.set(asked.get() + 1);
        if asked.get() < 3 { Err(asked.get()) } else { Ok("there") }
    });
    assert_eq!(stock.await, Ok("there"));
    assert_eq!(began.elapsed(), PAUSE * 2);
    let errors = retry.call_async(|| async { Err::<(), _>("gone") }).await.unwrap_err();
    assert_eq!(errors.iter().collect::<Vec<_>>(), [&"gone"; 3]);
    assert_eq!(retry.snapshot().retries, 4);
}

#[test]
fn only_what_is_asked_for_is_attempted_again() {
    let retry = Retry::builder("alone and choosy").backoff(Backoff::fixed(Duration::ZERO)).n(5).build().unwrap();
    let left = Cell::new(2);
    let count = |_: &&str| left.replace(left.get() - 1) > 0;
    assert_eq!(retry.on(count).call(|| Err::<(), _>("busy")).unwrap_err().len(), 3);
}

#[dyno::test]
fn a_dead_service_is_asked_little_more_than_a_living_one() {
    let retry = Retry::builder("alone and spent").backoff(Backoff::fixed(Duration::ZERO)).build().unwrap();
    let mut asked = 0;
    for _ in 0..1_000 {
        let _ = retry.call(|| {
            asked += 1;
            Err::<(), _>("dead")
        });
    }
    assert!((1_010..=1_210).contains(&asked), "{asked}");
    let told = dyno::events(0).iter().filter(|event| event.to_string().contains("alone and spent")).count();
    assert!(told >= 1);
    assert!(retry.why().contains("refused"), "{}", retry.why());
}

#[dyno::test]
fn settings_of_one_name_stand_once() {
    let first = steady("alone and shared");
    let same = Retry::builder("alone and shared").build().unwrap();
    assert_eq!(first.settings(), same.settings());
    let other = Retry::builder("alone and shared").n(7).build();
    assert!(matches!(other, Err(SettingsError::Conflict { .. })));
    first.configure(|settings| settings.n = 1).unwrap();
    assert_eq!(same.call(|| Err::<(), _>("gone")).unwrap_err().len(), 1);
    assert!(first.configure(|settings| settings.n = 0).is_err());
    let custom = Retry::builder("nobody").backoff(Backoff::Custom).build();
    assert!(matches!(custom, Err(SettingsError::OutOfRange { setting: "backoff", .. })), "{custom:?}");
    assert!(matches!(Retry::builder("nobody").n(0).build(), Err(SettingsError::OutOfRange { setting: "n", .. })));
    assert!(dyno::retry("alone and shard").unwrap_err().to_string().contains("alone and shared"));
}

#[test]
fn a_block_may_change_what_is_around_it() {
    let mut lines = Vec::new();
    let written: Result<usize, Compound<String>> = retrying!(3, {
        lines.push("begin");
        if lines.len() < 3 {
            Err::<(), _>("locked".to_owned())?;
        }
        Ok(lines.len())
    });
    assert_eq!(written, Ok(3));
    assert_eq!(retrying!(2, { Err::<(), _>(lines.pop()) }).unwrap_err().len(), 2);
    assert_eq!(lines, ["begin"]);
}

#[derive(Debug, PartialEq)]
struct Busy(Duration);

impl RetryAfter for Busy {
    fn retry_after(&self) -> Option<Duration> {
        Some(self.0)
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_waits_as_long_as_its_error_says() {
    let (began, mut asked) = (Instant::now(), 0);
    let answer = retrying!(2, async {
        asked += 1;
        if asked < 2 { Err(Busy(Duration::from_secs(7))) } else { Ok(asked) }
    });
    assert_eq!(answer.await, Ok(2));
    assert_eq!(began.elapsed(), Duration::from_secs(7));
    let owned = String::from("gone");
    let answer = retrying!(1, async move { Err::<(), _>(owned.clone()) }).await;
    assert_eq!(answer.unwrap_err().into_last(), "gone");
}

#[retry(backoff = off)]
fn outer(asked: &Cell<u32>) -> Result<(), Compound<&'static str>> {
    retrying!(3, {
        asked.set(asked.get() + 1);
        Err("gone")
    })
    .map_err(Compound::into_last)
}

#[test]
fn retries_do_not_multiply() {
    let asked = Cell::new(0);
    assert_eq!(outer(&asked).unwrap_err().len(), 3);
    assert_eq!(asked.get(), 3);
}

#[dyno::timeout(1s)]
async fn hurried(asked: &Cell<u32>) -> Result<(), Error> {
    let slow = Retry::builder("alone in a hurry").n(9).backoff(Backoff::fixed(Duration::from_millis(400)));
    let slow = slow.jitter(Jitter::None).build().unwrap();
    tokio::task::yield_now().await;
    let errors = slow.call_async(|| async {
        asked.set(asked.get() + 1);
        Err::<(), _>("gone")
    });
    assert_eq!(errors.await.unwrap_err().len(), 3);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn it_does_not_wait_past_the_end_of_a_callers_time() {
    let (asked, began) = (Cell::new(0), Instant::now());
    hurried(&asked).await.unwrap();
    assert_eq!((asked.get(), began.elapsed()), (3, Duration::from_millis(800)));
}

#[test]
fn a_registry_has_its_own() {
    let tenant = Registry::new();
    let inside = tenant.enter();
    let retry = steady("alone for a tenant");
    assert!(dyno::retry("alone for a tenant").is_ok());
    drop(inside);
    assert!(dyno::retry(retry.name()).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_closure_tells_how_long_to_wait() {
    let retry = steady("alone and ruled");
    let began = Instant::now();
    let ruled = retry.backoff(|attempt, error: &&str| PAUSE * attempt * error.len().try_into().unwrap());
    assert_eq!(ruled.call_async(|| async { Err::<(), _>("gone") }).await.unwrap_err().len(), 3);
    assert_eq!(began.elapsed(), PAUSE * 4 * (1 + 2), "and not what is set");
    let began = Instant::now();
    let choosy = retry.backoff(|_, _: &&str| PAUSE).on(|error| *error != "gone");
    assert_eq!(choosy.call_async(|| async { Err::<(), _>("gone") }).await.unwrap_err().len(), 1);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_error_tells_how_long_to_wait() {
    let (retry, began) = (steady("alone and told"), Instant::now());
    let told = retry.retry_after(RetryAfter::retry_after);
    let busy = || async { Err::<(), _>(Busy(Duration::from_secs(7))) };
    assert_eq!(told.call_async(busy).await.unwrap_err().len(), 3);
    assert_eq!(began.elapsed(), Duration::from_secs(14));
    let (began, asked) = (Instant::now(), Cell::new(0));
    let told = retry.on(|_| true).backoff(|_, _| PAUSE * 5).retry_after(|error: &Option<Duration>| *error);
    let once = told.call_async(|| async {
        asked.set(asked.get() + 1);
        Err::<(), _>((asked.get() == 1).then_some(PAUSE))
    });
    assert_eq!(once.await.unwrap_err().len(), 3);
    assert_eq!(began.elapsed(), PAUSE + PAUSE * 5, "an error that knows nothing leaves it to the back-off");
}

#[test]
fn what_is_said_holds_for_what_blocks_as_well() {
    let retry = Retry::builder("alone and blocking").n(2).build().unwrap();
    let asked = Cell::new(0);
    let rule = |attempt, _: &&str| {
        asked.set(asked.get() + attempt);
        Duration::ZERO
    };
    assert_eq!(retry.backoff(rule).call(|| Err::<(), _>("gone")).unwrap_err().len(), 2);
    assert_eq!(asked.get(), 1, "of the last attempt it is not asked");
}

async fn knocks() -> usize {
    retrying!(99, async { Err::<(), _>("gone") }).await.unwrap_err().len()
}

#[dyno::test(paused)]
async fn a_block_has_a_budget_in_each_registry() {
    assert_eq!([knocks().await, knocks().await], [1 + 10, 1], "the reserve");
    let tenant = Registry::new();
    assert_eq!(tenant.scope(knocks()).await, 1 + 10, "a tenant has another");
    assert_eq!(tenant.scope(knocks()).await, 1);
    let spent =
        |registry: &Registry| registry.events(0).iter().filter(|event| event.to_string().contains("alone.rs:")).count();
    assert_eq!((spent(&tenant), spent(&Registry::current())), (1, 1));
    tokio::time::advance(Duration::from_secs(21)).await;
    assert_eq!(knocks().await, 1 + 10, "by the clock of its registry");
    assert_eq!(tenant.scope(knocks()).await, 1, "whose clock is another");
}

#[dyno::test(paused)]
async fn a_thread_does_not_wait_where_time_stands_still() {
    let hourly = Retry::builder("alone and still").backoff(Backoff::fixed(PAUSE * 360_000)).build().unwrap();
    assert_eq!(hourly.call(|| Err::<(), _>("gone")).unwrap_err().len(), 3);
    let began = Instant::now();
    assert_eq!(retrying!(2, { Err::<(), _>(Busy(PAUSE * 360_000)) }).unwrap_err().len(), 2);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

/// An error that no two threads may look at together.
#[derive(Debug, Default)]
struct Alone(Cell<u8>);

impl Display for Alone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alone {}", self.0.get())
    }
}

impl From<Error> for Alone {
    fn from(_: Error) -> Self {
        Self::default()
    }
}

#[retry]
async fn guarded() -> Result<u32, Alone> {
    Err(Alone::default())
}

#[retry(n = 2)]
async fn all_of_them() -> Result<u32, Compound<Alone>> {
    Err(Alone::default())?
}

#[test]
fn an_error_need_not_be_shared_between_threads() {
    fn is_sent<T: Send>(_: T) {}
    let retry = steady("alone and sent");
    let fails = || async { Err::<u32, _>(Alone::default()) };
    is_sent(retry.call_async(fails));
    is_sent(retry.on(|error: &Alone| error.0.get() == 0).backoff(|_, _: &Alone| PAUSE).call_async(fails));
    is_sent(retrying!(3, async { fails().await }));
    is_sent(retrying!(3, async move { Err::<u32, _>(Alone::default()) }));
    is_sent(guarded());
    is_sent(all_of_them());
    let built = dyno::Command::builder("built and sent").retry(|retry| retry).build().unwrap();
    is_sent(built.call_async(fails));
    is_sent(built.prepare_async(fails).on(|error: &Alone| error.0.get() == 0).all_errors().call());
}
