//! The one door to atomics and locks: those of `std`, or loom's under `cfg(dyno_loom)`.

#[cfg(dyno_loom)]
pub(crate) use loom::sync::{
    Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
    atomic::{AtomicU64, Ordering},
};
#[cfg(not(dyno_loom))]
pub(crate) use std::sync::{
    Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
    atomic::{AtomicU64, Ordering},
};

#[cfg(all(any(feature = "aspect", feature = "inject"), not(dyno_loom)))]
pub(crate) use arc_swap::{ArcSwapOption, Guard};

#[cfg(all(any(feature = "aspect", feature = "inject"), dyno_loom))]
pub(crate) use self::swapped::{ArcSwapOption, Guard};

#[cfg(feature = "inject")]
use std::future::Future;
#[cfg(any(feature = "cache", feature = "inject", all(feature = "command", feature = "pool")))]
use std::ops::ControlFlow;
#[cfg(feature = "inject")]
use std::pin::pin;
#[cfg(any(feature = "cache", feature = "inject", all(feature = "command", feature = "pool")))]
use std::task::Context;
#[cfg(feature = "inject")]
use std::task::Poll;
#[cfg(any(feature = "cache", feature = "inject", all(feature = "command", feature = "pool")))]
use std::time::Duration;

/// Waiting, and waking who waits.
pub(crate) use self::waiting::{Thread, hint, park, this_thread, waker_of_this_thread};

/// Atomics and locks of `std` in every build: for statics, which loom's cannot be, and for what is not modelled.
pub(crate) mod plain {
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
    pub(crate) use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
}

/// Locks, whatever became of an earlier holder: no user code runs under our locks.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Locks for readers, as [`lock`] does.
pub(crate) fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Locks for one writer, as [`lock`] does.
pub(crate) fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Looks whether something has come before whoever waits for it parks: that and to be woken costs more than most jobs take. Tells whether it
/// has.
pub(crate) fn look_for_a_while(has_come: impl Fn() -> bool) -> bool {
    const ROUNDS: u32 = if cfg!(dyno_loom) { 1 } else { 200 };
    (0..ROUNDS).any(|_| {
        let has_come = has_come();
        if !has_come {
            hint::spin_loop();
        }
        has_come
    })
}

/// Polls on this thread, which sleeps in between: each time until it is woken, or for as long as the poll allows.
#[cfg(any(feature = "cache", feature = "inject", all(feature = "command", feature = "pool")))]
pub(crate) fn block_on<R>(mut poll: impl FnMut(&mut Context<'_>) -> ControlFlow<R, Option<Duration>>) -> R {
    let waker = waker_of_this_thread();
    let mut cx = Context::from_waker(&waker);
    loop {
        match poll(&mut cx) {
            ControlFlow::Break(output) => return output,
            ControlFlow::Continue(limit) => park(limit),
        }
    }
}

/// Awaits it on this thread, which sleeps meanwhile.
#[cfg(feature = "inject")]
pub(crate) fn block_on_future<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    block_on(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(output) => ControlFlow::Break(output),
        Poll::Pending => ControlFlow::Continue(None),
    })
}

#[cfg(not(dyno_loom))]
mod waiting {
    use std::sync::Arc;
    use std::task::{Wake, Waker};
    use std::thread;
    use std::time::Duration;

    pub(crate) use std::hint;
    pub(crate) use std::thread::{Thread, current as this_thread};

    thread_local! {
        static WAKER: Waker = Unpark(this_thread()).into();
    }

    /// Waits to be unparked, for at most so long; also for no reason.
    pub(crate) fn park(limit: Option<Duration>) {
        match limit {
            Some(limit) => thread::park_timeout(limit),
            None => thread::park(),
        }
    }

    /// Unparks this thread.
    pub(crate) fn waker_of_this_thread() -> Waker {
        WAKER.try_with(Waker::clone).unwrap_or_else(|_| Unpark(this_thread()).into())
    }

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.wake_by_ref();
        }

        fn wake_by_ref(self: &Arc<Self>) {
            self.0.unpark();
        }
    }

    impl From<Unpark> for Waker {
        fn from(unpark: Unpark) -> Self {
            Arc::new(unpark).into()
        }
    }
}

#[cfg(dyno_loom)]
mod waiting {
    use std::sync::Arc;
    use std::task::{Wake, Waker};
    use std::time::Duration;

    pub(crate) use loom::hint;
    pub(crate) use loom::thread::{Thread, current as this_thread};

    /// Time does not pass in a model: a wait with a limit may end at once.
    pub(crate) fn park(limit: Option<Duration>) {
        match limit {
            Some(_) => loom::thread::yield_now(),
            None => loom::thread::park(),
        }
    }

    pub(crate) fn waker_of_this_thread() -> Waker {
        Arc::new(Unpark(this_thread())).into()
    }

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
}

/// What arc-swap gives, as far as it is used, in steps that loom sees.
#[cfg(all(any(feature = "aspect", feature = "inject"), dyno_loom))]
mod swapped {
    use std::mem::replace;
    use std::ops::Deref;
    use std::sync::Arc;

    use super::{Mutex, lock};

    pub(crate) struct ArcSwapOption<T>(Mutex<Option<Arc<T>>>);

    pub(crate) struct Guard<T>(T);

    impl<T> ArcSwapOption<T> {
        pub(crate) fn empty() -> Self {
            Self(Mutex::new(None))
        }

        pub(crate) fn load(&self) -> Guard<Option<Arc<T>>> {
            Guard(self.load_full())
        }

        pub(crate) fn load_full(&self) -> Option<Arc<T>> {
            lock(&self.0).clone()
        }

        pub(crate) fn swap(&self, new: Option<Arc<T>>) -> Option<Arc<T>> {
            replace(&mut *lock(&self.0), new)
        }

        pub(crate) fn store(&self, new: Option<Arc<T>>) {
            drop(self.swap(new));
        }
    }

    impl<T> Deref for Guard<T> {
        type Target = T;

        fn deref(&self) -> &T {
            &self.0
        }
    }
}
