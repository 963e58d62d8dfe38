//! The bulkhead by itself: permits, the queue, its settings and its name.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use dyno::{Bulkhead, BulkheadBuilder, BulkheadPermit, Error, Registry, error};

mod model;
mod settings;
mod threads;
mod waits;

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<BulkheadPermit<'a>, Error>> + 'a>>;

/// Builds the bulkhead `db` in a registry of its own.
fn bulkhead(set: impl FnOnce(BulkheadBuilder) -> BulkheadBuilder) -> Bulkhead {
    let _scope = Registry::new().enter();
    set(Bulkhead::builder("db")).build().expect("these settings can be")
}

/// Polls once, without anybody to wake.
fn poll<'a>(waiting: &mut Waiting<'a>) -> Poll<Result<BulkheadPermit<'a>, Error>> {
    waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Begins to wait.
fn begin(bulkhead: &Bulkhead) -> Waiting<'_> {
    let mut waiting: Waiting<'_> = Box::pin(bulkhead.acquire());
    assert!(poll(&mut waiting).is_pending(), "it did not have to wait");
    waiting
}

/// How many are at work and how many wait.
fn taken(bulkhead: &Bulkhead) -> (u32, u32) {
    let snapshot = bulkhead.snapshot();
    (snapshot.active, snapshot.queued)
}

/// Counts how often it is woken.
#[derive(Default)]
struct Alarm(AtomicU32);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_permit_is_given_back_when_it_is_dropped() {
    let bulkhead = bulkhead(|it| it.permits(2));
    let first = bulkhead.try_acquire().unwrap();
    let second = bulkhead.try_acquire().unwrap();
    assert_eq!(format!("{second:?}"), r#"BulkheadPermit { bulkhead: Some("db") }"#);
    let Err(Error::Full(full)) = bulkhead.try_acquire() else {
        panic!("a third came in");
    };
    let error::Full { name, active, queued, limit, .. } = Arc::unwrap_or_clone(full);
    assert_eq!((&*name, active, queued, limit), ("db", 2, 0, 2));
    drop(first);
    let third = bulkhead.try_acquire().unwrap();
    drop((second, third));
    let snapshot = bulkhead.snapshot();
    assert_eq!((snapshot.active, snapshot.peak, snapshot.rejected), (0, 2, 1));
}

#[test]
fn full_says_so_in_numbers() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(1));
    let _permit = bulkhead.try_acquire().unwrap();
    let _waiting = begin(&bulkhead);
    let error = bulkhead.acquire_blocking().unwrap_err();
    assert_eq!(error.to_string(), "db is full: 1 of 1 are at work and 1 wait");
    assert!(error.is_rejection() && error.retry_after().is_none() && error.name() == "db");
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::ResourceBusy);
    assert_eq!(
        bulkhead.why(),
        "bulkhead db: 1 of 1 permits are taken, at most 1 were at once; 1 wait in a queue of 1; 1 were turned away and 0 waited \
         in vain since it was built"
    );
}

#[test]
fn work_has_a_permit_until_it_ends_or_panics() {
    let bulkhead = bulkhead(|it| it.permits(1));
    let answer = bulkhead.call(|| {
        assert!(matches!(bulkhead.call(|| Ok::<_, Error>(1)), Err(Error::Full { .. })));
        Err::<u32, _>("its own error".to_owned())
    });
    assert_eq!(answer, Err("its own error".to_owned()));
    let panic = std::panic::catch_unwind(|| bulkhead.call(|| -> Result<(), Error> { panic!("as planned") }));
    assert!(panic.is_err());
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn async_work_has_a_permit_until_it_ends_or_is_dropped() {
    let bulkhead = bulkhead(|it| it.permits(1));
    let context = &mut Context::from_waker(Waker::noop());
    {
        let mut hangs = pin!(bulkhead.call_async(std::future::pending::<Result<(), Error>>()));
        assert!(hangs.as_mut().poll(context).is_pending());
        assert_eq!(taken(&bulkhead), (1, 0));
        let other = pin!(bulkhead.call_async(async { Ok::<_, Error>(1) }));
        assert!(matches!(other.poll(context), Poll::Ready(Err(Error::Full { .. }))));
    }
    let answers = pin!(bulkhead.call_async(async { Ok::<_, Error>(1) }));
    assert!(matches!(answers.poll(context), Poll::Ready(Ok(1))));
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn an_owned_permit_outlives_the_handle() {
    let _scope = Registry::new().enter();
    let permit = {
        let bulkhead = Bulkhead::builder("db").permits(1).build().unwrap();
        let permit = bulkhead.try_acquire().unwrap().into_owned();
        permit.into_owned()
    };
    let again = dyno::bulkhead("db").expect("its permit keeps it alive");
    assert!(again.try_acquire().is_err());
    std::thread::spawn(move || drop(permit)).join().unwrap();
    assert_eq!(taken(&again), (0, 0));
    drop(again);
    assert!(dyno::bulkhead("db").is_err(), "nobody keeps it");
}

#[test]
fn a_small_permit_costs_no_room() {
    assert!(size_of::<BulkheadPermit<'_>>() <= 2 * size_of::<usize>());
}
