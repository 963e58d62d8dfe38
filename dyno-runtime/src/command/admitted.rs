//! An attempt that was let in and is about to run, or runs on this thread. What the call keeps of a healthy one goes along beside it: what
//! has not left the registers need not be read again when the body has returned.

use std::convert::Infallible;
use std::future::Future;
#[cfg(feature = "aspect")]
use std::future::IntoFuture;
use std::mem::{ManuallyDrop, forget, replace};
use std::pin::Pin;
use std::time::Duration;

#[cfg(feature = "aspect")]
use crate::aspect::Later;
use crate::clock::Deadline;
use crate::command::attempt::Attempt;
use crate::command::call::Call;
#[cfg(feature = "pool")]
use crate::command::crossing::{ApartBody, ComesBack};
pub use crate::command::quick::Quick;
use crate::command::refusal::Refusal;
use crate::command::returns::Ended;
#[cfg(feature = "aspect")]
use crate::command::run::Passing;
use crate::command::run::{Asked, Bare, Given, Lent, Whole};
#[cfg(feature = "cache")]
use crate::command::state::StateRef;
use crate::command::trace::Inside;
use crate::command::wait::{LazyTimer, left};
use crate::left::Budget;
use crate::outcome::{Verdict, on_unwind};

/// An attempt that may run, and must: the place that it was given is given back when it has.
#[derive(Debug)]
#[must_use]
pub struct Admitted<'a, Q = Quick> {
    call: &'a mut Call,
    /// The same as its call keeps, as long as that is all there is to keep. Who awaits the body has none: it would go along in the future.
    quick: Option<Q>,
}

impl Call {
    /// Admits or rejects an attempt.
    ///
    /// # Errors
    ///
    /// Those of [`Error::Open`](crate::Error::Open), [`Error::RateLimited`](crate::Error::RateLimited),
    /// [`Error::Full`](crate::Error::Full), [`Error::Misconfigured`](crate::Error::Misconfigured), and of
    /// [`Error::Timeout`](crate::Error::Timeout) when nothing is left of a caller's budget or a sync attempt had to wait too long for a permit.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub fn admit(&mut self) -> Result<Admitted<'_>, Refusal> {
        let quick = self.begin();
        if quick.is_none() {
            self.ask(None)?;
        }
        Ok(Admitted { call: self, quick })
    }

    /// Begins an attempt that nothing can refuse.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub fn attempt(&mut self) -> Admitted<'_> {
        let quick = self.begin();
        if quick.is_none() {
            self.begin_attempt();
        }
        Admitted { call: self, quick }
    }

    /// Awaits the body of a function that nothing can refuse.
    pub fn observe<F: Future>(
        &mut self,
        body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> impl Future<Output = F::Output> {
        let body = Attempt(self.attempt().call).observe(Lent(body), Asked { judge, tell, hint: |_: &_| None });
        Bare { body: Ok(body), refuse: |refusal| unreachable!("nothing refuses it: {refusal:?}") }
    }

    /// Awaits what filters made of the call, or else its body.
    #[cfg(feature = "aspect")]
    pub fn pass<F: Future>(
        &mut self,
        filtered: Option<Later<F::Output>>,
        body: Pin<&mut Option<F>>,
        judge: impl FnOnce(&F::Output) -> Verdict,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> impl Future<Output = F::Output> {
        Passing(match filtered {
            None => Ok(Attempt(self.attempt().call).observe(Given(body), Asked { judge, tell, hint: |_: &_| None })),
            Some(later) => Err(later.into_future()),
        })
    }
}

impl<'a> Admitted<'a> {
    /// One that has begun, with more to keep.
    pub(super) fn begun(call: &'a mut Call) -> Self {
        Self { call, quick: None }
    }

    /// The same for who awaits the body.
    #[inline]
    pub fn awaited(self) -> Admitted<'a, Infallible> {
        Admitted { call: self.call, quick: None }
    }

    /// Ends well, with a value that was there.
    #[cfg(feature = "cache")]
    #[inline]
    pub fn hit<R>(self, returned: R) -> R {
        let (running, quick) = self.start();
        let returned = ManuallyDrop::new(returned);
        match running.goes_well(quick, Verdict::Success) {
            None => ManuallyDrop::into_inner(returned),
            Some(unwell) => unwell.end((ManuallyDrop::into_inner(returned),), |_| None, |_| None).returned(),
        }
    }

    /// Begins to run the body.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    #[must_use]
    pub fn start(mut self) -> (Running<'a>, Option<Quick>) {
        let inside = self.enter();
        let Self { call, quick } = self;
        (Running { call, inside }, quick)
    }
}

