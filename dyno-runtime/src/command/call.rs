//! One call: a guard that counts how it ended, once, however it is left.

use std::future::{Future, poll_fn};
use std::mem::{ManuallyDrop, forget, replace};
use std::pin::pin;

use crate::clock::{Deadline, Limit};
use crate::command::attempt::Attempt;
use crate::command::full::Full;
use crate::command::pass::Pass;
#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
use crate::command::quick::Permitted;
use crate::command::quick::{Quick, Waiting};
use crate::command::refusal::Refusal;
use crate::command::room::Room;
use crate::command::site::Site;
use crate::command::spec::{Place, Spec};
use crate::command::state::{State, StateRef};
use crate::command::task::Claim;
use crate::command::trace::{Inside, Trace};
use crate::command::turn::By;
use crate::error::Error;
use crate::outcome::{Outcome, contained};

/// The address of no site.
pub(super) const NO_SITE: usize = 0;

/// A call. Dropped before its outcome is known, it was cancelled.
#[derive(Debug)]
pub struct Call {
    site: &'static Site,
    kept: Kept,
}

/// What is kept of a call.
#[derive(Debug)]
enum Kept {
    /// Nothing: it has not begun, or it went well and is counted.
    Nothing,
    /// That it began.
    Quick(Quick),
    /// That it began, with a permit or with its turn.
    #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
    Permitted(Quick, Room),
    /// That it waits.
    Waiting(Waiting),
    /// That its attempt was turned away.
    Refused,
    /// All there is to know. Dropped by hand, so that no call that goes well has to look whether there is anything to drop.
    Full(ManuallyDrop<Box<Full>>),
}

impl Site {
    /// Prepares a call. It begins with its attempt.
    #[inline]
    pub fn call(&'static self) -> Call {
        Call { site: self, kept: Kept::Nothing }
    }
}

impl Call {
    /// Begins a call that no site leads to. If it `blocks`, it may do so whatever the command is.
    pub(super) fn of(state: StateRef, blocks: bool) -> Self {
        static NOWHERE: Site = Site::new(|| "".into(), Place::new("", "", 0), Spec::new);
        let mut full = Full::begin(state, NO_SITE);
        full.blocks = blocks;
        Self { site: &NOWHERE, kept: Kept::Full(ManuallyDrop::new(Box::new(full))) }
    }

    /// Awaits the fallback. The outcome of the call stays what it was; whether the fallback answered is counted beside it.
    pub async fn answer<F: Future>(
        &mut self,
        fallback: F,
        failed: impl FnOnce(&F::Output) -> bool,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> F::Output {
        let mut fallback = pin!(fallback);
        let mut answer = Answering::of(self.full());
        let returned = poll_fn(|cx| {
            let _entered = answer.trace.enter_call();
            fallback.as_mut().poll(cx)
        })
        .await;
        answer.end(!failed(&returned), || tell(&returned));
        returned
    }

    /// Runs the fallback, as [`Call::answer`] does.
    pub fn answer_sync<R>(
        &mut self,
        fallback: impl FnOnce() -> R,
        failed: impl FnOnce(&R) -> bool,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> R {
        let mut answer = Answering::of(self.full());
        let returned = {
            let _entered = answer.trace.enter_call();
            fallback()
        };
        answer.end(!failed(&returned), || tell(&returned));
        returned
    }

    /// The error of a result that was judged a failure, for the fallback.
    pub(super) fn judged(&self) -> Error {
        match &self.kept {
            Kept::Full(full) => full.judged(),
            _ => unreachable!("of what was judged a failure all is kept"),
        }
    }

    /// The state that it began with.
    #[cfg(feature = "cache")]
    #[inline]
    pub(super) fn state(&self) -> StateRef {
        match &self.kept {
            Kept::Full(full) => full.state.clone(),
            _ => StateRef::Global(self.site.global_state()),
        }
    }

    /// Whether its first attempt has begun.
    #[cfg(feature = "retry")]
    #[inline]
    pub(super) fn has_begun(&self) -> bool {
        !matches!(self.kept, Kept::Nothing)
    }

    /// Whether another attempt may follow the one that has begun, if it fails.
    #[cfg(feature = "retry")]
    #[inline]
    pub(super) fn retries(&self) -> bool {
        let state = match &self.kept {
            Kept::Full(full) => full.state(),
            _ => self.site.global_state(),
        };
        state.retry().is_some_and(|retry| retry.shared().retries())
    }

    /// Whether no fallback may answer, because whoever prepared the call said so.
    #[inline]
    pub(super) fn is_without_fallback(&self) -> bool {
        matches!(&self.kept, Kept::Full(full) if full.is_without_fallback())
    }

    /// Begins it, and tells what is kept of it, if no care is needed.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub(super) fn begin(&mut self) -> Option<Quick> {
        // What had to wait for what is injected has begun.
        if !matches!(self.kept, Kept::Nothing) {
            return None;
        }
        let quick = Quick::begin(self.site);
        if let Some(quick) = quick {
            self.kept = Kept::Quick(quick);
        }
        quick
    }

    /// Begins an attempt that nothing can refuse, with care.
    #[cold]
    #[inline(never)]
    pub(super) fn begin_attempt(&mut self) {
        forget(Attempt::begin(self, Pass::default(), Room::FREE));
    }

    /// Tells whether all is kept of it that there is to know.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        matches!(self.kept, Kept::Full(_))
    }

