//! The timer. Why: a call that takes too long has spent its time somewhere in it, and to find out where one wants the whole of it, what came
//! after what and inside of what, not the mean of a counter.
//!
//! What is timed is written down under a lock that no user code is called under: to record is not the hot path, not to be recorded is,
//! and that is one look at the thread.

mod ambient;
mod branch;
mod builder;
mod error;
mod interval;
mod label;
#[cfg(feature = "timing-layer")]
mod layer;
mod macros;
mod print;
mod snapshot;
mod state;
mod timed;

use std::fmt::{self, Display};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use self::ambient::Scope;
pub use self::ambient::here;
use self::branch::Branch;
pub use self::builder::TimerBuilder;
pub use self::error::TimingError;
pub use self::interval::Interval;
use self::label::label;
#[cfg(feature = "timing-layer")]
pub use self::layer::TimingLayer;
pub use self::snapshot::{TimingEvent, TimingEventKind, TimingSnapshot};
pub use self::timed::{mark, timed, timed_async};

/// Times what a request, or a program, does: a tree of intervals and marks, on the monotonic clock. Cloned for the price of a
/// reference count.
///
/// Why: to find out where the time of one slow call went one wants all of it, what came after what and inside of what, and not the mean
/// of a counter. And no function should have to take a timer for that: [`time!`](crate::time!) and [`mark`] find the one in whose
/// [`scope`](Timer::scope) or [`run`](Timer::run) they are; where there is none they do nothing, for the price of one look at the thread.
///
/// ```
/// use dyno::{Timer, mark, time};
///
/// fn page() -> Result<String, std::fmt::Error> {
///     time!("Deps", {
///         mark("key stored: in cache");
///     });
///     time!("Render: page", { Ok("<p>".to_owned()) })
/// }
///
/// let timer = Timer::new();
/// let page = timer.scope(|| time!(format!("Request: {}", "GET /"), { page() }))?;
/// println!("{timer}");
/// # assert_eq!(timer.to_string().lines().count(), 7);
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # What it prints
///
/// ```text
/// 1795277594.249  17.47mS + Request: GET /
/// 1795277594.259   5.19mS |  + Deps
/// 1795277594.264          |  |  - key stored: in cache
///       V                 |  =
///       V          2.11mS |  + Render: page
/// 1795277594.266          |  =
///       V                 =
/// ```
///
/// One line for each event, in order of time:
///
/// 1. When it was, in seconds since 1970, cut to the millisecond, 14 wide; a `V` where that is the same as in the line above. A clock
///    that tests move says what it was set to.
/// 2. How long the interval that begins there took, 8 wide, rounded: `17.47mS`, from a second on `17.47S`, from a minute on
///    `62m05S`; `open` where it has not ended.
/// 3. A bar for each interval that it is inside of, and what it is: `+` an interval begins, `-` a mark, `=` it ends. An interval that ends
///    before what was begun last has ended as well is named once more: `= Deps`.
/// 4. Its name as it is, but for what would end the line or turn it round, which is escaped.
///
/// Where something was left out, a last line says how much. `{timer:#}` has the processor's time after the second column, where it is known.
///
/// # What nests where
///
/// An interval is inside of that which was begun last before it, and is still open, in the same [`scope`](Timer::scope),
/// [`run`](Timer::run), span or annotated function. What goes on at the same time is a branch of its own, given the timer as it is where
/// it branches off:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use dyno::{Timer, time};
/// # async fn left() {} async fn right() {} async fn sent() {}
///
/// let timer = Timer::new();
/// timer.run(async {
///     time!("both", {
///         let here = Timer::current();
///         tokio::join!(here.run(left()), here.run(right()));
///         tokio::spawn(here.run(sent()));
///     });
/// }).await;
/// # }
/// ```
///
/// Tasks, pools and caches of dyno take it along by themselves. What is sent away is inside of the interval in which that was done, also when
/// this has ended before. Branches of a `join!` that are not given it are taken for one: what one of
/// them begins while the other waits is inside of what that has begun.
///
/// # Processor time
///
/// Linux, Android and Apple's systems tell how much of its time a processor has spent on a thread. An interval has the sum of that over the
/// turns that its scope, future or span had on threads while it was open: it follows a future from thread to thread, and counts neither others that the
/// same thread polls meanwhile, nor what the interval has sent to other threads. There is none where an interval was begun outside of all
/// scopes, or ended outside of that in which it was begun, and none by a clock that tests move.
///
/// # Limits
///
/// A timer is for one request, or one run: it keeps 1,024 intervals and marks ([`TimerBuilder::events`]), the first ones, and 256 bytes of
/// each name; what comes later is counted. To record takes a lock of the timer, to look for one that is not there does not. An interval ends when its block does,
/// however that is left, and when its future is dropped: that happens inside of it, so what destructors mark is there.
#[derive(Clone)]
pub struct Timer(Option<Arc<Branch>>);

