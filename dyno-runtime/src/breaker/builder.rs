//! Builds a breaker: settings, the clock it reads, and the name under which it is shared.

use std::sync::Arc;
use std::time::Duration;

use crate::breaker::Breaker;
use crate::breaker::rule::Rule;
use crate::breaker::settings::{BreakerSettings, Window};
use crate::breaker::shared::Shared;
use crate::breaker::state::State;
use crate::clock::Clock;
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::{Layers, Origin, Settings, nothing_is_loaded};

/// Builds a [`Breaker`]. Attribute options have the same names; [`BreakerSettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct BreakerBuilder {
    name: Arc<str>,
    settings: BreakerSettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    open_max: Option<Duration>,
    rule: Option<Rule>,
    clock: Option<Clock>,
    seed: Option<u64>,
    /// Where its settings stand.
    origin: Origin,
}

impl BreakerBuilder {
    pub(super) fn new(name: Arc<str>, origin: Origin) -> Self {
        Self {
            name,
            settings: BreakerSettings::default(),
            given: Vec::new(),
            open_max: None,
            rule: None,
            clock: None,
            seed: None,
            origin,
        }
    }

    /// Judges the outcomes of this duration together, or the last [`Window::Calls`].
    pub fn window(self, window: impl Into<Window>) -> Self {
        self.set("window", |settings| settings.window = window.into())
    }

    /// Trips when this share (0.0..=1.0) of the counted calls failed; `None` is off.
    pub fn failure_rate(self, share: impl Into<Option<f64>>) -> Self {
        self.set("failure_rate", |settings| settings.failure_rate = share.into())
    }

    /// Calls a call slow when it takes longer than this; `None` is off.
    pub fn slow_call(self, limit: impl Into<Option<Duration>>) -> Self {
        self.set("slow_call", |settings| settings.slow_call = limit.into())
    }

    /// Trips when this share (0.0..=1.0) of the counted calls was slow.
    pub fn slow_rate(self, share: f64) -> Self {
        self.set("slow_rate", |settings| settings.slow_rate = share)
    }

    /// Knows no rate below this many counted calls.
    pub fn min_calls(self, calls: u32) -> Self {
        self.set("min_calls", |settings| settings.min_calls = calls)
    }

    /// Trips when so many calls in a row failed; `None` is off.
    pub fn consecutive(self, failures: impl Into<Option<u32>>) -> Self {
        self.set("consecutive", |settings| settings.consecutive = failures.into())
    }

    /// Stays open this long at first; the wait doubles with each failed recovery.
    pub fn open_for(self, wait: Duration) -> Self {
        self.set("open_for", |settings| settings.open_for = wait)
    }

    /// Stays open as long as the rule says, which is given the number of the wait from 1. Its answer is taken as it is:
    /// neither capped nor jittered. A rule that panics is replaced by `open_for` for that wait.
    pub fn open_for_by(mut self, rule: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        self.rule = Some(Rule::new(rule));
        self.set("open_for", |_| {})
    }

    /// Ends the doubling at this wait. Default: 60 s, or `open_for` if that is longer.
    pub fn open_max(mut self, wait: Duration) -> Self {
        self.open_max = Some(wait);
        self.set("open_max", |_| {})
    }

    /// Lengthens each wait by a random share up to this one (0.0..=1.0).
    pub fn jitter(self, share: f64) -> Self {
        self.set("jitter", |settings| settings.jitter = share)
    }

    /// Admits so many calls when half-open.
    pub fn probes(self, probes: u32) -> Self {
        self.set("probes", |settings| settings.probes = probes)
    }

    /// Gives a probe's place back when it does not report within this time.
    pub fn probe_lease(self, lease: impl Into<Option<Duration>>) -> Self {
        self.set("probe_lease", |settings| settings.probe_lease = lease.into())
    }

    /// Counts it as a failure when a command's own bulkhead turns a call away.
    pub fn count_rejections(self, count: bool) -> Self {
        self.set("count_rejections", |settings| settings.count_rejections = count)
    }

    /// Reads this clock when it is used by hand. Default: that of the registry in scope, whose time commands use in any case.
    #[cfg(feature = "test-util")]
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = Some(clock.into());
        self
    }

    /// Draws the jitter from this seed, so that it can be repeated.
    #[cfg(feature = "test-util")]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Builds under another name.
    #[cfg(feature = "command")]
    pub(crate) fn named(mut self, name: Arc<str>) -> Self {
        self.name = name;
        self
    }

    /// Tells whether any setting was given.
    #[cfg(feature = "command")]
    pub(crate) fn is_settled(&self) -> bool {
        !self.given.is_empty()
    }

    /// Says where these settings stand.
    #[cfg(feature = "command")]
    pub(crate) fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Checks the settings and registers the breaker in the registry in scope. A living breaker of that name is shared if it
    /// was built with the same settings, or if none are set here.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<Breaker, SettingsError> {
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<Breaker, SettingsError> {
        let settings = self.settings();
        let subject = BreakerSettings::subject(&self.name);
        settings.check(&subject)?;
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let layers = Layers::new(settings.clone(), &self.given, &self.origin);
        let (layers, set) = layers.begin(&self.name, &registry.sheet())?;
        let clock = self.clock.unwrap_or_else(|| registry.clock().clone());
        let now = clock.now();
        let random = self.seed.map_or_else(|| registry.random(&self.name), fastrand::Rng::with_seed);
        let declared = registry.declare(&self.name, || {
            let machine = State::new(set, now, random, self.rule.is_some());
            let events = registry.event_log().clone();
            Shared::new(self.name.clone(), layers, clock, events, self.rule.clone(), machine)
        });
        let is_same = |shared: &Shared| {
            self.given.is_empty() || shared.is_declared_as(&settings, self.rule.as_ref(), &self.origin)
        };
        Ok(Breaker { shared: declared.shared(subject, is_same, Shared::built_at, &self.origin)? })
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut BreakerSettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }

    fn settings(&self) -> BreakerSettings {
        let mut settings = self.settings.clone();
        settings.open_max = self.open_max.unwrap_or(settings.open_max.max(settings.open_for));
        settings
    }
}
