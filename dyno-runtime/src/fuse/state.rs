//! Whether a fuse is blown, and why: who says so, and until when. Pure: the time is a parameter.

use std::sync::Arc;

use crate::clock::Moment;

/// What is said of a fuse: for good, and above that for a while.
#[derive(Debug, Default)]
pub(super) struct State {
    settled: Option<Blow>,
    passing: Option<(Blow, Moment)>,
    /// Counts what was said.
    words: u64,
    /// Why it was blown when somebody was told last.
    told: Option<Arc<str>>,
}

/// Somebody blew it.
#[derive(Clone, Debug)]
pub(super) struct Blow {
    pub(super) reason: Arc<str>,
    pub(super) since: Moment,
}

impl State {
    /// Begins as the settings say.
    pub(super) fn new(reason: Option<&str>, now: Moment) -> Self {
        let settled = reason.map(|reason| Blow::new(reason.into(), now));
        Self { told: settled.as_ref().map(|blow| blow.reason.clone()), settled, ..Self::default() }
    }

    /// Blows it until somebody says otherwise; or until then, and then it is what it was.
    pub(super) fn blow(&mut self, reason: Arc<str>, now: Moment, until: Option<Moment>) {
        self.words += 1;
        let since = self.blow_at(now).map_or(now, |blow| blow.since);
        let blow = Blow { reason, since };
        self.passing = until.map(|until| (blow.clone(), until));
        if until.is_none() {
            self.settled = Some(blow);
        }
    }

    /// Makes it intact, whoever blew it.
    pub(super) fn reset(&mut self) {
        self.words += 1;
        (self.settled, self.passing) = (None, None);
    }

    /// Takes over what the settings say from now on, whoever said what before.
    pub(super) fn settle(&mut self, reason: Option<&str>, now: Moment) {
        match reason {
            Some(reason) => self.blow(reason.into(), now, None),
            None => self.reset(),
        }
    }

    /// Forgets what was said for a while that is over; tells whether there was such a thing.
    pub(super) fn expire(&mut self, now: Moment) -> bool {
        self.passing.take_if(|(_, until)| *until <= now).is_some()
    }

    /// Why it is blown, and since when.
    pub(super) fn blow_at(&self, now: Moment) -> Option<&Blow> {
        let passing = self.passing.as_ref().filter(|(_, until)| *until > now);
        passing.map(|(blow, _)| blow).or(self.settled.as_ref())
    }

    /// Tells whether why it is blown is news, once.
    pub(super) fn is_news(&mut self, now: Moment) -> bool {
        let reason = self.blow_at(now).map(|blow| blow.reason.clone());
        let is_news = reason != self.told;
        self.told = reason;
        is_news
    }

    /// When it will be something else by itself.
    pub(super) fn until(&self) -> Option<Moment> {
        self.passing.as_ref().map(|(_, until)| *until)
    }

    /// When calls may pass again, if that is known.
    pub(super) fn intact_at(&self) -> Option<Moment> {
        self.until().filter(|_| self.settled.is_none())
    }

    /// Until when it is blown for a while, and why it is so after that.
    pub(super) fn passes_at(&self, now: Moment) -> Option<(Moment, Option<&Arc<str>>)> {
        let until = self.until().filter(|until| *until > now)?;
        Some((until, self.settled.as_ref().map(|blow| &blow.reason)))
    }
}

#[cfg(feature = "command")]
impl State {
    /// How much was said so far.
    pub(super) fn words(&self) -> u64 {
        self.words
    }

    /// What is said of it now.
    pub(super) fn said(&self) -> Said {
        Said { settled: self.settled.clone(), passing: self.passing.clone() }
    }

    /// Has it say again what it said before.
    pub(super) fn say_again(&mut self, said: &Said) {
        self.words += 1;
        (self.settled, self.passing) = (said.settled.clone(), said.passing.clone());
    }
}

/// What was said of a fuse, for good and for a while.
#[cfg(feature = "command")]
#[derive(Clone, Debug)]
pub(super) struct Said {
    settled: Option<Blow>,
    passing: Option<(Blow, Moment)>,
}

impl Blow {
    fn new(reason: Arc<str>, since: Moment) -> Self {
        Self { reason, since }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::{Moment, State};

    fn at(seconds: u64) -> Moment {
        Moment::at(Duration::from_secs(seconds))
    }

    /// What somebody does, and how much later.
    #[derive(Clone, Debug)]
    enum Step {
        Blow(u8, Option<u64>),
        Reset,
        Settle(Option<u8>),
        Look,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..3_u8, option::of(0..9_u64)).prop_map(|(reason, time)| Step::Blow(reason, time)),
            Just(Step::Reset),
            option::of(0..3_u8).prop_map(Step::Settle),
            Just(Step::Look),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Against a list of all that was said: the last word counts, unless its time is over.
        #[test]
        fn the_last_word_counts(steps in vec((0..6_u64, step()), 0..40)) {
            let (mut state, mut now) = (State::new(None, at(0)), 0);
            let (mut settled, mut passing): (Option<u8>, Option<(u8, u64)>) = (None, None);
            for (pause, step) in steps {
                now += pause;
                match step {
                    Step::Blow(reason, None) => {
                        state.blow(reason.to_string().into(), at(now), None);
                        (settled, passing) = (Some(reason), None);
                    }
                    Step::Blow(reason, Some(time)) => {
                        state.blow(reason.to_string().into(), at(now), Some(at(now + time)));
                        passing = Some((reason, now + time));
                    }
                    Step::Reset => {
                        state.reset();
                        (settled, passing) = (None, None);
                    }
                    Step::Settle(reason) => {
                        state.settle(reason.map(|reason| reason.to_string()).as_deref(), at(now));
                        (settled, passing) = (reason, None);
                    }
                    Step::Look => _ = state.expire(at(now)),
                }
                let expected = passing.filter(|(_, until)| *until > now).map(|(reason, _)| reason).or(settled);
                let found = state.blow_at(at(now)).map(|blow| blow.reason.to_string());
                prop_assert_eq!(found, expected.map(|reason| reason.to_string()));
                prop_assert!(state.blow_at(at(now)).is_none_or(|blow| blow.since <= at(now)));
            }
        }
    }
}
