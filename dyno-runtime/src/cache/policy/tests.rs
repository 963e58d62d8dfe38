//! Each policy against its formula, and against what is written of it.

use std::time::Duration;

use proptest::prelude::*;

use super::{BOUND, CAP, CachePolicy};
use crate::cache::life::{Cost, Life};
use crate::clock::Moment;
use crate::settings::Text;

const MADE: Duration = Duration::from_secs(1_000);
const TTL: Duration = Duration::from_secs(10);

/// A life of so long, whose last making took `cost`, and those before it the same.
fn life(ttl: Duration, cost: Duration) -> Life {
    let made = Moment::at(MADE);
    let cost = (0..200).fold(Cost::of(cost, None), |before, _| Cost::of(cost, Some(before)));
    Life { made, expires: made.after(ttl), cost }
}

/// How likely whoever asks at that age should renew it.
fn likely(policy: CachePolicy, life: &Life, age: f64) -> f64 {
    let (ttl, last) = (life.ttl().as_secs_f64(), life.cost.last().as_secs_f64());
    let left = ttl - age;
    match policy {
        CachePolicy::Static => 0.0,
        CachePolicy::Linear => age / ttl,
        CachePolicy::Exponential { k } => (age / ttl).powf(k),
        CachePolicy::XFetch { beta } => (-left / (beta * last)).exp(),
        CachePolicy::Adaptive => {
            let most = life.cost.most().as_secs_f64().min(CAP * ttl);
            if left > BOUND * most { 0.0 } else { (-left / most).exp() }
        }
    }
}

/// Chi-square of 20,000 throws at each of 40 ages against the formula; what cannot be must not be at all.
fn chi_square(policy: CachePolicy, life: &Life) -> f64 {
    const THROWS: u32 = 20_000;
    let mut random = fastrand::Rng::with_seed(7);
    let mut sum = 0.0;
    for bucket in 0..40 {
        let age = life.ttl().as_secs_f64() * (f64::from(bucket) + 0.5) / 40.0;
        let now = life.made.after(Duration::from_secs_f64(age));
        let due = (0..THROWS).filter(|_| policy.is_due(life, now, 1.0 - random.f64())).count();
        let (due, expected) = (f64::from(u32::try_from(due).unwrap()), likely(policy, life, age) * f64::from(THROWS));
        // Where fewer than five are expected the sum is no chi-square.
        if expected < 5.0 {
            assert!(due <= 20.0 * expected.ceil(), "{policy:?} at {age}: {due} instead of {expected}");
        } else {
            sum += (due - expected).powi(2) / expected;
            let rest = f64::from(THROWS) - expected;
            sum += if rest > 0.0 { (due - expected).powi(2) / rest } else { 0.0 };
        }
    }
    sum
}

#[test]
fn each_is_due_as_often_as_its_formula_says() {
    // Of 40 buckets, passed by 999 of 1,000 that are what they should be.
    const MOST: f64 = 73.4;
    for policy in [
        CachePolicy::Adaptive,
        CachePolicy::XFetch { beta: 1.0 },
        CachePolicy::XFetch { beta: 2.5 },
        CachePolicy::Linear,
        CachePolicy::Exponential { k: 2.0 },
        CachePolicy::Exponential { k: 0.5 },
        CachePolicy::Exponential { k: 0.0 },
        CachePolicy::Static,
    ] {
        for cost in [400, 1_500, 9_000].map(Duration::from_millis) {
            let sum = chi_square(policy, &life(TTL, cost));
            assert!(sum < MOST, "{policy:?} at {cost:?}: {sum}");
        }
    }
    let (xfetch, adaptive) = (CachePolicy::XFetch { beta: 1.0 }, CachePolicy::Adaptive);
    let life = life(TTL, TTL);
    let wrong = |age| (likely(xfetch, &life, age) - likely(adaptive, &life, age)).abs() > 0.1;
    assert!((1..10).any(|age| wrong(f64::from(age))), "the test can tell them apart");
}

