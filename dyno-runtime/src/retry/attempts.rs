//! The attempts of what is no command: a closure, or a block on the spot.

use std::future::Future;
use std::ops::ControlFlow::{self, Break, Continue};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::clock::Deadline;
use crate::registry::{Registry, instance_in_scope, is_global_in_use};
use crate::retry::Retry;
use crate::retry::builder::RetryBuilder;
use crate::retry::compound::Compound;
use crate::retry::due::Due;
use crate::retry::pause::Pause;
use crate::retry::said::{Hints, Questions, Rules, Said, Unsaid};
use crate::retry::shared::{Ask, Shared};
use crate::retry::within::{Within, is_within, retried, when_within};
use crate::settings::Origin;

/// Who makes calls that are no command's: none is where a command is.
const ALONE: u64 = 0;

/// The retry of a block on the spot.
#[derive(Debug)]
pub struct Spot {
    place: &'static str,
    /// That of the global registry.
    retry: OnceLock<Retry>,
}

impl Spot {
    /// Names the place.
    #[must_use]
    pub const fn new(place: &'static str) -> Self {
        Self { place, retry: OnceLock::new() }
    }

    /// Begins with the first attempt of `n`.
    #[inline]
    pub fn begin<E>(&'static self, n: u32) -> Attempts<'static, E> {
        if is_global_in_use() { Attempts::begin(self.global(), Some(n)) } else { self.begin_in_scope(n) }
    }

    #[inline]
    fn global(&self) -> &Retry {
        self.retry.get_or_init(|| self.build(Registry::global()))
    }

    #[cold]
    fn begin_in_scope<E>(&'static self, n: u32) -> Attempts<'static, E> {
        let Some(registry) = instance_in_scope() else { return Attempts::begin(self.global(), Some(n)) };
        let retry = registry.of_site(std::ptr::from_ref(self).addr(), || Arc::new(self.build(&registry)));
        Attempts::of(UnderWay::of_instance(retry), Some(n))
    }

    fn build(&self, registry: &Registry) -> Retry {
        let builder = RetryBuilder::new(self.place.into(), Origin::Builder(self.place.to_owned()));
        builder.build_in(registry).unwrap_or_else(|_| unreachable!("the defaults are valid"))
    }
}

/// The attempts of a call that is no command's.
#[derive(Debug)]
pub struct Attempts<'a, E> {
    call: UnderWay<'a>,
    n: Option<u32>,
    /// Whether retries inside of its attempts leave it to this one.
    nests: bool,
    /// In one place, so that what goes well has nothing else to look at.
    kept: Option<Box<Kept<E>>>,
}

/// A call, which its retry counts as one that is under way.
#[derive(Debug)]
struct UnderWay<'a> {
    retry: Whose<'a>,
}

#[derive(Debug)]
enum Whose<'a> {
    Lent(&'a Retry),
    /// That of an instance of the registry, which may go away meanwhile.
    Shared(Arc<Retry>),
}

/// What is kept of attempts that fail.
#[derive(Debug)]
struct Kept<E> {
    errors: Option<Compound<E>>,
    /// The attempt that follows.
    due: Option<Due>,
    /// How long was waited before the last one, and how many were made.
    waited: Duration,
    made: u32,
    /// When the first of them had failed.
    since: Option<Deadline>,
}

impl<'a> UnderWay<'a> {
    #[inline]
    fn of(retry: &'a Retry) -> Self {
        retry.shared.call_begins();
        Self { retry: Whose::Lent(retry) }
    }

    fn of_instance(retry: Arc<Retry>) -> Self {
        retry.shared.call_begins();
        Self { retry: Whose::Shared(retry) }
    }

    #[inline]
    fn shared(&self) -> &Arc<Shared> {
        match &self.retry {
            Whose::Lent(retry) => &retry.shared,
            Whose::Shared(retry) => &retry.shared,
        }
    }
}

impl Drop for UnderWay<'_> {
    #[inline]
    fn drop(&mut self) {
        self.shared().call_ends();
    }
}

impl<E> Kept<E> {
    fn new() -> Self {
        Self { errors: None, due: None, waited: Duration::ZERO, made: 1, since: None }
    }
}

impl<'a, E> Attempts<'a, E> {
    #[inline]
    pub(super) fn begin(retry: &'a Retry, n: Option<u32>) -> Self {
        Self::of(UnderWay::of(retry), n)
    }

    #[inline]
    fn of(call: UnderWay<'a>, n: Option<u32>) -> Self {
        let nests = is_within() || n.map_or_else(|| call.shared().retries(), |n| n > 1);
        Self { call, n, nests, kept: None }
    }

    /// Tells what is returned in the end, before anything is asked of an error.
    #[expect(clippy::unused_self, reason = "it knows the error's type")]
    pub fn never<T>(&self) -> Option<Result<T, Compound<E>>> {
        None
    }

