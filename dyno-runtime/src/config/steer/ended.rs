//! What was done and is no longer so: reset, or overtaken by code.

use crate::clock::Moment;
use crate::config::living::Living;
use crate::config::steer::acts::Asked;
use crate::config::steer::draft::Draft;
use crate::config::steer::error::SteerError;
use crate::config::steer::held::Held;
use crate::config::steer::seen::Override;
use crate::error::SettingsErrors;
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

    /// Has that be in force again that a reset has ended, where this is one. It is where it was once the reset is gone back from; of what is over by now
    /// that goes back to what was before, so that it is never in force for a moment.
    pub(super) fn puts_back(&mut self, living: &[Living], reset: &Held) -> Result<(), SteerError> {
        for held in reset.done().iter().flat_map(|done| &done.ended) {
            self.ends(held.seen.id, None);
            self.pages.held.push(held.clone());
        }
        self.pages.held.sort_by_key(|held| held.seen.id);
        self.expires(living, self.now, |held| reset.done().is_some_and(|done| done.had_ended(held.seen.id)))
    }

    /// Ends what is over by then, of those that are like that; `living` has all that these are of.
    pub(super) fn expires(
        &mut self,
        living: &[Living],
        now: Moment,
        is_it: impl Fn(&Held) -> bool,
    ) -> Result<(), SteerError> {
        loop {
            let held = self.pages.held.iter().enumerate().filter(|(_, held)| held.until <= now && is_it(held));
            let Some((at, _)) = held.min_by_key(|(_, held)| held.until) else { return Ok(()) };
            let held = self.pages.held.remove(at);
            let Override { id, who, why, .. } = held.seen.clone();
            self.takes_back(living, &held, Deed::Expired(id), who, why)?;
        }
    }

    /// The same backwards, where the reset could not be gone back from.
    pub(super) fn takes_away(&mut self, reset: &Held) {
        for Held { seen: Override { id, .. }, .. } in reset.done().iter().flat_map(|done| &done.ended) {
            // What is over by now was told to be.
            if self.pages.held.iter().any(|held| held.seen.id == *id) {
                self.pages.held.retain(|held| held.seen.id != *id);
                self.ends(*id, Some(Ended::Reset(reset.seen.id)));
            }
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
        if let Some(problem) = expected.and_then(|expected| asked.misses(expected)) {
            return Err(SteerError::Wrong(SettingsErrors(vec![problem])));
        }
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