    /// Counts that it went well with its permit or its turn, if nothing but that is to be kept of it.
    #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
    #[inline]
    pub(super) fn goes_well_with_permit(&self) -> bool {
        matches!(&self.kept, Kept::Permitted(quick, room) if Permitted::goes_well(quick, *room, self.site))
    }

    #[cfg(not(any(feature = "bulkhead", feature = "rate_limit")))]
    #[expect(clippy::unused_self, reason = "there are none")]
    pub(super) fn goes_well_with_permit(&self) -> bool {
        false
    }

    /// Notes that it went well, and is counted.
    #[inline]
    pub(super) fn is_counted(&mut self) {
        self.kept = Kept::Nothing;
    }

    /// Ends its attempt by a panic that passes.
    #[cold]
    #[inline(never)]
    pub(super) fn panics(&mut self, inside: Inside) {
        let attempt = Attempt(self);
        attempt.0.full().panics();
        drop(inside);
    }

    /// Ends it by a panic of what its next attempt needs to begin.
    #[cfg(any(feature = "fuse", feature = "rate_limit"))]
    #[cold]
    #[inline(never)]
    pub(super) fn panics_before_its_attempt(&mut self) {
        // It may begin with this, which subscribers hear of.
        contained(|| {
            let full = self.full();
            full.outcome = Outcome::Panicked;
            full.state().metrics().attempted(Outcome::Panicked, None);
        });
    }

    /// Tells whether its fuse lets only a share pass, and has not chosen yet.
    #[cfg(feature = "fuse")]
    #[inline]
    pub(super) fn is_to_be_chosen(&self) -> bool {
        let asks = |state: &State| state.fuse().is_some_and(|fuse| fuse.shared().asks_for_key());
        match &self.kept {
            Kept::Nothing => asks(&self.site.state()),
            Kept::Full(full) => full.chosen.is_none() && asks(full.state()),
            _ => false,
        }
    }

    /// Notes whether its fuse has chosen it.
    #[cfg(feature = "fuse")]
    pub(super) fn is_chosen_by(&mut self, choose: impl FnOnce(&crate::fuse::Shared) -> bool) {
        let full = self.full();
        full.chosen = full.state().fuse().map(|fuse| choose(fuse.shared()));
    }

    /// Has what was chosen for it before it began.
    #[cfg(feature = "fuse")]
    pub(super) fn is_chosen(&mut self, chosen: crate::fuse::Chosen) {
        if chosen.is_some() {
            self.full().chosen = chosen;
        }
    }