    /// Awaits one. Of itself it takes nothing along, because errors need not be `Sync`.
    pub fn attempt<'b, F: Future>(&self, body: Pin<&'b mut F>) -> Within<'b, F> {
        retried(self.nests, body)
    }

    /// Runs one.
    pub fn attempt_sync<R>(&self, body: impl FnOnce() -> R) -> R {
        when_within(self.nests, body)
    }

    /// Gives what the caller gets, or has another attempt follow after a pause.
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub fn next<T>(
        &mut self,
        returned: Result<T, E>,
        question: impl Fn(&E) -> bool,
        hint: impl Fn(&E) -> Option<Duration>,
    ) -> ControlFlow<Result<T, Compound<E>>, Pause> {
        self.next_by(returned, &Said(question), &Unsaid, &Said(hint))
    }

    pub(super) fn next_by<T>(
        &mut self,
        returned: Result<T, E>,
        question: &impl Questions<E>,
        backoff: &impl Rules<E>,
        hint: &impl Hints<E>,
    ) -> ControlFlow<Result<T, Compound<E>>, Pause> {
        match returned {
            Ok(value) => Break(Ok(value)),
            Err(error) => {
                let since = self.kept.as_deref().and_then(|kept| kept.since).unwrap_or_else(Deadline::now);
                let due = if question.asks(&error) { self.decide(&error, since, backoff, hint) } else { None };
                self.follow(error, since, due)
            }
        }
    }

    #[cold]
    fn follow<T>(&mut self, error: E, since: Deadline, due: Option<Due>) -> ControlFlow<Result<T, Compound<E>>, Pause> {
        let kept = self.kept.get_or_insert_with(|| Box::new(Kept::new()));
        let errors = match kept.errors.take() {
            None => Compound::new(error),
            Some(mut errors) => {
                errors.push(error);
                errors
            }
        };
        let Some(due) = due else { return Break(Err(errors)) };
        let pause = due.pause();
        (kept.errors, kept.due, kept.since) = (Some(errors), Some(due), Some(since));
        Continue(pause)
    }

    /// Begins the next, after its pause.
    ///
    /// # Errors
    ///
    /// The errors of all attempts, if there is no time for another one or the budget has none left.
    #[cold]
    pub fn begins(&mut self) -> Result<(), Compound<E>> {
        let Some(kept) = &mut self.kept else { return Ok(()) };
        let Some(due) = kept.due.take() else { return Ok(()) };
        let wait = due.wait();
        if left(kept.since) != Some(Duration::ZERO) && due.begins(ALONE, || self.call.shared().calls()) {
            (kept.waited, kept.made) = (wait, kept.made + 1);
            return Ok(());
        }
        kept.errors.take().map_or(Ok(()), Err)
    }

    #[cold]
    fn decide(&self, error: &E, since: Deadline, backoff: &impl Rules<E>, hint: &impl Hints<E>) -> Option<Due> {
        let (kept, shared) = (self.kept.as_deref(), self.call.shared());
        if is_within() && !shared.is_nested() {
            return None;
        }
        let (attempt, previous) = kept.map_or((1, Duration::ZERO), |kept| (kept.made, kept.waited));
        let (left, retry_after, is_ruled) = (left(Some(since)), hint.tells(error), true);
        let ask = Ask { attempt, previous, retry_after, left, who: ALONE, n: self.n, is_ruled };
        shared.next(ask, || backoff.wait(attempt, error), || shared.calls()).ok()
    }
}

/// What is left of the time of the commands that this is inside of. Where none of them has waited yet, it is as if they had since then: a
/// retry that blocks the thread lets none of them wait.
#[cfg(feature = "command")]
fn left(since: Option<Deadline>) -> Option<Duration> {
    crate::left::Budget::current().remaining_since(since.unwrap_or_else(Deadline::now))
}

#[cfg(not(feature = "command"))]
fn left(_: Option<Deadline>) -> Option<Duration> {
    None
}

#[cfg(all(test, not(dyno_loom)))]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::{Context, Poll, Wake, Waker};
    use std::time::Duration;

    use super::Spot;
    use crate::registry::Registry;
    use crate::retry::{Backoff, Retry};

    struct Nobody;

    impl Wake for Nobody {
        fn wake(self: Arc<Self>) {}
    }

    fn under_way(retry: &Retry) -> (u64, u64) {
        let calls = retry.shared.calls();
        (calls.made, calls.under_way)
    }

    fn busy() -> Result<u32, &'static str> {
        Err("busy")
    }

    #[test]
    fn a_call_is_under_way_until_it_has_ended_however_it_does() {
        let registry = Registry::new();
        let _inside = registry.enter();
        let retry = Retry::builder("under way").backoff(Backoff::fixed(Duration::ZERO)).build().unwrap();
        assert_eq!(retry.call(|| Ok::<_, &str>(under_way(&retry))), Ok((1, 1)));
        retry.call(busy).unwrap_err();
        catch_unwind(AssertUnwindSafe(|| retry.call(|| -> Result<(), &str> { panic!("on purpose") }))).unwrap_err();
        assert_eq!(under_way(&retry), (3, 0));
        {
            let mut left = pin!(retry.call_async(std::future::pending::<Result<(), &str>>));
            let waker = Waker::from(Arc::new(Nobody));
            assert_eq!(left.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending);
            assert_eq!(under_way(&retry), (4, 1));
        }
        drop(retry.call_async(|| std::future::ready(busy())));
        assert_eq!(under_way(&retry), (4, 0), "what was never polled was no call");
    }

    #[test]
    fn a_block_in_an_instance_of_the_registry_is_counted_there() {
        static SPOT: Spot = Spot::new("a block");
        let registry = Registry::new();
        let _inside = registry.enter();
        let attempts = SPOT.begin::<&str>(3);
        let shared = attempts.call.shared().clone();
        assert_eq!((shared.calls().made, shared.calls().under_way), (1, 1));
        drop(attempts);
        assert_eq!((shared.calls().made, shared.calls().under_way), (1, 0));
        assert_eq!(SPOT.global().shared.calls().made, 0);
    }
}
