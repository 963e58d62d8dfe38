//! Where a thread rests, and is told what to do.

use std::sync::Arc;
use std::time::Duration;

use crate::pool::lingering::Lingering;
use crate::sync::{AtomicU64, Mutex, Ordering, Thread, lock, look_for_a_while, park, this_thread};

/// The place of one thread. At most one order is given to it until the thread has taken that.
#[derive(Debug)]
pub(super) struct Seat<J = crate::pool::engine::Queued>(Arc<Place<J>>);

#[derive(Debug)]
struct Place<J> {
    thread: Thread,
    has_order: AtomicU64,
    order: Mutex<Option<Order<J>>>,
}

/// What a thread is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order<J> {
    Job(J),
    GoHome,
}

impl<J> Seat<J> {
    /// Makes the seat of this thread.
    pub(super) fn here() -> Self {
        let (has_order, order) = (AtomicU64::new(0), Mutex::new(None));
        Self(Arc::new(Place { thread: this_thread(), has_order, order }))
    }

    /// Gives an order, and wakes the thread.
    pub(super) fn give(&self, order: Order<J>) {
        *lock(&self.0.order) = Some(order);
        // Not under the lock, which whoever looks would find taken.
        self.0.has_order.store(1, Ordering::Release);
        self.0.thread.unpark();
    }

    /// Looks for an order for a while.
    pub(super) fn look(&self) -> Option<Order<J>> {
        if look_for_a_while(|| self.has_order()) { self.take() } else { None }
    }

    /// Looks for one for longer, where that has proved worth while.
    pub(super) fn linger(&self, lingering: &Lingering) -> Option<Order<J>> {
        if lingering.look(|| self.has_order()) { self.take() } else { None }
    }

    /// Waits for an order for as long as is left; `None` of that is for ever.
    pub(super) fn wait(&self, left: impl Fn() -> Option<Duration>) -> Option<Order<J>> {
        loop {
            if self.has_order() {
                return self.take();
            }
            match left() {
                Some(left) if left.is_zero() => return None,
                left => park(left),
            }
        }
    }

    fn has_order(&self) -> bool {
        self.0.has_order.load(Ordering::Acquire) != 0
    }

    fn take(&self) -> Option<Order<J>> {
        let mut order = lock(&self.0.order);
        self.0.has_order.store(0, Ordering::Release);
        order.take()
    }
}

impl<J> Clone for Seat<J> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<J> PartialEq for Seat<J> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use loom::sync::mpsc::channel;
    use loom::thread;

    use super::{Order, Seat};

    #[test]
    fn loom_an_order_is_never_missed() {
        loom::model(|| {
            let (sender, receiver) = channel();
            let worker = thread::spawn(move || {
                let seat = Seat::here();
                sender.send(seat.clone()).unwrap();
                assert_eq!(seat.wait(|| None), Some(Order::Job(1)));
                assert_eq!(seat.wait(|| None), Some(Order::GoHome));
            });
            let seat = receiver.recv().unwrap();
            seat.give(Order::Job(1));
            // The next is given when the first has been taken, as a pool does: nobody is at rest before.
            while seat.has_order() {
                thread::yield_now();
            }
            seat.give(Order::GoHome);
            worker.join().unwrap();
        });
    }
}
