//! Thread pools by themselves: who gets a thread, who waits, who is turned away, and what comes back of it.

mod jobs;
mod lives;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use dyno::{Error, Pool, PoolSnapshot, error};

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
    let Error::Full(told) = &full else { panic!("{full}") };
    assert_eq!((&*told.name, told.active, told.queued, told.limit), ("grows", 2, 1, 2));
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
    let Err(Error::Timeout(timeout)) = late else { panic!("{late:?}") };
    let error::Timeout { name, limit, elapsed, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!((&*name, limit), ("the queue of pool `impatient`", Duration::from_millis(5)));
    assert!(elapsed >= limit);
    assert_eq!(rig.counts(), (1, 1, 0));
    rig.finish().unwrap();
    assert!(!has_run.load(Relaxed));
    id(&rig.pool);
}