impl Timer {
    /// Makes one with room for 1,024 intervals and marks, on the clock of the registry in scope.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Begins one with another clock, or more room.
    pub fn builder() -> TimerBuilder {
        TimerBuilder::default()
    }

    /// Gives the ambient timer, to be handed to what goes on elsewhere: what that times is inside of what is innermost here and now. Where
    /// there is none, what it gives records nothing, and can be handed on just the same.
    #[must_use]
    pub fn current() -> Self {
        Self(here().map(|branch| branch.fork()))
    }

    /// Tells whether it records anything.
    #[must_use]
    pub fn is_recording(&self) -> bool {
        self.0.is_some()
    }

    /// Makes this the ambient timer of `work`, on this thread. What that times is inside of what an interval that is started here would be.
    pub fn scope<R>(&self, work: impl FnOnce() -> R) -> R {
        self.branch_off().during(work)
    }

    /// Makes this the ambient timer of `work`, whatever threads poll it, as [`Timer::scope`] does. Needs no runtime. Cancel safe if `work`
    /// is: dropping the future ends its intervals. `work` is boxed, so that a future is no larger for being timed.
    pub fn run<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        Run { timer: self.branch_off(), work: Some(Box::pin(work)) }
    }

    /// Starts an interval, which ends when it is dropped or stopped. In a scope of this timer it is inside of what is innermost there,
    /// elsewhere of what was started last by this handle or its clones.
    pub fn start(&self, name: impl Display) -> Interval {
        self.interval(name).started()
    }

    /// Makes an interval that is to be started by hand.
    pub fn interval(&self, name: impl Display) -> Interval {
        Interval::new(self.clone(), label(name))
    }

    /// Notes a mark, inside of what an interval that is started here would be.
    pub fn mark(&self, text: impl Display) {
        if let Some(branch) = self.place() {
            branch.mark(label(text));
        }
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> TimingSnapshot {
        self.0.as_ref().map_or_else(TimingSnapshot::default, |branch| TimingSnapshot::of(&branch.shared))
    }

    /// Does some work in this very branch.
    pub(crate) fn during<R>(&self, work: impl FnOnce() -> R) -> R {
        let _scope = Scope::of(self.0.as_ref());
        work()
    }

    /// Where it stands: in the branch that this thread is in, if that is one of its own.
    fn place(&self) -> Option<Arc<Branch>> {
        let own = self.0.as_ref()?;
        let here = here().filter(|here| Arc::ptr_eq(&here.shared, &own.shared));
        Some(here.unwrap_or_else(|| own.clone()))
    }

    fn branch_off(&self) -> Self {
        Self(self.place().map(|branch| branch.fork()))
    }
}

/// Work whose ambient timer this is.
struct Run<F> {
    timer: Timer,
    /// Boxed: what an `async` block captures and then pins it would hold twice.
    work: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Run<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self { timer, work } = &mut *self;
        let work = work.as_mut().unwrap_or_else(|| unreachable!("it is taken out when this is dropped"));
        timer.during(|| work.as_mut().poll(cx))
    }
}

impl<F> Drop for Run<F> {
    fn drop(&mut self) {
        let Self { timer, work } = self;
        timer.during(|| *work = None);
    }
}

impl Default for Timer {
    fn default() -> Self {
        Self::new()
    }
}

impl Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.snapshot().fmt(f)
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").field("is_recording", &self.is_recording()).finish_non_exhaustive()
    }
}
