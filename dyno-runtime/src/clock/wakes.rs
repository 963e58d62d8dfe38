//! Waking at a time of any clock, whatever that follows.

use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::thread;

#[cfg(feature = "test-util")]
use tokio::runtime::Handle;
#[cfg(feature = "test-util")]
use tokio::task::AbortHandle;

use super::{Alarm, Clock, Moment, Source};

/// What is woken.
pub(crate) trait Woken: Send + Sync + 'static {
    /// Does what is due by now. It may take its time.
    fn woken(&self);
}

/// Wakes somebody at a time. Dropped, it wakes nobody.
#[derive(Default)]
pub(crate) struct Wakes {
    alarm: Alarm,
    #[cfg(feature = "test-util")]
    hook: Option<Arc<dyn Fn() + Send + Sync>>,
    #[cfg(feature = "test-util")]
    task: Option<AbortHandle>,
}

impl Wakes {
    /// Wakes at this time instead of another that it was set to. On the system's clock, by the thread that wakes everybody; on one that is moved by
    /// hand, whoever moves it does it; on tokio's, a task does, where there is a runtime. It is told when there is nobody who could.
    pub(crate) fn at<W: Woken>(&mut self, clock: &Clock, at: Option<Moment>, whom: &Weak<W>) -> bool {
        #[cfg(feature = "test-util")]
        if let Some(task) = self.task.take() {
            task.abort();
        }
        let Some(at) = at.filter(|at| *at != Moment::NEVER) else {
            *self = Self::default();
            return true;
        };
        match &clock.0 {
            Source::Monotonic => self.alarm.set(at, &Waker::from(Arc::new(Due(whom.clone())))).is_ok(),
            #[cfg(feature = "test-util")]
            Source::Manual(manual) => {
                if self.hook.is_none() {
                    let whom = whom.clone();
                    let hook: Arc<dyn Fn() + Send + Sync> = Arc::new(move || wake(&whom));
                    manual.when_moved(Arc::downgrade(&hook));
                    self.hook = Some(hook);
                }
                true
            }
            #[cfg(feature = "test-util")]
            Source::Tokio(start) => {
                let (whom, end) = (whom.clone(), start.checked_add(at.since_start()));
                let wakes = |end| async move {
                    tokio::time::sleep_until(end).await;
                    wake(&whom);
                };
                let task = Handle::try_current().ok().zip(end).map(|(runtime, end)| runtime.spawn(wakes(end)));
                self.task = task.map(|task| task.abort_handle());
                self.task.is_some()
            }
            #[cfg(all(test, feature = "test-util"))]
            Source::Scripted(_) => false,
        }
    }
}

#[cfg(feature = "test-util")]
impl Drop for Wakes {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Wakes from a thread of its own: that of the alarms is everybody's.
struct Due<W>(Weak<W>);

impl<W: Woken> Wake for Due<W> {
    fn wake(self: Arc<Self>) {
        let whom = self.0.clone();
        let started = thread::Builder::new().name("dyno-expiry".to_owned()).spawn(move || wake(&whom));
        if started.is_err() {
            wake(&self.0);
        }
    }
}

fn wake<W: Woken>(whom: &Weak<W>) {
    if let Some(whom) = whom.upgrade() {
        whom.woken();
    }
}
