//! A thread of a pool: it runs jobs, rests between them, and goes home.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::pool::engine::{Engine, Queued};
use crate::pool::here;
use crate::pool::seat::{Order, Seat};
use crate::pool::state::Next;

/// What a thread is while it runs one job.
pub(super) struct Shift {
    engine: Arc<Engine>,
    seat: Seat,
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

    /// Counts the thread no more.
    pub(super) fn release_for_good(&mut self) {
        self.next = Some(Next::Leave);
        self.engine.lose();
    }
}

/// Runs jobs, beginning with this one, until the pool sends the thread home.
pub(super) fn run(engine: &Arc<Engine>, first: Queued) {
    let seat = Seat::here();
    let mut job = first;
    loop {
        here::begin(Shift { engine: engine.clone(), seat: seat.clone(), has_ended: false, next: None });
        job.run();
        // One that was given up before it began has no end of its own.
        here::has_ended();
        here::release();
        job = match here::end().and_then(|shift| shift.next) {
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
    let order = match engine.idle() {
        idle if idle.is_zero() => None,
        idle => wait(seat, idle),
    };
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
