//! Random histories, held against a map that is looked through.

use std::collections::HashMap;
use std::time::Duration;

use dyno::{CachePolicy, ManualClock};
use proptest::prelude::*;

use super::{MILLI, Oops, Stock, cache};

const KEYS: u32 = 6;

/// What is set to what, in milliseconds.
#[derive(Clone, Copy, Debug)]
enum Set {
    Ttl(Option<u32>),
    NegativeTtl(Option<u32>),
    Stale(u32),
    StaleIfError(u32),
    Capacity(u32),
}

/// What somebody does.
#[derive(Clone, Debug)]
enum Op {
    Get(u32),
    Peek(u32),
    Insert(u32),
    /// A maker that takes so long, during which something else happens, and goes well or fails.
    Make(u32, u32, Option<Box<Op>>, bool),
    Invalidate(u32),
    InvalidateOdd,
    Clear,
    Advance(u32),
    Back(u32),
    Configure(Set),
}

#[derive(Clone, Debug)]
struct Kept {
    value: Result<u64, ()>,
    made: u32,
    expires: Option<u32>,
    /// When the last refresh failed, and how long that took.
    failed: Option<(u32, u32)>,
}

impl Kept {
    /// Whether somebody may renew it, as far as that can be told without its cost: after one that failed it waits for at least as long as that
    /// took or a thousandth of the ttl, and for at most a tenth.
    fn may_be_renewed(&self, now: u32) -> Option<bool> {
        let (Some((at, took)), Some(expires)) = (self.failed, self.expires) else { return Some(true) };
        let ttl = (expires - self.made) * MILLI;
        let (now, at, most) = (now * MILLI, at * MILLI, ttl / 10);
        let least = (took * MILLI).max(ttl / 1_000).min(most);
        if now < at + least { Some(false) } else { (now >= at + most).then_some(true) }
    }
}

#[derive(Debug, Default, PartialEq)]
struct Counts {
    hits: u64,
    stale: u64,
    misses: u64,
    made: u64,
    failed: u64,
    early: u64,
    rescued: u64,
}

/// What a cache should be: one map, and what is being made.
struct Naive {
    cache: Stock,
    clock: ManualClock,
    now: u32,
    /// Whether each who asks for what expires renews it.
    is_eager: bool,
    kept: HashMap<u32, Kept>,
    /// The keys that are being made, and whether the values are to be kept.
    making: Vec<(u32, bool)>,
    /// Whether some had to leave, nobody knows which.
    may_lose: bool,
    next: u64,
    counts: Counts,
}

impl Naive {
    fn new(is_eager: bool, capacity: u32) -> Self {
        let policy = if is_eager { CachePolicy::Exponential { k: 0.0 } } else { CachePolicy::Static };
        let (cache, clock) = cache(|it| it.ttl(50 * MILLI).policy(policy).capacity(capacity));
        clock.set(1_000 * MILLI);
        let (kept, making, counts) = (HashMap::new(), Vec::new(), Counts::default());
        Self { cache, clock, now: 1_000, is_eager, kept, making, may_lose: capacity < KEYS, next: 0, counts }
    }

