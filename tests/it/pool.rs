//! Thread pools by themselves: who gets a thread, who waits, who is turned away, and what comes back of it.

use std::collections::HashSet;
use std::panic::panic_any;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use dyno::{Error, Pool, PoolSnapshot, Registry};

/// Who called, and how the job is told to go on.
type Called = (Sender<()>, JoinHandle<Result<ThreadId, Error>>);

/// A pool whose jobs wait until they are told to go on.
struct Rig {
    pool: Pool,
    jobs: Vec<Called>,
}

impl Rig {
    fn new(pool: Pool) -> Self {
        Self { pool, jobs: Vec::new() }
    }

    /// Begins a job on a thread of its own, and waits until it runs.
    fn run(&mut self) {
        let begun = self.submit();
        begun.recv().expect("the job has begun");
    }

    /// Begins a job, and waits until it is in the queue.
    fn queue(&mut self) {
        let queued = self.pool.snapshot().queued;
        let _ = self.submit();
        until(|| self.pool.snapshot().queued > queued);
    }

    fn submit(&mut self) -> Receiver<()> {
        let (pool, (begun, has_begun), (go, goes)) = (self.pool.clone(), channel(), channel());
        let caller = thread::spawn(move || {
            pool.call(move || {
                let _ = begun.send(());
                let _ = goes.recv();
                Ok(thread::current().id())
            })
        });
        self.jobs.push((go, caller));
        has_begun
    }

    /// Lets the one go on that was begun first.
    fn finish(&mut self) -> Result<ThreadId, Error> {
        let (go, caller) = self.jobs.remove(0);
        let _ = go.send(());
        caller.join().expect("a caller does not panic")
    }

    fn counts(&self) -> (u32, u32, u32) {
        let PoolSnapshot { threads, active, queued, .. } = self.pool.snapshot();
        (threads, active, queued)
    }
}

fn until(holds: impl Fn() -> bool) {
    while !holds() {
        thread::yield_now();
    }
}

fn id(pool: &Pool) -> ThreadId {
    pool.call(|| Ok::<_, Error>(thread::current().id())).unwrap()
}

#[test]
fn threads_come_when_needed_and_the_rest_waits_and_more_is_rejected() {
    let mut rig = Rig::new(Pool::builder("grows").threads(2).queue(1).build().unwrap());
    assert_eq!(rig.counts(), (0, 0, 0));
    rig.run();
    assert_eq!(rig.counts(), (1, 1, 0));
    rig.run();
    rig.queue();
    assert_eq!(rig.counts(), (2, 2, 1));
    let full = rig.pool.call(|| Ok::<_, Error>(())).unwrap_err();
    let Error::Full { name, active, queued, limit, .. } = &full else { panic!("{full}") };
    assert_eq!((&**name, *active, *queued, *limit), ("grows", 2, 1, 2));
    assert!(full.is_rejection());
    assert_eq!(full.to_string(), "grows is full: 2 of 2 are at work and 1 wait");
    for _ in 0..3 {
        rig.finish().unwrap();
    }
    assert_eq!(rig.counts(), (2, 0, 0));
    let totals = rig.pool.snapshot().totals;
    assert_eq!((totals.accepted, totals.rejected, totals.ended), (3, 1, 3));
}

#[test]
fn whoever_gets_a_result_finds_the_thread_free() {
    let pool = Pool::builder("one after the other").threads(1).queue(0).build().unwrap();
    let first = id(&pool);
    for _ in 0..10_000 {
        assert_eq!(id(&pool), first);
        assert_eq!(pool.snapshot().active, 0);
    }
    assert_eq!(pool.snapshot().largest, 1);
}

#[test]
fn jobs_are_begun_in_their_order() {
    let mut rig = Rig::new(Pool::builder("in order").threads(1).queue(10).build().unwrap());
    rig.run();
    let order = Arc::new(Mutex::new(Vec::new()));
    let callers: Vec<_> = (0..10)
        .map(|number| {
            let (pool, order) = (rig.pool.clone(), order.clone());
            let caller = thread::spawn(move || {
                pool.call(move || {
                    order.lock().unwrap().push(number);
                    Ok::<_, Error>(())
                })
            });
            until(|| rig.pool.snapshot().queued == number + 1);
            caller
        })
        .collect();
    rig.finish().unwrap();
    for caller in callers {
        caller.join().unwrap().unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..10).collect::<Vec<_>>());
}

#[test]
fn a_larger_pool_begins_at_once_what_waits() {
    let mut rig = Rig::new(Pool::builder("grows live").threads(1).queue(2).build().unwrap());
    rig.run();
    rig.queue();
    rig.queue();
    rig.pool.resize(3, 0).unwrap();
    assert_eq!(rig.counts(), (3, 3, 0));
    for _ in 0..3 {
        rig.finish().unwrap();
    }
}

