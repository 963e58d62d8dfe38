//! What a call of a command has to take care of, in one word that each reads.

use std::sync::Arc;

use crate::command::settings::CommandSettings;
use crate::command::state::State;
use crate::error::{Error, Misconfigured, SettingsError};
use crate::settings::Settings as _;
use crate::sync::lock;
use crate::sync::plain::Ordering::Relaxed;

/// What a call has to take care of: that something is wrong, that it needs a permit or a turn, that it must be timed, and that there is a fuse.
pub(super) const BROKEN: u64 = 1;
const HAS_BULKHEAD: u64 = 2;
const HAS_RATE_LIMIT: u64 = 4;
pub(super) const IS_EXACT: u64 = 8;
const HAS_FUSE: u64 = 16;

/// What is wrong.
#[derive(Debug)]
pub(super) struct Problems {
    pub(super) of_settings: Option<Arc<SettingsError>>,
    pub(super) of_policies: Vec<Arc<SettingsError>>,
}

impl State {
    /// Notes what is wrong with these settings, and what else a call has to take care of by them.
    pub(super) fn judge(&self, settings: &CommandSettings) {
        let subject = self.subject();
        let is_sound = settings.check(&subject);
        let is_sound =
            if self.guarded().attempts_once() { is_sound } else { is_sound.and(settings.check_attempts(&subject)) };
        let problem = is_sound.err().map(Arc::new);
        let mut problems = lock(&self.problems);
        problems.of_settings = problem;
        let broken = if problems.are_there() { BROKEN } else { 0 };
        let exact = if settings.exact_latency { IS_EXACT } else { 0 };
        self.care.store(broken | exact | self.policies_to_care_for(), Relaxed);
    }

    /// What of that are policies, which stay as long as it does.
    #[cfg_attr(
        not(any(feature = "bulkhead", feature = "fuse", feature = "rate_limit")),
        expect(clippy::unused_self, reason = "there is none in this build")
    )]
    fn policies_to_care_for(&self) -> u64 {
        let care = 0;
        #[cfg(feature = "bulkhead")]
        let care = care | if self.bulkhead.is_some() { HAS_BULKHEAD } else { 0 };
        #[cfg(feature = "rate_limit")]
        let care = care | if self.rate_limit.is_some() { HAS_RATE_LIMIT } else { 0 };
        #[cfg(feature = "fuse")]
        let care = care | if self.fuse.is_some() { HAS_FUSE } else { 0 };
        care
    }

    /// Tells whether its fuse, if it has one, lets everybody pass.
    #[cfg_attr(not(feature = "fuse"), expect(clippy::unused_self, reason = "it has none"))]
    #[inline]
    fn fuse_lets_all_in(&self) -> bool {
        #[cfg(feature = "fuse")]
        return self.fuse.as_ref().is_none_or(|fuse| fuse.shared().lets_all_in());
        #[cfg(not(feature = "fuse"))]
        true
    }

    /// Tells whether a call needs a turn.
    #[inline]
    pub(crate) fn has_rate_limit(&self) -> bool {
        self.care.load(Relaxed) & HAS_RATE_LIMIT != 0
    }

    /// Tells whether nothing is wrong, and a call needs a permit or its turn, and nothing else.
    #[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
    #[inline]
    pub(crate) fn needs_only_permits(&self) -> bool {
        let care = self.care.load(Relaxed);
        care & !HAS_FUSE != 0 && care & (BROKEN | IS_EXACT) == 0 && (care & HAS_FUSE == 0 || self.fuse_lets_all_in())
    }

    /// What is wrong, the first of it.
    pub(crate) fn problem(&self) -> Option<Arc<SettingsError>> {
        lock(&self.problems).all().next().cloned()
    }

    /// All that is wrong.
    pub(crate) fn problems(&self) -> Vec<Arc<SettingsError>> {
        lock(&self.problems).all().cloned().collect()
    }

    /// Tells whether nothing is wrong.
    #[inline]
    pub(crate) fn is_sound(&self) -> bool {
        self.care.load(Relaxed) & BROKEN == 0
    }

    /// Tells whether nothing is wrong, and its fuse, if it has one, lets everybody pass.
    #[inline]
    pub(crate) fn is_sound_and_intact(&self) -> bool {
        match self.care.load(Relaxed) & (BROKEN | HAS_FUSE) {
            0 => true,
            HAS_FUSE => self.fuse_lets_all_in(),
            _ => false,
        }
    }

    /// Tells whether nothing is wrong, and there is nothing that a quick call would not know of: a fuse only where everybody may pass.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        let care = self.care.load(Relaxed);
        care == 0 || (care == HAS_FUSE && self.fuse_lets_all_in())
    }

    /// The error of every call while something is wrong.
    pub(crate) fn misconfigured(&self) -> Option<Error> {
        if self.is_sound() {
            return None;
        }
        let problem = self.problem()?;
        Some(Error::from(Misconfigured { name: self.name.clone(), problem }))
    }
}

impl Problems {
    pub(super) fn are_there(&self) -> bool {
        self.all().next().is_some()
    }

    fn all(&self) -> impl Iterator<Item = &Arc<SettingsError>> {
        self.of_settings.iter().chain(&self.of_policies)
    }
}
