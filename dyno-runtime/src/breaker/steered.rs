//! A breaker in an operator's hand: what is done to it, and what gives back what it was before.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::breaker::shared::Shared;
use crate::breaker::state::{Phase, State};
use crate::clock::Moment;
use crate::event::Act;
use crate::outcome::{BreakerState, TransitionCause};
use crate::settings::{Acting, Follow};

/// What a breaker was before somebody acted.
#[derive(Clone, Debug)]
pub(crate) struct Before {
    whose: Weak<Shared>,
    phase: Stood,
    cause: Option<TransitionCause>,
    failed_recoveries: u32,
    /// That which the act has made of it: in another, something else has happened since.
    generation: u64,
    revision: u64,
}

/// A phase that can be gone back to.
#[derive(Clone, Copy, Debug)]
enum Stood {
    Closed,
    Open { until: Moment, at_least: Duration },
    ForcedOpen { until: Moment },
    Disabled,
    MetricsOnly,
}

impl Before {
    /// Takes over to what another would have gone back.
    pub(crate) fn goes_back_with(&mut self, earlier: &Self) {
        let Self { generation, revision, .. } = *self;
        *self = Self { generation, revision, ..earlier.clone() };
    }

    /// Notes that it is as it was left, since what came later was taken back.
    pub(crate) fn is_back(&mut self, later: &Self) {
        (self.generation, self.revision) = (later.generation, later.revision);
    }
}

impl Shared {
    /// Does it, and gives what takes it back and what tells of it.
    ///
    /// # Errors
    ///
    /// The state in which it cannot be done.
    pub(crate) fn act(
        self: &Arc<Self>,
        act: Act,
        reason: &Arc<str>,
        time: Option<Duration>,
        who: Weak<dyn Acting>,
    ) -> Result<(Before, Follow<'static>), BreakerState> {
        let now = self.now();
        self.hand().is_of(who);
        let (before, follow) = self.quietly(now, |state| {
            let before = state.before(now, Arc::downgrade(self));
            match act {
                Act::Trip => state.trip(now)?,
                Act::Reset => state.reset(now),
                Act::ForceOpen => state.force_open(now, reason, time.map_or(Moment::NEVER, |time| now.after(time))),
                Act::Disable => state.disable(now),
                Act::MetricsOnly => state.metrics_only(now),
                // Nothing else is asked for here.
                Act::Blow | Act::Clear => {}
            }
            state.sign(reason);
            Ok(Before { generation: state.generation, revision: state.revision, ..before })
        });
        before.map(|before| (before, follow))
    }

    /// Goes back to what it was before, where nothing has happened since; gives what it is then.
    ///
    /// # Errors
    ///
    /// What it is instead.
    pub(crate) fn go_back(
        self: &Arc<Self>,
        before: &Before,
        reason: &Arc<str>,
    ) -> Result<(Before, Follow<'static>), BreakerState> {
        let now = self.now();
        let (gone, follow) = self.quietly(now, |state| {
            if !state.is_left_at(before) {
                return Err(state.state());
            }
            state.resume(now, before, reason);
            Ok(Before { generation: state.generation, revision: state.revision, ..before.clone() })
        });
        gone.map(|gone| (gone, follow))
    }
}

impl Shared {
    /// Tells whether nothing has happened to it since that was done.
    pub(crate) fn is_left_at(self: &Arc<Self>, before: &Before) -> bool {
        self.quietly(self.now(), |state| state.is_left_at(before)).0
    }

    /// Tells whether something has happened since to the very breaker to which that was done, and not to another of its name.
    pub(crate) fn is_overtaken(self: &Arc<Self>, before: &Before) -> bool {
        before.whose.as_ptr() == Arc::as_ptr(self) && !self.is_left_at(before)
    }

    /// Tells whether a hand, and nothing that it does by itself, has brought it to where it is.
    pub(crate) fn is_by_hand(&self) -> bool {
        matches!(self.snapshot().cause, Some(TransitionCause::ByHand { .. }))
    }
}

impl State {
    /// Whoever forces what is forced says something else, and that is no transition.
    fn is_left_at(&self, before: &Before) -> bool {
        let is_forced_anew = matches!(self.phase, Phase::ForcedOpen { .. }) && self.revision != before.revision;
        self.generation == before.generation && !is_forced_anew
    }

    fn before(&self, now: Moment, whose: Weak<Shared>) -> Before {
        let phase = match self.phase {
            Phase::Closed => Stood::Closed,
            Phase::Open { until, at_least } => Stood::Open { until, at_least },
            // Its probes are gone, and the next call is one.
            Phase::HalfOpen(_) => Stood::Open { until: now, at_least: Duration::ZERO },
            Phase::ForcedOpen { until } => Stood::ForcedOpen { until },
            Phase::Disabled => Stood::Disabled,
            Phase::MetricsOnly => Stood::MetricsOnly,
        };
        let (cause, failed_recoveries) = (self.cause.clone(), self.failed_recoveries);
        Before { whose, phase, cause, failed_recoveries, generation: self.generation, revision: self.revision }
    }

    fn resume(&mut self, now: Moment, before: &Before, reason: &Arc<str>) {
        self.failed_recoveries = before.failed_recoveries;
        // It is there already, and goes on.
        if matches!((&self.phase, before.phase), (Phase::Closed, Stood::Closed)) {
            return;
        }
        let (phase, is_afresh) = match before.phase {
            Stood::Closed => (Phase::Closed, true),
            Stood::Open { until, at_least } => (Phase::Open { until, at_least }, false),
            Stood::ForcedOpen { until } => (Phase::ForcedOpen { until }, false),
            Stood::Disabled => (Phase::Disabled, false),
            Stood::MetricsOnly => (Phase::MetricsOnly, true),
        };
        self.enter(phase, now, TransitionCause::ByHand { reason: reason.clone() });
        if is_afresh {
            self.start_afresh(now);
        }
        // Why it is open is what opened it then.
        if !matches!(before.phase, Stood::Closed) {
            self.cause.clone_from(&before.cause);
        }
    }
}
