//! A fuse in an operator's hand: what is done to it, and what gives back what it was before.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::clock::Moment;
use crate::event::{Act, FuseCause, FuseChange};
use crate::fuse::shared::Shared;
use crate::fuse::state::{Said, State};
use crate::settings::{Acting, Follow};

/// What was said of a fuse before somebody acted.
#[derive(Clone, Debug)]
pub(crate) struct Before {
    whose: Weak<Shared>,
    said: Said,
    /// How much had been said after that: of more, somebody has said something else since.
    words: u64,
}

impl Before {
    /// Takes over to what another would have gone back.
    pub(crate) fn goes_back_with(&mut self, earlier: &Self) {
        self.said = earlier.said.clone();
    }

    /// Notes that it is as it was left, since what came later was taken back.
    pub(crate) fn is_back(&mut self, later: &Self) {
        self.words = later.words;
    }
}

impl Shared {
    /// Blows or resets it, and gives what takes that back and what tells of it.
    pub(crate) fn act(
        self: &Arc<Self>,
        act: Act,
        reason: &Arc<str>,
        time: Option<Duration>,
        who: Weak<dyn Acting>,
    ) -> (Before, Follow<'static>) {
        self.hand().is_of(who);
        self.quietly(|state, now| {
            let said = state.said();
            match act {
                Act::Blow => state.blow(
                    reason.clone(),
                    now,
                    time.map(|time| now.after(time)).filter(|until| *until != Moment::NEVER),
                ),
                Act::Reset => state.reset(),
                // Nothing else is asked for here.
                _ => {}
            }
            Before { whose: Arc::downgrade(self), said, words: state.words() }
        })
    }

    /// Goes back to what it was before, where nobody has said anything since; gives what it is then.
    ///
    /// # Errors
    ///
    /// Somebody has.
    pub(crate) fn go_back(&self, before: &Before) -> Result<(Before, Follow<'static>), ()> {
        let (gone, follow) = self.quietly(|state, _| {
            if state.words() != before.words {
                return Err(());
            }
            state.say_again(&before.said);
            Ok(Before { words: state.words(), ..before.clone() })
        });
        gone.map(|gone| (gone, follow))
    }

    /// Tells whether nobody has said anything of it since that was done.
    pub(crate) fn is_left_at(&self, before: &Before) -> bool {
        self.quietly(|state, _| state.words() == before.words).0
    }

    /// Tells whether somebody has, of the very fuse to which that was done, and not of another of its name.
    pub(crate) fn is_overtaken(self: &Arc<Self>, before: &Before) -> bool {
        before.whose.as_ptr() == Arc::as_ptr(self) && !self.is_left_at(before)
    }

    /// Says whether it is intact, or why not.
    pub(crate) fn stands(&self) -> String {
        self.snapshot().blown.map_or_else(|| "intact".to_owned(), |reason| format!("blown: {reason}"))
    }

    /// Changes what is said of it as [`Shared::change`] does, and gives what tells of it, for whoever holds a lock.
    fn quietly<R>(&self, change: impl FnOnce(&mut State, Moment) -> R) -> (R, Follow<'static>) {
        let (now, mut result) = (self.clock.now(), None);
        let told = self
            .settings
            .read(|settings| self.changed(now, FuseCause::ByHand, settings, |state| result = Some(change(state, now))));
        let Some(result) = result else { unreachable!("it was changed") };
        (result, Box::new(move || told.iter().for_each(FuseChange::trace)))
    }
}
