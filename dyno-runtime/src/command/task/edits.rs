//! What is changed for one call, before it begins.

use std::sync::Arc;
use std::time::Duration;

use crate::command::call::NO_SITE;
use crate::command::site::Site;
use crate::command::task::offer;
use crate::error::Error;
use crate::sync::{Mutex, lock};

/// A call that is being prepared, and then made.
#[derive(Debug)]
pub(super) struct Preparation {
    site: &'static Site,
    /// What was changed, if anything was.
    edits: Option<Arc<Edits>>,
    is_begun: bool,
}

impl Preparation {
    pub(super) fn of(site: &'static Site) -> Self {
        Self { site, edits: None, is_begun: false }
    }

    pub(super) fn timeout(&mut self, limit: Option<Duration>) {
        self.edit(|edits| edits.timeout = Asked::Set(limit));
    }

    pub(super) fn without_fallback(&mut self) {
        self.edit(|edits| edits.without_fallback = true);
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Edits)) {
        let edits = self.edits.get_or_insert_with(|| Arc::new(Edits::of(self.site.address(), Asked::Kept)));
        // Nobody else has it before the call begins.
        if let Some(edits) = Arc::get_mut(edits) {
            edit(edits);
        }
    }

    /// Polls the call, which takes what was changed when it begins.
    pub(super) fn poll<R>(&mut self, poll: impl FnOnce() -> R) -> R {
        let Some(edits) = self.edits.as_ref().filter(|_| !self.is_begun) else { return poll() };
        let (polled, is_taken) = offer::edits(edits, poll);
        self.is_begun = is_taken;
        polled
    }

    /// The refusal that the call left here, because nothing may answer in its stead.
    pub(super) fn refusal(&self) -> Option<Error> {
        self.edits.as_ref()?.take_refusal()
    }
}

/// What was changed for one call, and what comes back of it.
#[derive(Debug)]
pub(super) struct Edits {
    site: usize,
    timeout: Asked,
    without_fallback: bool,
    refused: Mutex<Option<Error>>,
}

/// What the call is limited to.
#[derive(Clone, Copy, Debug)]
pub(in crate::command) enum Asked {
    Kept,
    Set(Option<Duration>),
}

impl Asked {
    /// The limit, where `kept` is the one of the settings.
    pub(in crate::command) fn limit(self, kept: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Kept => kept,
            Self::Set(limit) => limit,
        }
    }

    /// Begins a call that no site leads to, with this limit.
    pub(in crate::command) fn during<R>(self, begin: impl FnOnce() -> R) -> R {
        match self {
            Self::Kept => begin(),
            Self::Set(_) => offer::edits(&Arc::new(Edits::of(NO_SITE, self)), begin).0,
        }
    }
}

impl Edits {
    fn of(site: usize, timeout: Asked) -> Self {
        Self { site, timeout, without_fallback: false, refused: Mutex::default() }
    }

    pub(super) fn are_for(&self, site: usize) -> bool {
        self.site == site
    }

    /// The limit of this call, where it is not the one of the settings.
    pub(super) fn timeout(&self, kept: Option<Duration>) -> Option<Duration> {
        self.timeout.limit(kept)
    }

    pub(super) fn is_without_fallback(&self) -> bool {
        self.without_fallback
    }

    pub(super) fn refuse(&self, error: Error) {
        *lock(&self.refused) = Some(error);
    }

    pub(super) fn are_refused(&self) -> bool {
        lock(&self.refused).is_some()
    }

    fn take_refusal(&self) -> Option<Error> {
        if self.without_fallback { lock(&self.refused).take() } else { None }
    }
}
