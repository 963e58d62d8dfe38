//! Waking at a time, without a runtime: one thread for all, which is there as long as somebody waits for it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::sync::LazyLock;
use std::task::Waker;
use std::thread::{self, Thread};
use std::time::Duration;

use super::{Clock, Moment};
use crate::outcome::contained;
use crate::sync::{Mutex, MutexGuard};

/// How long the thread stays with nothing to do.
const IDLE: Duration = Duration::from_secs(10);

static ALARMS: LazyLock<Mutex<Alarms>> = LazyLock::new(Mutex::default);

thread_local! {
    static IS_HERE: Cell<bool> = const { Cell::new(false) };
}

#[derive(Debug, Default)]
struct Alarms {
    set: BTreeMap<(Moment, u64), Waker>,
    last: u64,
    thread: Option<Thread>,
}

/// Wakes somebody at a time of the system's clock. Dropped, it wakes nobody.
#[derive(Debug, Default)]
pub(crate) struct Alarm {
    key: Option<(Moment, u64)>,
}

impl Alarm {
    /// Wakes at this time, instead of another that it was set to.
    ///
    /// # Errors
    ///
    /// When the system has no room for the thread.
    pub(crate) fn set(&mut self, at: Moment, waker: &Waker) -> io::Result<()> {
        if self.key.is_some_and(|(set, _)| set == at) {
            return Ok(());
        }
        self.clear();
        // Wakers are those of any executor, and not cloned under the lock.
        let waker = waker.clone();
        let mut alarms = lock();
        alarms.last += 1;
        let key = (at, alarms.last);
        match &alarms.thread {
            // It looks at the clock in good time by itself.
            Some(thread) if alarms.set.first_key_value().is_none_or(|(first, _)| key < *first) => thread.unpark(),
            Some(_) => {}
            None => {
                alarms.thread = Some(thread::Builder::new().name("dyno-timer".to_owned()).spawn(run)?.thread().clone());
            }
        }
        alarms.set.insert(key, waker);
        self.key = Some(key);
        Ok(())
    }

    fn clear(&mut self) {
        let waker = self.key.take().and_then(|key| lock().set.remove(&key));
        contained(|| drop(waker));
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Tells whether this is the thread that wakes everybody, which must not be kept.
pub(crate) fn is_timer() -> bool {
    IS_HERE.get()
}

fn run() {
    IS_HERE.set(true);
    let clock = Clock::default();
    let mut idle_until = clock.now().after(IDLE);
    loop {
        let now = clock.now();
        let (due, next) = {
            let mut alarms = lock();
            let later = alarms.set.split_off(&(now, u64::MAX));
            let due = std::mem::replace(&mut alarms.set, later);
            let next = alarms.set.first_key_value().map(|((at, _), _)| *at);
            if due.is_empty() && next.is_none() && idle_until <= now {
                alarms.thread = None;
                return;
            }
            (due, next)
        };
        if next.is_some() || !due.is_empty() {
            idle_until = now.after(IDLE);
        }
        let is_due = !due.is_empty();
        for waker in due.into_values() {
            contained(|| waker.wake());
        }
        if !is_due {
            thread::park_timeout(next.unwrap_or(idle_until).since(clock.now()));
        }
    }
}

fn lock() -> MutexGuard<'static, Alarms> {
    crate::sync::lock(&ALARMS)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Sender, channel};
    use std::task::{Wake, Waker};
    use std::thread;
    use std::time::Duration;

    use super::Alarm;
    use crate::clock::Clock;

    struct Tell(u32, Sender<(u32, bool)>);

    impl Wake for Tell {
        fn wake(self: Arc<Self>) {
            let _ = self.1.send((self.0, super::is_timer()));
        }
    }

    #[test]
    fn alarms_go_off_in_their_order_and_not_when_dropped() {
        let (sender, woken) = channel();
        let now = Clock::default().now();
        let alarms: Vec<_> = [30, 10, 20, 25]
            .map(|millis| {
                let (mut alarm, waker) = (Alarm::default(), Waker::from(Arc::new(Tell(millis, sender.clone()))));
                alarm.set(now.after(Duration::from_millis(millis.into())), &waker).unwrap();
                (millis, alarm)
            })
            .into_iter()
            .filter(|(millis, _)| *millis != 25)
            .collect();
        let order: Vec<_> = (0..3).map(|_| woken.recv().unwrap()).collect();
        assert_eq!(order, [(10, true), (20, true), (30, true)]);
        assert!(Clock::default().now().since(now) >= Duration::from_millis(30));
        assert!(woken.try_recv().is_err() && !super::is_timer());
        drop(alarms);
        assert!(thread::current().name() != Some("dyno-timer"));
    }
}
