//! A thread of a pool: it runs jobs, rests between them, and goes home.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::pool::engine::{Engine, Queued};
use crate::pool::here;
use crate::pool::seat::{Order, Seat};
use crate::pool::state::Next;

/// What a thread is while it runs jobs.
pub(super) struct Shift {
    engine: Arc<Engine>,
    seat: Seat,
    /// Whether the work of the job at hand has ended.
    has_ended: bool,
    /// What comes next, once it has asked.
    next: Option<Next<Queued>>,
}

impl Shift {
    /// Notes that the work has ended.
    pub(super) fn has_ended(&mut self) {
        self.has_ended = true;
    }

    /// Asks what comes next, once, and not before the work has ended.
    pub(super) fn release(&mut self) {
        if self.has_ended && self.next.is_none() {
            self.next = Some(self.engine.next(&self.seat));
        }
    }

    /// Goes home after this job. Gives the pool that is to be told.
    pub(super) fn leaves(&mut self) -> Arc<Engine> {
        self.next = Some(Next::Leave);
        self.engine.clone()
    }

    /// Ends a job, and takes what comes next.
    pub(super) fn turn(&mut self) -> Option<Next<Queued>> {
        // One that was given up before it began has no end of its own.
        self.has_ended();
        self.release();
        self.has_ended = false;
        self.next.take()
    }
}

/// Runs jobs, beginning with this one, until the pool sends the thread home.
pub(super) fn run(engine: &Arc<Engine>, first: Queued) {
    let seat = Seat::here();
    // Once for all of its jobs: whoever submits counts references to the same pool.
    let _on_shift = here::begin(Shift { engine: engine.clone(), seat: seat.clone(), has_ended: false, next: None });
    let mut job = first;
    loop {
        job.run();
        job = match here::turn() {
            Some(Next::Job(next)) => next,
            Some(Next::Rest) => match rest(engine, &seat) {
                Some(next) => next,
                None => return,
            },
            Some(Next::Leave) | None => return,
        };
    }
}

/// Waits for a job; `None` when the thread goes home.
fn rest(engine: &Engine, seat: &Seat) -> Option<Queued> {
    // Often the next is here before the settings and the time are read.
    let order = seat.look().or_else(|| match engine.idle() {
        idle if idle.is_zero() => None,
        idle => seat.linger(engine.lingering()).or_else(|| wait(seat, idle)),
    });
    // Whoever could not be sent home any more has been given an order.
    match order.or_else(|| if engine.send_home(seat) { None } else { seat.wait(|| None) })? {
        Order::Job(job) => Some(job),
        Order::GoHome => None,
    }
}

fn wait(seat: &Seat, idle: Duration) -> Option<Order<Queued>> {
    let clock = Clock::default();
    let until = clock.now().after(idle);
    seat.wait(|| Some(until.since(clock.now())))
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use loom::thread;

    use super::rest;
    use crate::clock::Clock;
    use crate::pool::engine::{Engine, Nothing};
    use crate::pool::seat::Seat;
    use crate::pool::settings::PoolSettings;
    use crate::pool::state::Next;

    #[test]
    fn loom_what_is_handed_to_a_thread_that_goes_home_is_not_lost() {
        loom::model(|| {
            let idle = Duration::from_nanos(1);
            let settings = PoolSettings { threads: 1, queue: 0, idle, ..PoolSettings::default() };
            let engine = Engine::new("loom".into(), Clock::default(), settings);
            engine.has_one_thread();
            let worker = thread::spawn({
                let engine = engine.clone();
                move || {
                    let seat = Seat::here();
                    assert!(matches!(engine.next(&seat), Next::Rest));
                    rest(&engine, &seat).is_some()
                }
            });
            let taken = engine.offer(Arc::new(Nothing)).is_ok();
            assert_eq!(worker.join().unwrap(), taken);
        });
    }
}
