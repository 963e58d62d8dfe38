//! What was done and is no longer so: reset, or overtaken by code.

use crate::config::steer::acts::Asked;
use crate::config::steer::draft::Draft;
use crate::config::steer::error::SteerError;
use crate::config::steer::held::Held;
use crate::config::steer::seen::Override;
use crate::event::{Act, Deed, Ended, SettingChange};

impl Draft<'_> {
    /// Ends all that was done to something, since it is reset under this number; gives that.
    pub(super) fn resets(&mut self, by: u64, asked: &Asked) -> Vec<Held> {
        let ended = self.lets_go_of(asked);
        for held in &ended {
            self.ends(held.seen.id, Some(Ended::Reset(by)));
        }
        ended
    }

    /// Has that be in force again that a reset has ended, where this is one. It is where it was once the reset is gone back from.
    pub(super) fn puts_back(&mut self, reset: &Held) {
        for held in reset.done().iter().flat_map(|done| &done.ended) {
            self.ends(held.seen.id, None);
            self.pages.held.push(held.clone());
        }
        self.pages.held.sort_by_key(|held| held.seen.id);
    }

    /// The same backwards, where the reset could not be gone back from.
    pub(super) fn takes_away(&mut self, reset: &Held) {
        for Held { seen: Override { id, .. }, .. } in reset.done().iter().flat_map(|done| &done.ended) {
            self.pages.held.retain(|held| held.seen.id != *id);
            self.ends(*id, Some(Ended::Reset(reset.seen.id)));
        }
    }

    /// Ends all that was done to something, since code has done something else.
    pub(super) fn is_overtaken(&mut self, asked: &Asked) {
        let stands = asked.stands(self.registry).unwrap_or_default();
        for Held { seen, .. } in self.lets_go_of(asked) {
            if seen.act.is_some_and(Act::lasts) {
                let was = seen.changes.first().map(|change| change.is.clone()).unwrap_or_default();
                let changes = vec![SettingChange::new("state", was, stands.clone())];
                self.tells(&seen, Deed::Overtaken(seen.id), seen.who.clone(), seen.why.clone(), changes);
            }
            self.ends(seen.id, Some(Ended::Overtaken));
        }
    }

    fn lets_go_of(&mut self, Asked { kind, name, .. }: &Asked) -> Vec<Held> {
        let held = std::mem::take(&mut self.pages.held);
        let (gone, left) = held.into_iter().partition(|held| held.done().is_some() && held.is_of(kind, name));
        self.pages.held = left;
        gone
    }

    /// Refuses where a hand has brought something to another state than who asks has seen. What a breaker does by itself it does all the time
    /// when hands are wanted.
    pub(super) fn as_expected(&self, asked: &Asked, expected: Option<&str>) -> Result<(), SteerError> {
        let is_by_itself = |state: &str| ["closed", "open", "half-open"].contains(&state);
        let Some((expected, (found, is_by_hand))) = expected.zip(asked.state(self.registry)) else { return Ok(()) };
        if found == expected || (!is_by_hand && is_by_itself(&found) && is_by_itself(expected)) {
            return Ok(());
        }
        let Asked { kind, name, .. } = asked;
        let mut its = self.pages.held.iter().rev().filter(|held| held.is_of(kind, name));
        let last = its.find_map(|held| held.done().and_then(|done| Some((held, done.saved.as_ref()?))));
        let by = last.filter(|(_, saved)| !asked.is_overtaken(self.registry, saved)).map(|(held, _)| held.seen.clone());
        let (kind, name) = (kind.clone(), name.clone());
        Err(SteerError::OtherState { kind, name, expected: expected.to_owned(), found, by: by.map(Box::new) })
    }
}