    /// Where it was made.
    #[inline]
    pub(super) fn site(&self) -> &'static Site {
        self.site
    }

    /// Keeps all there is to know from now on.
    #[cold]
    #[inline(never)]
    pub(super) fn full(&mut self) -> &mut Full {
        let full = match &self.kept {
            Kept::Nothing => Some(Full::begin(self.site.state(), self.site.address())),
            Kept::Quick(quick) => Some(quick.full(self.site)),
            #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
            Kept::Permitted(quick, room) => Some(Permitted::full(quick, *room, self.site)),
            Kept::Waiting(waiting) => Some(waiting.full(self.site)),
            Kept::Refused => Some(Full::of_refused(self.site)),
            Kept::Full(_) => None,
        };
        if let Some(full) = full {
            self.kept = Kept::Full(ManuallyDrop::new(Box::new(full)));
        }
        match &mut self.kept {
            Kept::Full(full) => full,
            _ => unreachable!("it was made just before"),
        }
    }

    /// Asks whatever may refuse its attempt.
    #[cold]
    #[inline(never)]
    pub(super) fn ask(&mut self, by: By<'_>) -> Result<(), Refusal> {
        if let Kept::Nothing = self.kept {
            if let Some(refusal) = Quick::refusal(self.site) {
                self.kept = Kept::Refused;
                return Err(refusal);
            }
            #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
            if let Some(Permitted { quick, room }) = Permitted::begin(self.site, by) {
                self.kept = Kept::Permitted(quick, room);
                return Ok(());
            }
        }
        let (pass, room) = self.full().admit(by)?;
        forget(Attempt::begin(self, pass, room));
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn end(&mut self) {
        if let Kept::Refused = self.kept {
            return self.site.global_state().metrics().rejected();
        }
        self.full();
        if let Kept::Full(full) = replace(&mut self.kept, Kept::Nothing) {
            drop(ManuallyDrop::into_inner(full));
        }
    }

    /// Whether a refusal was left, so that the call must not go on.
    #[inline]
    pub(super) fn is_left(&self) -> bool {
        matches!(&self.kept, Kept::Full(full) if full.is_left())
    }

    /// Whether its attempt has to wait before its body may begin.
    #[inline]
    pub(super) fn is_to_wait(&self) -> bool {
        matches!(&self.kept, Kept::Full(full) if full.is_left() || full.room.is_awaited())
    }

    /// The limit of its attempt.
    #[inline]
    pub(super) fn limit(&self) -> Option<Limit> {
        match &self.kept {
            Kept::Full(full) => full.limit(),
            _ => self.site.global_state().limit(),
        }
    }

    /// Notes that it waits.
    #[inline]
    pub(super) fn waits(&mut self, now: Deadline) {
        match &self.kept {
            Kept::Waiting(_) => {}
            Kept::Quick(quick) => self.kept = Kept::Waiting(quick.waits(self.site, now)),
            #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
            Kept::Permitted(quick, room) => {
                let waiting = Permitted::waits(quick, *room, self.site, now);
                self.kept = Kept::Full(ManuallyDrop::new(Box::new(waiting)));
            }
            _ => self.full().waits(now),
        }
    }

    /// Enters the span of the attempt on this thread until the guard is dropped.
    #[inline]
    pub(super) fn enter_attempt(&self) -> Inside {
        match &self.kept {
            Kept::Full(full) => full.trace.enter_attempt(),
            _ => Inside::NONE,
        }
    }

    /// Counts that it went well, if nothing but that is to be kept of it.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub(super) fn goes_well(&mut self) -> bool {
        // By reference: a copy reads in wide words what was just written in narrow ones.
        let is_counted =
            if let Kept::Quick(quick) = &self.kept { quick.goes_well(self.site) } else { self.goes_well_after_all() };
        if is_counted {
            self.kept = Kept::Nothing;
        }
        is_counted
    }

    /// Counts the same of one that had to be let in or to wait.
    #[inline(never)]
    fn goes_well_after_all(&self) -> bool {
        match &self.kept {
            #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
            Kept::Permitted(quick, room) => Permitted::goes_well(quick, *room, self.site),
            Kept::Waiting(waiting) => {
                waiting.ends_well(self.site);
                true
            }
            _ => false,
        }
    }
}

impl Drop for Call {
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn drop(&mut self) {
        if !matches!(self.kept, Kept::Nothing) {
            self.end();
        }
    }
}

/// A fallback at work. Dropped before it answered, it failed.
struct Answering<'a> {
    state: &'a State,
    trace: &'a Trace,
    outcome: Outcome,
    claim: Option<&'a Claim>,
    answered: bool,
    /// What it said when it failed, if somebody listens.
    error: Option<String>,
}

impl<'a> Answering<'a> {
    fn of(call: &'a mut Full) -> Self {
        call.goes_on();
        let Full { state, trace, outcome, claim, .. } = call;
        Self { state, trace, outcome: *outcome, claim: claim.as_ref(), answered: false, error: None }
    }

    fn end(&mut self, answered: bool, error: impl FnOnce() -> Option<String>) {
        self.answered = answered;
        if !answered && self.claim.is_some() {
            self.error = error();
        }
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.state.metrics().fell_back(self.answered, self.state.now());
        if let Some(claim) = self.claim {
            claim.fell_back(self.answered, self.error.take());
        }
        if !self.answered {
            let (command, outcome) = (self.state.name(), self.outcome);
            contained(|| {
                // Not louder than the call: a fallback that only maps errors fails as often as its function.
                tracing::debug!(target: "dyno", parent: self.trace.id(), %command, %outcome, "the fallback failed as well");
            });
        }
    }
}