#[test]
fn a_smaller_pool_blocks_nobody_and_ends_exact() {
    let mut rig = Rig::new(Pool::builder("shrinks live").threads(4).queue(2).build().unwrap());
    for _ in 0..4 {
        rig.run();
    }
    rig.queue();
    rig.queue();
    rig.pool.resize(1, 0).unwrap();
    assert_eq!(rig.counts(), (4, 4, 2));
    for left in [3, 2, 1] {
        rig.finish().unwrap();
        until(|| rig.counts().0 == left);
    }
    for _ in 0..3 {
        rig.finish().unwrap();
    }
    assert_eq!(rig.counts(), (1, 0, 0));
    assert_eq!(rig.pool.snapshot().totals.ended, 6);
}

#[test]
fn threads_at_rest_go_home_when_the_pool_gets_smaller() {
    let mut rig = Rig::new(Pool::builder("shrinks at rest").threads(3).build().unwrap());
    for _ in 0..3 {
        rig.run();
    }
    for _ in 0..3 {
        rig.finish().unwrap();
    }
    assert_eq!(rig.counts(), (3, 0, 0));
    rig.pool.resize(2, 0).unwrap();
    assert_eq!(rig.counts(), (2, 0, 0));
}

#[test]
fn a_thread_without_work_ends() {
    let pool = Pool::builder("idles").idle(Duration::from_millis(1)).build().unwrap();
    id(&pool);
    until(|| pool.snapshot().threads == 0);
    id(&pool);
    assert_eq!(pool.snapshot().largest, 1);
}

#[test]
fn a_wait_in_the_queue_can_be_limited() {
    let mut rig = Rig::new(Pool::builder("impatient").threads(1).queue(5).build().unwrap());
    // What holds the thread must get it, however long that takes to start.
    rig.run();
    rig.pool.configure(|settings| settings.queue_timeout = Some(Duration::from_millis(5))).unwrap();
    let has_run = Arc::new(AtomicBool::new(false));
    let runs = has_run.clone();
    let late = rig.pool.call(move || {
        runs.store(true, Relaxed);
        Ok::<_, Error>(())
    });
    let Err(Error::Timeout { name, limit, elapsed, .. }) = late else { panic!("{late:?}") };
    assert_eq!((&*name, limit), ("the queue of pool `impatient`", Duration::from_millis(5)));
    assert!(elapsed >= limit);
    assert_eq!(rig.counts(), (1, 1, 0));
    rig.finish().unwrap();
    assert!(!has_run.load(Relaxed));
    id(&rig.pool);
}

#[test]
fn a_panic_ends_its_job_alone_and_its_thread_is_replaced() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("once more");
        }
    }
    let pool = Pool::builder("panics").threads(1).queue(0).build().unwrap();
    let before = id(&pool);
    let panicked = pool.call(|| -> Result<(), Error> { panic!("out of stock") }).unwrap_err();
    assert_eq!(panicked.to_string(), "panics: panicked: out of stock");
    assert_ne!(id(&pool), before);
    let panicked = pool.call(|| -> Result<(), Error> { panic_any(Bomb) }).unwrap_err();
    assert_eq!(panicked.to_string(), "panics: panicked: it did not say why");
    id(&pool);
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.threads, snapshot.active, snapshot.totals.ended), (1, 0, 5));
}

#[test]
fn a_panic_starts_a_thread_for_what_waits() {
    let pool = Pool::builder("panics while another waits").threads(1).queue(1).build().unwrap();
    let mut rig = Rig::new(pool.clone());
    let (begun, has_begun) = channel();
    let (go, goes) = channel::<()>();
    let panics = thread::spawn(move || {
        pool.call(move || -> Result<(), Error> {
            begun.send(()).unwrap();
            let _ = goes.recv();
            panic!("out of stock")
        })
    });
    has_begun.recv().unwrap();
    rig.queue();
    go.send(()).unwrap();
    assert!(matches!(panics.join().unwrap(), Err(Error::Panicked { .. })));
    rig.finish().unwrap();
}

#[test]
fn a_job_of_a_job_runs_on_the_spot() {
    let outer = Pool::builder("outer").threads(1).queue(0).build().unwrap();
    let inner = Pool::builder("inner").threads(1).queue(0).build().unwrap();
    let (a, b) = (outer.clone(), inner.clone());
    let threads = outer.call(move || {
        let (first, third) = (thread::current().id(), a.clone());
        let (second, third) = b.call(move || Ok::<_, Error>((thread::current().id(), id(&third))))?;
        Ok::<_, Error>([first, second, third])
    });
    let [first, second, third] = threads.unwrap();
    assert_ne!(first, second);
    assert_eq!(second, third);
    for pool in [outer, inner] {
        let snapshot = pool.snapshot();
        assert_eq!((snapshot.active, snapshot.totals.accepted, snapshot.totals.ended), (0, 1, 1));
    }
}

