//! What would leave something unguarded in practice, by the numbers that are known.

use std::time::Duration;

use dyno::{Breaker, Bulkhead, Cache, DryRun, Error, ManualClock, Registry, Retry, command};

use super::tills;

fn dry(kind: &str, name: &str, set: &[(&str, &str)]) -> DryRun {
    let over = dyno::settings().override_(kind, name);
    set.iter().fold(over, |over, (setting, value)| over.set(*setting, *value)).dry_run().expect("it can be set")
}

fn harm(set: &[(&str, &str)]) -> Vec<String> {
    dry("breaker", "tills", set).dangerous
}

const HOPELESS: [&[(&str, &str)]; 6] = [
    &[("consecutive", "4294967295"), ("failure_rate", "off")],
    &[("consecutive", "4294967295"), ("min_calls", "1000000")],
    &[("consecutive", "off"), ("min_calls", "1000000")],
    &[("consecutive", "off"), ("failure_rate", "off"), ("slow_call", "1h")],
    &[("consecutive", "off"), ("window", "1ms")],
    &[("consecutive", "off"), ("slow_call", "1s"), ("min_calls", "1000000")],
];
const SENSIBLE: [&[(&str, &str)]; 11] = [
    &[("consecutive", "off")],
    &[("failure_rate", "off")],
    &[("consecutive", "1000")],
    &[("consecutive", "off"), ("min_calls", "100")],
    &[("consecutive", "off"), ("min_calls", "1000")],
    &[("consecutive", "off"), ("min_calls", "6000"), ("window", "1m")],
    &[("consecutive", "off"), ("failure_rate", "off"), ("slow_call", "5s")],
    &[("consecutive", "off"), ("window", "1s")],
    &[("consecutive", "off"), ("window", "calls(100)")],
    &[("window", "1ms")],
    &[("min_calls", "1000000")],
];

#[dyno::test]
fn what_nothing_opens_in_practice_is_unguarded() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    // At first nobody has come, then a few have.
    for _ in 0..2 {
        for set in HOPELESS {
            let told = harm(set);
            let [told] = &*told else { panic!("{set:?}: {told:?}") };
            assert!(told.starts_with("in practice nothing would open it, since "), "{told}");
        }
        for set in SENSIBLE {
            assert!(harm(set).is_empty(), "{set:?}: {:?}", harm(set));
        }
        assert!(harm(&[("probes", "2")]).is_empty());
        (0..10).for_each(|_| breaker.admit().unwrap().success());
    }
    assert_eq!(
        harm(&[("consecutive", "off"), ("min_calls", "1000000")]),
        [
            "in practice nothing would open it, since 1000000 calls are not to be expected within 10s: what it guards is unguarded"
        ]
    );
}

/// Whoever has few calls, or fewer, is warned of the same.
#[dyno::test]
fn a_hundred_a_second_may_always_come() {
    let registry = Registry::with_clock(ManualClock::new());
    let _inside = registry.enter();
    let breaker = tills();
    let warns = |calls: u32, window| {
        let calls = calls.to_string();
        !harm(&[("consecutive", "off"), ("window", window), ("min_calls", &calls)]).is_empty()
    };
    for _ in 0..90 {
        breaker.admit().unwrap().success();
        for (window, most) in [("10s", 1_000), ("1m", 6_000), ("1h", 360_000), ("100ms", 10)] {
            assert!(!warns(most, window) && warns(most + 1, window), "{most} in {window}");
        }
    }
}

#[dyno::test]
fn many_calls_are_known_to_come() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = Breaker::builder("tills").build().unwrap();
    let many = [("consecutive", "off"), ("min_calls", "3000")];
    breaker.admit().unwrap().success();
    assert_eq!(harm(&many).len(), 1);
    (0..300).for_each(|_| breaker.admit().unwrap().success());
    assert!(harm(&many).is_empty(), "ten times as many may come");
    // The last so many are never too old.
    assert!(harm(&[("consecutive", "off"), ("window", "calls(2000)"), ("min_calls", "2000")]).is_empty());
    clock.advance(Duration::from_secs(20));
    breaker.admit().unwrap().success();
    assert_eq!(harm(&[("consecutive", "off"), ("window", "calls(1000000)"), ("min_calls", "1000000")]).len(), 1);
}

#[command(breaker("dangerous shop"), timeout = 2s)]
async fn shop() -> Result<(), Error> {
    Ok(())
}

#[dyno::test]
async fn a_call_that_is_ended_before_is_never_slow() {
    shop().await.unwrap();
    let harm = |slow: &str| {
        let set = [("consecutive", "off"), ("failure_rate", "off"), ("slow_call", slow)];
        dry("breaker", "dangerous shop", &set).dangerous
    };
    assert!(harm("1s").is_empty(), "{:?}", harm("1s"));
    assert_eq!(
        harm("3s"),
        ["in practice nothing would open it, since no call lasts longer than 3s: what it guards is unguarded"]
    );
}

#[dyno::test]
fn a_cache_that_keeps_nothing_and_a_retry_that_tries_nothing_again() {
    let _cache = Cache::<u32, u32>::builder("tills").ttl(Duration::from_secs(60)).build().unwrap();
    let _retry = Retry::builder("tills").build().unwrap();
    let harm = |kind: &str, setting: &str, value: &str| dry(kind, "tills", &[(setting, value)]).dangerous;
    for ttl in ["0s", "1ms"] {
        let told = format!("a value lives for {ttl}: as good as all who ask have it made again");
        assert_eq!(harm("cache", "ttl", ttl), [told]);
    }
    assert!(harm("cache", "ttl", "1s").is_empty() && harm("cache", "ttl", "off").is_empty());
    assert_eq!(harm("retry", "n", "1"), ["nothing is tried again"]);
    assert!(harm("retry", "n", "2").is_empty());
}

#[dyno::test]
fn one_is_told_as_one() {
    let bulkhead = Bulkhead::builder("tills").permits(4).build().unwrap();
    let _one = bulkhead.try_acquire().unwrap();
    let said = || dry("bulkhead", "tills", &[("permits", "2")]).words.remove(0);
    assert!(said().starts_with("`permits` = 2: 1 is at work now"), "{}", said());
    let _two = bulkhead.try_acquire().unwrap();
    assert!(said().starts_with("`permits` = 2: 2 are at work now"), "{}", said());
    let cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    cache.insert(1, 2);
    let said = dry("cache", "tills", &[("capacity", "3")]).words.remove(0);
    assert_eq!(said, "1 entry is in it, of which 0 would leave at once");
}

#[dyno::test]
fn a_short_window_is_told_as_such() {
    let _breaker = tills();
    let said = |set: &[(&str, &str)]| dry("breaker", "tills", set).words.remove(0);
    let short = said(&[("window", "1ms"), ("consecutive", "off")]);
    assert!(short.ends_with("and open after 20 more failures in a row, if they came within 1ms"), "{short}");
    let row = said(&[("window", "1ms")]);
    assert!(row.ends_with("and open after 20 more failures in a row"), "{row}");
    let long = said(&[("window", "5s"), ("consecutive", "off")]);
    assert!(long.ends_with("and open after 20 more failures in a row, if they came at once"), "{long}");
}