impl<Q> Admitted<'_, Q> {
    /// Makes what the fallback will need after the body took it.
    #[inline]
    pub fn spare<T>(&mut self, make: impl FnOnce() -> T) -> T {
        let _inside = self.enter();
        on_unwind(make, || self.call.panics(Inside::NONE))
    }

    /// What is left of its time for those inside of it. Time begins with this, because a body that does not await cannot begin to wait.
    pub(super) fn left(&mut self) -> Budget {
        let full = self.call.full();
        let Some(own) = full.limit() else { return Budget::current() };
        let now = Deadline::now();
        full.since.get_or_insert(now);
        Budget::from(left(Some(own), now).0)
    }

    /// Tells whether what fails inside of it is attempted again with it.
    #[cfg(feature = "retry")]
    #[inline]
    #[must_use]
    pub fn nests(&self) -> bool {
        self.call.retries()
    }

    /// Awaits the body, until its time is up. When it fails, `hint` tells how long another attempt has no chance, if that is known.
    pub fn run<F: Future>(
        self,
        body: Pin<&mut F>,
        timer: impl LazyTimer,
        judge: impl FnOnce(&F::Output) -> Verdict,
        tell: impl FnOnce(&F::Output) -> Option<String>,
        hint: impl FnOnce(&F::Output) -> Option<Duration>,
    ) -> impl Future<Output = Ended<F::Output>> {
        Whole(Attempt(self.call).run(Lent(body), timer, Asked { judge, tell, hint }))
    }

    /// Awaits a body that no time limit of its own ends.
    pub fn observe<F: Future>(
        self,
        body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> impl Future<Output = Ended<F::Output>> {
        Whole(Attempt(self.call).observe(Lent(body), Asked { judge, tell, hint: |_: &_| None }))
    }

    /// Awaits the body on a thread of the command's pool, until its time is up.
    #[cfg(feature = "pool")]
    pub fn run_apart<R: ComesBack>(
        self,
        body: impl ApartBody<R>,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
    ) -> impl Future<Output = Ended<R>> {
        Attempt(self.call).run_apart(body, judge, tell, hint)
    }

    /// The state that its call began with.
    #[cfg(feature = "cache")]
    #[inline]
    pub(super) fn state(&self) -> StateRef {
        self.call.state()
    }

    #[inline]
    fn enter(&mut self) -> Inside {
        if self.quick.is_some() || !self.call.is_full() { Inside::NONE } else { self.enter_span() }
    }

    #[cold]
    fn enter_span(&mut self) -> Inside {
        // A guard first, because subscribers are the user's.
        let attempt = Attempt(&mut *self.call);
        let inside = attempt.0.enter_attempt();
        forget(attempt);
        inside
    }
}

#[cfg(feature = "cache")]
impl<'a, Q> Admitted<'a, Q> {
    pub(super) fn into_attempt(self) -> Attempt<'a> {
        Attempt(self.call)
    }
}

/// An attempt whose body runs on this thread. Dropped meanwhile, it has panicked: nothing else can leave a function that is called.
#[derive(Debug)]
pub struct Running<'a> {
    call: &'a mut Call,
    inside: Inside,
}

impl<'a> Running<'a> {
    /// Runs the body. What that returns stays where the caller has it: each hand that it goes through would move it.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub fn body<R>(&self, body: impl FnOnce() -> R) -> R {
        body()
    }

    /// Asks what the attempt came to.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub fn judge<R>(&self, returned: &R, judge: impl FnOnce(&R) -> Verdict) -> Verdict {
        judge(returned)
    }

    /// Ends the attempt, if what its body returned is a success and nothing but that is to be counted.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    #[must_use]
    pub fn goes_well(self, quick: Option<Quick>, verdict: Verdict) -> Option<Unwell<'a>> {
        if verdict == Verdict::Success {
            let goes_well = match quick {
                Some(quick) => quick.goes_well(self.call.site()),
                None => self.call.goes_well_with_permit(),
            };
            if goes_well {
                self.call.is_counted();
                // There was no span to enter.
                forget(self);
                return None;
            }
        }
        Some(Unwell(self, verdict))
    }
}

/// An attempt whose body has returned, and of which more is to be told than that it went well.
#[derive(Debug)]
pub struct Unwell<'a>(Running<'a>, Verdict);

impl Unwell<'_> {
    /// Ends the attempt by what its body returned. It takes that in a wrapping, and gives it back: where it stood it would need an
    /// address, also of those that go well.
    #[cold]
    #[inline(never)]
    pub fn end<R>(
        self,
        (returned,): (R,),
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
    ) -> Ended<R> {
        let Self(running, verdict) = self;
        let mut running = ManuallyDrop::new(running);
        running.inside.leave();
        let has_failed = Attempt(&mut *running.call).has_failed(&returned, verdict, tell, hint);
        if has_failed { Ended::Failed(returned) } else { Ended::Answered(returned) }
    }
}

impl Drop for Running<'_> {
    #[inline]
    fn drop(&mut self) {
        self.call.panics(replace(&mut self.inside, Inside::NONE));
    }
}

/// Awaits the body of a function that nothing answers for, until its time is up: gives what was returned, or what `refuse` makes of a
/// refusal, when the body has been dropped.
pub fn run_bare<F: Future>(
    admitted: Result<Admitted<'_, Infallible>, Refusal>,
    body: Pin<&mut Option<F>>,
    timer: impl LazyTimer,
    judge: impl FnOnce(&F::Output) -> Verdict,
    tell: impl FnOnce(&F::Output) -> Option<String>,
    hint: impl FnOnce(&F::Output) -> Option<Duration>,
    refuse: impl Fn(Refusal) -> F::Output,
) -> impl Future<Output = F::Output> {
    let body = match admitted {
        Ok(Admitted { call, .. }) => Ok(Attempt(call).run(Given(body), timer, Asked { judge, tell, hint })),
        Err(refusal) => Err(Some(refusal)),
    };
    Bare { body, refuse }
}
