//! Keys, values, wakers and makers that use the cache whenever their code is run: nobody waits for a lock that it holds.

use std::cell::Cell;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use dyno::{Cache, ManualClock, Registry};

use super::{Oops, SECOND};

type Shelf = Cache<Nosy, Nosy>;

thread_local! {
    static INSIDE: Cell<Option<Shelf>> = const { Cell::new(None) };
    static TIMES: Cell<u32> = const { Cell::new(0) };
}

/// Uses the cache as a whole, but not while it does so already.
fn uses() {
    if let Some(cache) = INSIDE.take() {
        TIMES.set(TIMES.get() + 1);
        cache.insert(Nosy(100), Nosy(1));
        drop(cache.get(&Nosy(100)));
        drop(cache.get_or_make(&Nosy(101), || Ok::<_, Oops>(Nosy(2))));
        cache.invalidate(&Nosy(101));
        cache.invalidate_if(|key, _| key.0 > 101);
        if TIMES.get() % 64 == 0 {
            cache.clear();
        }
        let _ = (cache.len(), cache.stats(), cache.settings());
        INSIDE.set(Some(cache));
    }
}

/// A key or a value.
#[derive(Debug)]
struct Nosy(u32);

impl Hash for Nosy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        uses();
        self.0.hash(state);
    }
}

impl PartialEq for Nosy {
    fn eq(&self, other: &Self) -> bool {
        uses();
        self.0 == other.0
    }
}

impl Eq for Nosy {}

impl Clone for Nosy {
    fn clone(&self) -> Self {
        uses();
        Self(self.0)
    }
}

impl Drop for Nosy {
    fn drop(&mut self) {
        uses();
    }
}

impl Wake for Nosy {
    fn wake(self: Arc<Self>) {
        uses();
    }
}

fn shelf() -> Shelf {
    let _scope = Registry::with_clock(ManualClock::new()).enter();
    let cache = Shelf::builder("shelf").ttl(10 * SECOND).capacity(8).build().unwrap();
    INSIDE.set(Some(cache.clone()));
    cache
}

/// Ends the use of the cache, which would keep itself alive otherwise.
fn times() -> u32 {
    drop(INSIDE.take());
    TIMES.get()
}

#[test]
fn keys_and_values_may_use_the_cache() {
    let cache = shelf();
    for key in 0..200 {
        drop(cache.get_or_make(&Nosy(key % 20), || Ok::<_, Oops>(Nosy(key))).unwrap());
        cache.insert(Nosy(key % 15), Nosy(key));
        cache.invalidate(&Nosy(key % 7));
    }
    cache.invalidate_if(|key, value| key.0 % 2 == value.0 % 2);
    cache.configure(|settings| settings.capacity = 2).unwrap();
    cache.clear();
    assert!(times() > 1_000);
    assert!(cache.len() <= 2);
}

type Asking<'a> = Pin<Box<dyn Future<Output = Result<Nosy, Oops>> + 'a>>;

#[test]
fn wakers_and_dropped_makers_may_use_the_cache() {
    let cache = shelf();
    let key = Nosy(1);
    for is_dropped in [false, true] {
        let goes = Cell::new(false);
        let mut all: Vec<_> = (0..4).map(|_| asks(&cache, &key, &goes)).collect();
        for _ in 0..2 {
            for asking in &mut all {
                // A new one each time, so that the one before is dropped.
                let waker = Waker::from(Arc::new(Nosy(9)));
                assert!(asking.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            }
        }
        if is_dropped {
            drop(all.remove(0));
            drop(all.remove(1));
        }
        goes.set(true);
        for mut asking in all {
            let mut polls = 0;
            while pin!(&mut asking).poll(&mut Context::from_waker(Waker::noop())).is_pending() {
                polls += 1;
                assert!(polls < 10, "nobody leads");
            }
        }
        cache.invalidate(&key);
    }
    assert!(times() > 30);
    assert_eq!(cache.stats().running, 0);
}

/// A maker that waits until it is told, and whose drop uses the cache as well.
fn asks<'a>(cache: &'a Shelf, key: &'a Nosy, goes: &'a Cell<bool>) -> Asking<'a> {
    let inside = Nosy(3);
    Box::pin(cache.get_or_make_async(key, async move {
        std::future::poll_fn(|_| if goes.get() { Poll::Ready(()) } else { Poll::Pending }).await;
        Ok(inside)
    }))
}

/// All keys have one hash: they take each other's place, and are never taken for each other.
#[test]
fn keys_of_one_hash_are_told_apart() {
    #[derive(Clone, PartialEq, Eq)]
    struct Alike(u32);

    impl Hash for Alike {
        fn hash<H: Hasher>(&self, state: &mut H) {
            0.hash(state);
        }
    }

    let _scope = Registry::with_clock(ManualClock::new()).enter();
    let cache = Cache::<Alike, u32>::builder("alike").ttl(SECOND).build().unwrap();
    for key in [1, 2, 1, 3, 3, 2] {
        let nested = || {
            let inner = cache.get_or_make(&Alike(key + 10), || Ok::<_, Oops>(key + 10)).unwrap();
            assert_eq!(inner, key + 10);
            Ok::<_, Oops>(key)
        };
        assert_eq!(cache.get_or_make(&Alike(key), nested).unwrap(), key);
        assert!(cache.get(&Alike(key)).is_none_or(|value| value == key));
        assert!(!cache.invalidate(&Alike(99)) && cache.peek(&Alike(99)).is_none());
        cache.insert(Alike(key), key);
        assert_eq!((cache.get(&Alike(key)), cache.len()), (Some(key), 1));
    }
    assert_eq!(cache.stats().running, 0);
}