#[test]
fn at_the_edges_it_is_due_always_or_never() {
    let least = 2_f64.powi(-53);
    let made = life(TTL, Duration::from_millis(100));
    for policy in [CachePolicy::Adaptive, CachePolicy::XFetch { beta: 1.0 }, CachePolicy::Linear] {
        assert!(policy.is_due(&made, made.expires, 1.0), "{policy:?} at the expiry, whatever chance says");
    }
    for u in [least, 0.5, 1.0] {
        assert!(!CachePolicy::Static.is_due(&made, made.expires, u));
        assert!(!CachePolicy::XFetch { beta: 0.0 }.is_due(&made, made.expires.before(Duration::from_nanos(1)), u));
        assert!(CachePolicy::Exponential { k: 0.0 }.is_due(&made, made.made, u));
        let first = made.made.after(Duration::from_secs(1));
        assert!(!CachePolicy::Exponential { k: 1_000.0 }.is_due(&made, first, u));
        let never = Life { expires: Moment::NEVER, ..made };
        assert!(!CachePolicy::Linear.is_due(&never, made.expires, u));
        assert_eq!(CachePolicy::Linear.earliest(&never), Moment::NEVER);
    }
    assert!(!CachePolicy::Linear.is_due(&made, made.made, least), "nothing is renewed when it has just been made");
}

#[test]
fn factors_have_limits() {
    for (factor, expected) in
        [(0.0, true), (1_000.0, true), (1_000.1, false), (-0.1, false), (f64::NAN, false), (f64::INFINITY, false)]
    {
        assert_eq!(CachePolicy::XFetch { beta: factor }.is_possible(), expected, "{factor}");
        assert_eq!(CachePolicy::Exponential { k: factor }.is_possible(), expected, "{factor}");
    }
    assert!(
        CachePolicy::Adaptive.is_possible() && CachePolicy::Static.is_possible() && CachePolicy::Linear.is_possible()
    );
}

#[test]
fn it_reads_what_it_writes_and_says_what_it_cannot_read() {
    for policy in [
        CachePolicy::Adaptive,
        CachePolicy::Static,
        CachePolicy::Linear,
        CachePolicy::XFetch { beta: 1.5 },
        CachePolicy::Exponential { k: 3.0 },
    ] {
        assert_eq!(CachePolicy::read(&policy.write()), Ok(policy));
    }
    assert_eq!(CachePolicy::read("xfetch"), Ok(CachePolicy::XFetch { beta: 1.0 }));
    assert_eq!(CachePolicy::read("exponential"), Ok(CachePolicy::Exponential { k: 2.0 }));
    assert_eq!(CachePolicy::XFetch { beta: 1.0 }.write(), "xfetch(beta = 1)");
    for (text, said) in [
        ("eager", "`eager` is no policy of a cache: write `adaptive`, `xfetch(beta = 1)`"),
        ("xfetch(beta = much)", "`much` is no number"),
        ("linear(k = 1)", "k"),
        ("exponential(beta = 1)", "beta"),
        ("", "write `adaptive`"),
    ] {
        let error = CachePolicy::read(text).unwrap_err();
        assert!(error.contains(said), "{text}: {error}");
    }
}

fn policies() -> impl Strategy<Value = CachePolicy> {
    prop_oneof![
        Just(CachePolicy::Adaptive),
        Just(CachePolicy::Static),
        Just(CachePolicy::Linear),
        (0.0..1_000.0).prop_map(|beta| CachePolicy::XFetch { beta }),
        (0.0..1_000.0).prop_map(|k| CachePolicy::Exponential { k }),
    ]
}

proptest! {
    /// Whoever comes before the earliest moment throws no die: nobody may be left out by that.
    #[test]
    fn nobody_is_due_before_the_earliest_moment(
        policy in policies(),
        (ttl, cost) in (1_u64..100_000_000_000, 0_u64..100_000_000_000),
        share in 0.0..1.0,
        u in prop_oneof![Just(2_f64.powi(-53)), 1e-12..=1.0],
    ) {
        let life = life(Duration::from_nanos(ttl), Duration::from_nanos(cost));
        let age = life.ttl().mul_f64(share);
        let now = life.made.after(age);
        // By the formula alone, and with a nanosecond to spare.
        let is_due = u < likely(policy, &life, (age + Duration::from_nanos(1)).as_secs_f64()) * (1.0 - 1e-6);
        prop_assume!(is_due);
        let after = now.after(Duration::from_nanos(2));
        prop_assert!(policy.earliest(&life) <= after, "{:?} > {after:?}", policy.earliest(&life));
        prop_assert!(policy.is_due(&life, after, u), "the formula says so");
    }
}
