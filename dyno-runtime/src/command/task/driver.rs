//! What runs the task of a function that is not async, without any runtime: whoever wakes it polls it.

use std::cell::Cell;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::clock::{Clock, is_timer};
use crate::command::task::core::Core;
use crate::pool::{Engine, Letter, PoolSettings, detached};

/// Threads for what has to be done when the time is up: the fallback, while the thread that it should have run on is still at work. So
/// many that slow ones do not keep others from being told in time.
static LATE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    let idle = Duration::from_secs(10);
    Engine::new(
        "late".into(),
        Clock::default(),
        PoolSettings { threads: 1_024, queue: 65_536, idle, queue_timeout: None },
    )
});

/// Begins the work on this thread, up to where it waits. From then on whoever wakes the task polls it: the thread of the pool that has
/// run the body.
pub(super) fn begin<O: Send + 'static>(core: &Arc<Core<O>>) {
    if core.turn.take() {
        woken(NOBODY, || drive(core));
    }
}

fn drive<O: Send + 'static>(core: &Arc<Core<O>>) {
    let waker = Waker::from(core.clone());
    let mut context = Context::from_waker(&waker);
    let mut unsent = None;
    loop {
        let before = OUTBOX.take();
        let stepped = core.step(&mut context);
        unsent = OUTBOX.replace(before).or(unsent);
        if stepped == Poll::Ready(()) {
            return;
        }
        if !core.turn.give_back() {
            continue;
        }
        // Sent when the turn is free: the thread that runs it takes that, however soon it ends, and does there what follows.
        let Some(letter) = unsent.take() else { return };
        let is_under_way = letter.send();
        core.keeps(letter);
        if is_under_way || !core.turn.take() {
            return;
        }
    }
}

impl<O: Send + 'static> Wake for Core<O> {
    fn wake(self: Arc<Self>) {
        if !self.turn.take() {
            return;
        }
        if is_timer() {
            let core = self.clone();
            // All the others who wait for the timer wait on, if there is no other thread at all.
            if detached(&LATE, move || drive(&core)).is_ok() {
                return;
            }
        }
        woken(self.address(), || drive(&self));
    }
}

thread_local! {
    /// A job that the task which is being polled waits for.
    static OUTBOX: Cell<Option<Letter>> = const { Cell::new(None) };
    /// The task that this thread was woken to go on with.
    static WOKEN: Cell<usize> = const { Cell::new(NOBODY) };
}

const NOBODY: usize = 0;

/// Has a job sent as soon as the task that waits for it has been polled.
pub(in crate::command) fn post(letter: Letter) {
    OUTBOX.set(Some(letter));
}

/// Tells whether that is the task which the job of this thread has woken: it may give the thread back.
pub(super) fn is_woken_here(task: usize) -> bool {
    WOKEN.get() == task
}

fn woken(task: usize, drive: impl FnOnce()) {
    struct Restore(usize);
    impl Drop for Restore {
        fn drop(&mut self) {
            WOKEN.set(self.0);
        }
    }
    let _restore = Restore(WOKEN.replace(task));
    drive();
}