    fn value(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn tells(&mut self, now: u32) {
        self.now = now;
        self.clock.set(now * MILLI);
    }

    fn forget(&mut self, is: impl Fn(u32) -> bool) {
        self.making.iter_mut().filter(|(key, _)| is(*key)).for_each(|(_, keeps)| *keeps = false);
    }

    fn keep(&mut self, key: u32, value: Result<u64, ()>, ttl: Option<Duration>) {
        if ttl == Some(Duration::ZERO) {
            self.kept.remove(&key);
        } else {
            let expires = ttl.map(|ttl| self.now + u32::try_from(ttl.as_millis()).unwrap());
            self.kept.insert(key, Kept { value, made: self.now, expires, failed: None });
        }
    }

    /// What there is of a key. Where some had to leave it looks whether that is one of them.
    fn there(&mut self, key: u32) -> Option<Kept> {
        let is_fresh = self.kept.get(&key).is_some_and(|kept| kept.value.is_ok() && self.is_fresh(kept));
        if self.may_lose && (!is_fresh || self.cache.peek(&key).is_none()) {
            // What cannot be seen is taken away on both sides.
            self.cache.invalidate(&key);
            self.kept.remove(&key);
            self.forget(|other| other == key);
        }
        self.kept.get(&key).cloned()
    }

    fn is_fresh(&self, kept: &Kept) -> bool {
        kept.expires.is_none_or(|expires| self.now < expires)
    }

    fn runs(&mut self, op: &Op) {
        match *op {
            Op::Get(key) => {
                let there = self.there(key).filter(|kept| self.is_fresh(kept));
                let count = if there.is_some() { &mut self.counts.hits } else { &mut self.counts.misses };
                *count += 1;
                assert_eq!(self.cache.get(&key), there.and_then(|kept| kept.value.ok()));
            }
            Op::Peek(key) => {
                let there = self.there(key).filter(|kept| self.is_fresh(kept));
                assert_eq!(self.cache.peek(&key), there.and_then(|kept| kept.value.ok()));
            }
            Op::Insert(key) => {
                let value = self.value();
                self.cache.insert(key, value);
                self.keep(key, Ok(value), self.cache.settings().ttl);
                self.forget(|other| other == key);
            }
            Op::Make(key, takes, ref inside, goes_well) => self.makes(key, takes, inside.as_deref(), goes_well),
            Op::Invalidate(key) => {
                let there = self.there(key);
                self.forget(|other| other == key);
                self.kept.remove(&key);
                assert_eq!(self.cache.invalidate(&key), there.is_some());
            }
            Op::InvalidateOdd => {
                for key in 0..KEYS {
                    self.there(key);
                }
                let before = self.kept.len();
                self.kept.retain(|_, kept| kept.value.is_ok_and(|value| value % 2 == 0) || kept.value.is_err());
                self.forget(|_| true);
                let removed = self.cache.invalidate_if(|_, value| value % 2 == 1);
                assert_eq!(removed, (before - self.kept.len()) as u64);
            }
            Op::Clear => {
                self.kept.clear();
                self.forget(|_| true);
                self.cache.clear();
                assert!(self.cache.is_empty());
            }
            Op::Advance(by) => self.tells(self.now + by),
            Op::Back(by) => self.tells(self.now.saturating_sub(by).max(1)),
            Op::Configure(set) => self.configures(set),
        }
    }

    fn configures(&mut self, set: Set) {
        let millis = |time: Option<u32>| time.map(|time| time * MILLI);
        let changed = self.cache.configure(|settings| match set {
            Set::Ttl(ttl) => settings.ttl = millis(ttl),
            Set::NegativeTtl(ttl) => settings.negative_ttl = millis(ttl),
            Set::Stale(time) => settings.stale = time * MILLI,
            Set::StaleIfError(time) => settings.stale_if_error = time * MILLI,
            Set::Capacity(capacity) => settings.capacity = capacity,
        });
        if let (Set::Capacity(capacity), Ok(())) = (set, changed) {
            self.may_lose |= capacity < KEYS;
        }
    }

    fn makes(&mut self, key: u32, takes: u32, inside: Option<&Op>, goes_well: bool) {
        if self.making.iter().any(|(other, _)| *other == key) {
            return;
        }
        let (there, settings, asked) = (self.there(key), self.cache.settings(), self.now);
        // What is served if it fails, and whether it is made at all.
        let (mut present, mut renews) = (None, Some(true));
        let mut is_early = false;
        match &there {
            Some(kept) if self.is_fresh(kept) => {
                let is_due = self.is_eager && kept.expires.is_some() && kept.value.is_ok() && kept.made <= self.now;
                renews = if is_due { kept.may_be_renewed(self.now) } else { Some(false) };
                self.counts.hits += 1;
                (present, is_early) = (kept.value.ok(), true);
            }
            Some(kept @ Kept { value: Ok(value), expires: Some(expires), .. }) => {
                let late = (asked - expires) * MILLI;
                present = Some(*value).filter(|_| late < settings.stale.max(settings.stale_if_error));
                if late < settings.stale {
                    renews = kept.may_be_renewed(self.now);
                    self.counts.stale += 1;
                } else {
                    self.counts.misses += 1;
                }
            }
            _ => self.counts.misses += 1,
        }
        if renews == Some(false) {
            let served = self.cache.get_or_make(&key, || -> Result<u64, Oops> { panic!("it is there") });
            return assert_eq!(Some(served.map_err(drop)), there.map(|kept| kept.value));
        }

        let (cache, at, mut is_made) = (self.cache.clone(), self.making.len(), false);
        let value = self.value();
        self.making.push((key, true));
        let made = cache.get_or_make(&key, || {
            is_made = true;
            self.tells(self.now + takes);
            if let Some(op) = inside {
                self.runs(op);
            }
            if goes_well { Ok(value) } else { Err(Oops::Own("rakes")) }
        });
        let (_, keeps) = self.making.remove(at);
        if !is_made {
            assert!(renews.is_none(), "it is to be made");
            return assert_eq!(made.map_err(drop), present.ok_or(()));
        }
        self.counts.early += u64::from(is_early);
        let settings = self.cache.settings();
        let expected = if goes_well {
            self.counts.made += 1;
            if keeps {
                self.keep(key, Ok(value), settings.ttl);
            }
            Ok(value)
        } else {
            self.counts.failed += 1;
            self.counts.rescued += u64::from(present.is_some());
            let took = self.now.saturating_sub(asked);
            if let Some(kept) = self.kept.get_mut(&key).filter(|kept| present.is_some() && kept.value.ok() == present) {
                kept.failed = Some((self.now, took));
            }
            if let (None, Some(_), true) = (present, settings.negative_ttl, keeps) {
                self.keep(key, Err(()), settings.negative_ttl);
            }
            present.ok_or(())
        };
        assert_eq!(made.map_err(drop), expected);
    }

    fn compares(&self) {
        let stats = self.cache.stats();
        let counts = Counts {
            hits: stats.hits,
            stale: stats.stale,
            misses: stats.misses,
            made: stats.made,
            failed: stats.failed,
            early: stats.early,
            rescued: stats.rescued,
        };
        assert_eq!(counts, self.counts);
        assert!(self.cache.len() <= self.cache.settings().capacity as usize);
        assert_eq!((stats.running, stats.len), (0, self.cache.len() as u64));
        if !self.may_lose {
            assert_eq!(self.cache.len(), self.kept.len());
        }
    }
}

fn sets() -> impl Strategy<Value = Set> {
    let time = || prop_oneof![Just(0_u32), 1_u32..100];
    prop_oneof![
        prop::option::of(time()).prop_map(Set::Ttl),
        prop::option::of(time()).prop_map(Set::NegativeTtl),
        time().prop_map(Set::Stale),
        time().prop_map(Set::StaleIfError),
        (1_u32..12).prop_map(Set::Capacity),
    ]
}

fn simple() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0..KEYS).prop_map(Op::Get),
        2 => (0..KEYS).prop_map(Op::Peek),
        3 => (0..KEYS).prop_map(Op::Insert),
        3 => (0..KEYS).prop_map(Op::Invalidate),
        1 => Just(Op::InvalidateOdd),
        1 => Just(Op::Clear),
        4 => (0_u32..60).prop_map(Op::Advance),
        1 => (0_u32..60).prop_map(Op::Back),
        2 => sets().prop_map(Op::Configure),
    ]
}

fn making(inside: impl Strategy<Value = Op> + 'static) -> impl Strategy<Value = Op> {
    let inside = prop::option::of(inside.prop_map(Box::new));
    (0..KEYS, 0_u32..20, inside, prop::bool::weighted(0.7))
        .prop_map(|(key, takes, inside, goes_well)| Op::Make(key, takes, inside, goes_well))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn it_is_as_a_map_would_be(
        is_eager in any::<bool>(),
        capacity in prop_oneof![3 => Just(100), 1 => 1_u32..8],
        ops in prop::collection::vec(prop_oneof![simple(), making(prop_oneof![simple(), making(simple())])], 1..60),
    ) {
        let mut naive = Naive::new(is_eager, capacity);
        for op in &ops {
            naive.runs(op);
            naive.compares();
        }
    }
}
