//! Filters that panic, and calls that are dropped in them.

use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Waker};

use dyno::{Error, aspect};

#[aspect]
#[dyno::bulkhead(1)]
fn frail(id: u32) -> Result<u32, Error> {
    assert!(id != 2, "the body");
    Ok(id)
}

#[dyno::test]
fn a_panic_passes_and_the_chain_stays() {
    frail::aspect().push(|(id,), next| {
        assert!(id != 0, "on the way in");
        let got = next.call((id,));
        assert!(id != 1, "on the way out");
        got
    });
    for id in 0..3 {
        assert!(catch_unwind(AssertUnwindSafe(|| frail(id))).is_err());
    }
    assert_eq!(frail(3).unwrap(), 3);
    let totals = frail::metrics().totals;
    // The first never began; the panic behind the second is not its own.
    assert_eq!((totals.started, totals.calls.success, totals.calls.panicked), (3, 2, 1));
}

static GONE: AtomicU32 = AtomicU32::new(0);

struct Gone;

impl Drop for Gone {
    fn drop(&mut self) {
        GONE.fetch_add(1, Relaxed);
    }
}

#[aspect]
#[dyno::bulkhead(1)]
async fn hangs(hangs: bool) -> Result<u32, Error> {
    if hangs {
        pending::<()>().await;
    }
    Ok(1)
}

#[dyno::test]
async fn what_is_dropped_midway_gives_everything_back() {
    hangs::aspect().push(|args, next| async move {
        let _gone = Gone;
        next.call(args).await
    });
    {
        let mut call = pin!(hangs(true));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(GONE.load(Relaxed), 0);
        assert!(hangs(false).await.is_err(), "the only permit is out");
    }
    assert_eq!((GONE.load(Relaxed), hangs(false).await.unwrap()), (2, 1));
    let calls = hangs::metrics().totals.calls;
    assert_eq!((calls.cancelled, calls.success), (1, 1));
}

/// Before its first poll a future has begun nothing, and whoever drops it has called no filter.
#[dyno::test]
async fn what_is_never_polled_passes_no_filter() {
    static SEEN: AtomicU32 = AtomicU32::new(0);
    hangs::aspect().push(|args, next| {
        SEEN.fetch_add(1, Relaxed);
        next.call(args)
    });
    drop(hangs(false));
    assert_eq!(SEEN.load(Relaxed), 0);
    hangs(false).await.unwrap();
    assert_eq!(SEEN.load(Relaxed), 1);
}
