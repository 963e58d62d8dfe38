//! A bucket for each key: whose it is, and who leaves when there are too many.

use std::cell::Cell;
use std::hash::{Hash, Hasher};

use dyno::RateLimit;

use super::{SECOND, limit, retry_after};

#[test]
fn each_key_has_a_bucket_of_its_own() {
    let (limit, clock) = limit(|it| it.limit(1, SECOND));
    limit.try_acquire_by("acme").unwrap();
    assert_eq!(retry_after(limit.try_acquire_by("acme")), SECOND);
    assert_eq!(retry_after(limit.try_acquire_by(&"acme".to_owned())), SECOND, "a string is what it says");
    limit.try_acquire_by("beta").unwrap();
    limit.try_acquire().expect("those without a key have another");
    limit.try_acquire_by(&(1_u32, "acme".to_owned())).unwrap();
    limit.try_acquire_by(&1_u32).unwrap();
    limit.try_acquire_by(&1_u64).expect("keys of two types never meet");
    assert_eq!(limit.snapshot().keys, 5);
    clock.advance(SECOND);
    assert_eq!(limit.call_by("acme", || Ok::<_, dyno::Error>(1)).unwrap(), 1);
    assert!(limit.try_acquire_by("acme").is_err());
}

/// Equal only if it is the same, and with the hash of all others.
#[derive(Clone, PartialEq, Eq)]
struct Alike(u32);

impl Hash for Alike {
    fn hash<H: Hasher>(&self, state: &mut H) {
        0.hash(state);
    }
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    let (limit, _clock) = limit(|it| it.limit(1, SECOND));
    for key in 0..20 {
        limit.try_acquire_by(&Alike(key)).unwrap();
    }
    for key in 0..20 {
        assert!(limit.try_acquire_by(&Alike(key)).is_err());
    }
    assert_eq!(limit.snapshot().keys, 20);
}

thread_local! {
    static INSIDE: Cell<Option<RateLimit>> = const { Cell::new(None) };
}

/// Uses the limit whenever it is asked for anything.
#[derive(Debug, PartialEq, Eq)]
struct Nosy(u32);

fn nosy() {
    if let Some(limit) = INSIDE.take() {
        for key in 0..3_u32 {
            let _ = limit.try_acquire_by(&key);
        }
        INSIDE.set(Some(limit));
    }
}

impl Hash for Nosy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        nosy();
        self.0.hash(state);
    }
}

impl Clone for Nosy {
    fn clone(&self) -> Self {
        nosy();
        Self(self.0)
    }
}

impl Drop for Nosy {
    fn drop(&mut self) {
        nosy();
    }
}

#[test]
fn keys_may_use_the_limit() {
    let (limit, clock) = limit(|it| it.limit(1, SECOND));
    INSIDE.set(Some(limit.clone()));
    for key in 0..10_100 {
        limit.try_acquire_by(&Nosy(key)).unwrap();
    }
    clock.advance(10 * SECOND);
    for key in 0..10_100_u32 {
        let _ = limit.try_acquire_by(&key);
    }
    INSIDE.take();
    assert!(limit.snapshot().keys <= 10_000);
}

#[test]
fn those_leave_first_that_are_full_again() {
    let (limit, clock) = limit(|it| it.limit(1, SECOND));
    for key in 0..5_000_u32 {
        limit.try_acquire_by(&key).unwrap();
    }
    clock.advance(SECOND);
    for key in 5_000..10_000_u32 {
        limit.try_acquire_by(&key).unwrap();
    }
    assert_eq!(limit.snapshot().keys, 10_000);
    limit.try_acquire_by(&10_000_u32).unwrap();
    assert_eq!(limit.snapshot().keys, 5_001, "the others held no news");
    for key in 5_000..=10_000_u32 {
        assert!(limit.try_acquire_by(&key).is_err(), "{key} was forgotten");
    }
}

#[test]
fn where_all_are_news_the_oldest_leave() {
    let (limit, clock) = limit(|it| it.limit(1, 3600 * SECOND));
    for key in 0..10_000_u32 {
        clock.advance(super::MILLI);
        limit.try_acquire_by(&key).unwrap();
    }
    clock.advance(super::MILLI);
    assert!(limit.try_acquire_by(&0_u32).is_err(), "it is asked for again, though in vain");
    limit.try_acquire_by(&10_000_u32).unwrap();
    assert_eq!(limit.snapshot().keys, 10_000 - 128 + 1);
    for key in (0..1_u32).chain(129..10_000) {
        assert!(limit.try_acquire_by(&key).is_err(), "{key} was forgotten");
    }
    let forgotten = (1..129_u32).filter(|key| limit.try_acquire_by(key).is_ok()).count();
    assert_eq!(forgotten, 128);
    for key in 20_000..50_000_u32 {
        limit.try_acquire_by(&key).unwrap();
        assert!(limit.snapshot().keys <= 10_000);
    }
}
