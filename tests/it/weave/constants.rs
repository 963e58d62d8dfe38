//! Settings that are constants of the user's, wherever a literal may stand.

use std::sync::Arc;
use std::time::Duration;

use dyno::{Backoff, Rate, command, rate_limit, retry};

const N: u32 = 5;
const M: u32 = 4;
const L: u32 = 40;
const P: Duration = Duration::from_secs(2);
const R: Rate = Rate::new(L, P);
const B: Backoff = Backoff::exponential(Duration::from_millis(7)).factor(3.0).max(P);

mod limits {
    pub(super) const N: u32 = 5;
}

macro_rules! limited {
    ($($name:ident: $attr:meta;)*) => {
        $(#[$attr]
        fn $name() -> Result<u8, dyno::Error> {
            Ok(1)
        })*

        /// What each lets through.
        fn limited() -> Vec<String> {
            vec![$({
                $name().unwrap();
                $name::rate_limit().settings().limit.to_string()
            }),*]
        }
    };
}

limited! {
    count: rate_limit(L / 2s);
    both: rate_limit(L / P);
    path: rate_limit("constants: path", self::L / P, burst = N);
    computed: rate_limit(L * 2 / 4s);
    rate: rate_limit(limit = R);
    named: command(rate_limit("constants: named", limit = R, wait = P));
    option: command(rate_limit = L / P);
}

#[dyno::test]
fn a_limit_is_one() {
    assert_eq!(limited(), ["40 / 2s", "40 / 2s", "40 / 2s", "80 / 4s", "40 / 2s", "40 / 2s", "40 / 2s"]);
}

macro_rules! retried {
    ($($name:ident: $attr:meta;)*) => {
        $(#[$attr]
        fn $name() -> Result<u8, dyno::Error> {
            Ok(1)
        })*

        /// How often each is attempted, and with what between.
        fn retried() -> Vec<(u32, Backoff)> {
            vec![$({
                $name().unwrap();
                let settings = $name::retry().settings();
                (settings.n, settings.backoff)
            }),*]
        }
    };
}

retried! {
    word: retry(N, backoff = B);
    in_module: retry(limits::N, backoff = B);
    sum: retry(M + 1, backoff = self::B);
    inside: command(retry(N, backoff = B));
    key: retry(n = N, backoff = exponential(7ms, factor = 3, max = P));
}

#[dyno::test]
fn a_number_of_attempts_and_a_back_off_are() {
    assert_eq!(retried(), [(N, B); 5]);
    assert_eq!(alone::retry_of(), N);
}

mod alone {
    use super::N;
    use dyno::command;

    #[command(retry = N)]
    fn stock() -> Result<u8, dyno::Error> {
        Ok(1)
    }

    pub(super) fn retry_of() -> u32 {
        stock().unwrap();
        stock::retry().settings().n
    }
}

const fn as_it_is(time: Duration) -> Duration {
    time
}

// In an expression Rust knows no `2s`.
#[dyno::test]
async fn a_time_is_written_the_same_in_an_expression() {
    #[command(timeout = 2s + 500ms, breaker(open_for = |n| 1s * n, slow_call = if cfg!(test) { 5s } else { 1m }))]
    async fn sum() -> Result<u8, dyno::Error> {
        Ok(1)
    }

    #[command(timeout = as_it_is(1.5h))]
    async fn called() -> Result<u8, dyno::Error> {
        Ok(1)
    }

    #[command(retry(n = 3, backoff = |n, _: &dyno::Error| 50us * n))]
    async fn paused() -> Result<u8, dyno::Error> {
        Ok(1)
    }

    #[command(cache(ttl_of = |_: &u8| 3s))]
    async fn kept() -> Result<u8, dyno::Error> {
        Ok(1)
    }

    let (sum_plan, called_plan) = (sum::plan().to_string(), called::plan().to_string());
    assert!(sum_plan.contains("2s500ms") && sum_plan.contains("slow_call = 5s"), "{sum_plan}");
    assert!(called_plan.contains("1h30m"), "{called_plan}");
    for answer in [sum().await, called().await, paused().await, kept().await] {
        assert_eq!(answer.unwrap(), 1);
    }
}

const LIMIT: Duration = Duration::from_millis(1_500);

const fn is_longer(one: Duration, other: Duration) -> bool {
    one.as_nanos() > other.as_nanos()
}

#[dyno::test]
async fn a_time_is_one_behind_a_negation_in_a_key_and_in_what_stands_in() {
    #[command(timeout = if !(is_longer(2s, LIMIT)) && cfg!(test) { 1s } else { 3s })]
    async fn negated() -> Result<u8, dyno::Error> {
        Ok(1)
    }

    #[command(cache(ttl = 1m, key = (sku, 2s)), fuse(admit = 100%, by = (sku, 2s)), rate_limit(100 / 1s, by = (sku, 2s)))]
    async fn keyed(sku: u8) -> Result<u8, dyno::Error> {
        Ok(sku)
    }

    #[dyno::inject]
    fn injected(#[inject(fallback = Arc::new(2s))] time: Arc<Duration>) -> Result<Duration, dyno::Error> {
        Ok(*time)
    }

    let plan = negated::plan().to_string();
    assert!(plan.contains("3s"), "{plan}");
    assert_eq!(keyed(1).await.unwrap(), 1);
    assert_eq!(keyed::cache::<(u8, Duration)>().get(&(1, Duration::from_secs(2))), Some(1));
    assert_eq!(injected().unwrap(), Duration::from_secs(2));
}