#[test]
fn a_panic_of_a_job_of_a_job_leaves_the_outer_one_in_place() {
    let pool = Pool::builder("nested panic").threads(1).queue(0).build().unwrap();
    let again = pool.clone();
    let before = id(&pool);
    let caught = pool.call(move || Ok::<_, Error>(again.call(|| -> Result<(), Error> { panic!("inside") }).is_err()));
    assert!(caught.unwrap());
    assert_eq!(id(&pool), before);
}

#[test]
fn threads_are_named_by_their_pool() {
    let pool = Pool::builder("db\0").build().unwrap();
    let name = pool.call(|| Ok::<_, Error>(thread::current().name().map(str::to_owned))).unwrap();
    assert_eq!(name.as_deref(), Some("dyno-db-1"));
}

#[test]
fn threads_go_home_when_the_last_handle_is_gone() {
    let gone = Arc::new(());
    thread_local!(static KEPT: Mutex<Option<Arc<()>>> = const { Mutex::new(None) });
    let pool = Pool::builder("forgotten").build().unwrap();
    let kept = gone.clone();
    pool.call(move || {
        KEPT.with(|slot| *slot.lock().unwrap() = Some(kept));
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(Arc::strong_count(&gone), 2);
    drop(pool);
    until(|| Arc::strong_count(&gone) == 1);
    assert!(dyno::pool("forgotten").is_err());
}

#[test]
fn settings_are_checked_and_changed_as_a_whole() {
    let build = |threads| Pool::builder("checked").threads(threads).build();
    assert_eq!(build(0).unwrap_err().to_string(), "pool `checked`: `threads` is 0, but must be 1 to 65,536");
    let pool = build(2).unwrap();
    assert_eq!(
        pool.configure(|settings| (settings.threads, settings.queue_timeout) = (9, Some(Duration::ZERO)))
            .unwrap_err()
            .to_string(),
        "pool `checked`: `queue_timeout` is 0s, but must be longer than 0s; `queue = 0` lets nobody wait"
    );
    assert_eq!(pool.settings().threads, 2);
    assert!(build(2).is_ok() && Pool::builder("checked").build().is_ok());
    let conflict = build(3).unwrap_err().to_string();
    assert!(conflict.starts_with("pool `checked` has two different sets of settings, at "), "{conflict}");
}

#[test]
fn pools_are_found_by_name_in_their_registry() {
    let tenant = Registry::new();
    let inside = tenant.enter();
    let pool = Pool::builder("tenant's").build().unwrap();
    assert_eq!(dyno::pool("tenant's").unwrap().name(), pool.name());
    let unknown = dyno::pool("tenants").unwrap_err().to_string();
    assert_eq!(unknown, "no pool is called `tenants` here: did you mean `tenant's`?");
    assert!(dyno::why("tenant's").unwrap().starts_with("pool tenant's: 0 of at most 10 threads are at work"));
    assert!(dyno::snapshot().pools.iter().any(|pool| pool.name == "tenant's"));
    drop(inside);
    assert!(dyno::pool("tenant's").is_err());
}

#[test]
fn many_callers_and_resizes_lose_nothing() {
    let pool = Pool::builder("stress").threads(4).queue(4).build().unwrap();
    let (begin, done) = (Arc::new(Barrier::new(9)), Arc::new(AtomicU32::new(0)));
    let callers: Vec<_> = (0..8)
        .map(|caller: u32| {
            let (pool, begin, done) = (pool.clone(), begin.clone(), done.clone());
            thread::spawn(move || {
                begin.wait();
                let (mut ran, mut full) = (0_u64, 0_u64);
                for number in 0..2_000 {
                    let done = done.clone();
                    let called = pool.call(move || {
                        done.fetch_add(1, Relaxed);
                        assert!((number + caller) % 97 != 0, "now and then");
                        Ok(number)
                    });
                    ran += 1;
                    match called {
                        Ok(returned) => assert_eq!(returned, number),
                        Err(Error::Full { .. }) => (ran, full) = (ran - 1, full + 1),
                        Err(error) => assert!(matches!(error, Error::Panicked { .. }), "{error}"),
                    }
                }
                (ran, full)
            })
        })
        .collect();
    begin.wait();
    for round in 0..500 {
        pool.resize(1 + round % 5, round % 7).unwrap();
        thread::yield_now();
    }
    let (ran, full) =
        callers.into_iter().map(|caller| caller.join().unwrap()).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    pool.resize(3, 0).unwrap();
    until(|| pool.snapshot().threads <= 3);
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.active, snapshot.queued, snapshot.abandoned), (0, 0, 0));
    assert_eq!((snapshot.totals.accepted, snapshot.totals.rejected, snapshot.totals.ended), (ran, full, ran));
    assert_eq!(u64::from(done.load(Relaxed)), ran);
    let threads: HashSet<_> = (0..20).map(|_| id(&pool)).collect();
    assert!(threads.len() <= 3);
}

#[test]
fn nothing_is_cancelled_outside_of_a_pool() {
    assert!(!dyno::cancelled());
}
