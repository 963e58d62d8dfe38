//! Random histories, held against a bucket of tokens that is counted in fractions.

use std::time::Duration;

use proptest::prelude::*;

use super::{limit, retry_after};

/// What somebody does.
#[derive(Clone, Debug)]
enum Op {
    Come,
    /// So many nanoseconds go by.
    Wait(u64),
    /// As long as it takes until the next may pass, or a nanosecond less.
    Until(bool),
    /// Another limit: so many in so many nanoseconds, and a burst.
    Change(u32, u64, u32),
}

/// Tokens in parts: one is `16 * per` of them, and `count` come in each sixteenth of a nanosecond.
struct Naive {
    count: u128,
    token: u128,
    burst: u128,
    parts: u128,
}

impl Naive {
    fn new(count: u32, per: u64, burst: u32) -> Self {
        let token = u128::from(per) * 16;
        Self { count: count.into(), token, burst: token * u128::from(burst), parts: token * u128::from(burst) }
    }

    fn goes_by(&mut self, nanos: u128) {
        self.parts = (self.parts + nanos * 16 * self.count).min(self.burst);
    }

    fn comes(&mut self) -> Result<(), u128> {
        if self.parts < self.token {
            return Err((self.token - self.parts).div_ceil(self.count * 16));
        }
        self.parts -= self.token;
        Ok(())
    }

    fn change(&mut self, count: u32, per: u64, burst: u32) {
        let mut new = Self::new(count, per, burst);
        // As many tokens are owed as were, to a sixteenth of a nanosecond.
        let owed = (self.burst - self.parts) / self.count;
        let owed = owed * (new.token / new.count) / (self.token / self.count);
        new.parts = new.burst.saturating_sub(owed * new.count);
        *self = new;
    }
}

/// Limits whose interval is a whole number of sixteenths, so that both count the same.
fn limits() -> impl Strategy<Value = (u32, u64, u32)> {
    let count = prop_oneof![Just(1), Just(2), Just(4), Just(5), Just(8), Just(16)];
    (count, 1_u64..50, 1_u32..6).prop_map(|(count, interval, burst)| (count, interval * u64::from(count), burst))
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => Just(Op::Come),
        3 => (0_u64..120).prop_map(Op::Wait),
        2 => any::<bool>().prop_map(Op::Until),
        1 => limits().prop_map(|(count, per, burst)| Op::Change(count, per, burst)),
    ]
}

proptest! {
    #[test]
    fn it_lets_through_whom_a_bucket_of_tokens_would(
        (count, per, burst) in limits(),
        ops in prop::collection::vec(ops(), 1..120),
    ) {
        let (limit, clock) = limit(|it| it.limit(count, Duration::from_nanos(per)).burst(burst));
        let mut naive = Naive::new(count, per, burst);
        for op in ops {
            match op {
                Op::Come => match naive.comes() {
                    Ok(()) => prop_assert!(limit.try_acquire().is_ok()),
                    Err(wait) => prop_assert_eq!(retry_after(limit.try_acquire()).as_nanos(), wait),
                },
                Op::Wait(nanos) => {
                    clock.advance(Duration::from_nanos(nanos));
                    naive.goes_by(nanos.into());
                }
                Op::Until(is_early) => {
                    if let Err(wait) = naive.comes() {
                        let wait = wait - u128::from(is_early);
                        clock.advance(Duration::from_nanos(u64::try_from(wait).unwrap()));
                        naive.goes_by(wait);
                        prop_assert_eq!(limit.try_acquire().is_err(), is_early);
                        prop_assert_eq!(naive.comes().is_err(), is_early);
                    } else {
                        prop_assert!(limit.try_acquire().is_ok());
                    }
                }
                Op::Change(count, per, burst) => {
                    limit
                        .configure(|settings| {
                            settings.limit = dyno::Rate::new(count, Duration::from_nanos(per));
                            settings.burst = Some(burst);
                        })
                        .unwrap();
                    naive.change(count, per, burst);
                }
            }
            let left = naive.parts / naive.token;
            prop_assert_eq!(u128::from(limit.snapshot().available), left);
        }
    }

    #[test]
    fn no_time_sees_more_than_a_burst_and_what_comes_in_meanwhile(
        (count, per) in (1_u32..1_000, 1_000_u64..1_000_000_000),
        burst in 1_u32..20,
        gaps in prop::collection::vec(0_u64..2_000_000, 1..200),
    ) {
        let (limit, clock) = limit(|it| it.limit(count, Duration::from_nanos(per)).burst(burst));
        let mut now = 0_u64;
        let mut passed = Vec::new();
        for gap in gaps {
            clock.advance(Duration::from_nanos(gap));
            now += gap;
            if limit.try_acquire().is_ok() {
                passed.push(now);
            }
        }
        for (from, first) in passed.iter().enumerate() {
            for (to, last) in passed.iter().enumerate().skip(from) {
                let interval = u128::from(per) * 16 / u128::from(count);
                let allowed = u128::from(burst) + u128::from(last - first) * 16 / interval;
                prop_assert!(u128::try_from(to - from).unwrap() < allowed);
            }
        }
    }
}
