//! What a command is in one registry: its counters, its settings as they are now, and what it shares by name.

mod care;
mod change;
mod policies;
mod seen;

use std::ops::Deref;
use std::sync::Arc;
#[cfg(feature = "pool")]
use std::sync::OnceLock;
use std::time::Duration;

#[cfg(feature = "aspect")]
use crate::aspect::Points;
#[cfg(feature = "breaker")]
use crate::breaker::Breaker;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::Bulkhead;
use crate::clock::{Clock, Limit, Moment};
use crate::command::builder::{Built, ByCall};
#[cfg(feature = "cache")]
use crate::command::cached::Caching;
#[cfg(any(
    feature = "breaker",
    feature = "bulkhead",
    feature = "fuse",
    feature = "pool",
    feature = "retry",
    feature = "rate_limit"
))]
use crate::command::named::declare;
use crate::command::settings::CommandSettings;
use crate::command::spec::{Blueprint, Declaration, Place};
use crate::command::state::care::{IS_EXACT, Problems};
#[cfg(feature = "cache")]
use crate::error::SettingsError;
#[cfg(feature = "fuse")]
use crate::fuse::Fuse;
#[cfg(feature = "harness")]
use crate::harness::Harness;
#[cfg(feature = "inject")]
use crate::inject::Wish;
use crate::left::earliest;
use crate::metrics::Metrics;
#[cfg(feature = "pool")]
use crate::pool::Pool;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimit;
use crate::registry::Registry;
#[cfg(feature = "retry")]
use crate::retry::Retry;
use crate::settings::{Layers, Origin, SetTo, Settings};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// From 1 on: 0 is whoever is no command.
#[cfg(feature = "retry")]
static NUMBERS: AtomicU64 = AtomicU64::new(1);

#[derive(Debug)]
pub(crate) struct State {
    name: Arc<str>,
    group: String,
    place: Place,
    fallback: Option<&'static str>,
    questions: Vec<(&'static str, &'static str)>,
    #[cfg(feature = "inject")]
    wishes: Box<[Wish]>,
    is_sync: bool,
    can_refuse: bool,
    clock: Clock,
    metrics: Metrics,
    /// What a builder made is compared and kept by.
    built: Option<Box<Built>>,
    settings: SetTo<CommandSettings>,
    /// What is wrong; in the word, whether anything is, what else a call has to take care of. Valid settings mend a mistake in settings, and nothing else.
    problems: Mutex<Problems>,
    care: AtomicU64,
    timeout: AtomicU64,
    attempt_timeout: AtomicU64,
    /// The smaller of both.
    limit: AtomicU64,
    #[cfg(feature = "aspect")]
    points: Option<Points>,
    #[cfg(feature = "fuse")]
    fuse: Option<Fuse>,
    #[cfg(feature = "harness")]
    harness: Option<Harness>,
    #[cfg(feature = "breaker")]
    breaker: Option<Breaker>,
    #[cfg(feature = "bulkhead")]
    bulkhead: Option<Bulkhead>,
    #[cfg(feature = "pool")]
    pool: Option<Pool>,
    #[cfg(feature = "rate_limit")]
    rate_limit: Option<RateLimit>,
    /// Whose bucket each call takes of, as it is written.
    by: Option<&'static str>,
    /// By what its fuse chooses who may pass, as it is written.
    fuse_by: Option<&'static str>,
    /// That of the group, once a call was submitted that has no pool of its own.
    #[cfg(feature = "pool")]
    group_pool: OnceLock<Pool>,
    /// The cache, and what makes its values.
    #[cfg(feature = "cache")]
    cached: Option<Box<(Caching, Arc<Self>)>>,
    #[cfg(feature = "retry")]
    retry: Option<Retry>,
    #[cfg(feature = "retry")]
    retries: Vec<(&'static str, &'static str)>,
    #[cfg(feature = "retry")]
    number: u64,
}

/// A state: of the global registry, or of an instance that may go away.
#[derive(Clone, Debug)]
pub(crate) enum StateRef {
    Global(&'static State),
    Instance(Arc<State>),
}

impl Deref for StateRef {
    type Target = State;

    #[inline]
    fn deref(&self) -> &State {
        match self {
            Self::Global(state) => state,
            Self::Instance(state) => state,
        }
    }
}

impl State {
    /// Makes the state of a command; `all` are the declarations among which what it shares may find its settings.
    pub(crate) fn new(
        command: &Blueprint,
        registry: &Registry,
        #[cfg_attr(
            not(any(
                feature = "breaker",
                feature = "bulkhead",
                feature = "fuse",
                feature = "pool",
                feature = "rate_limit",
                feature = "retry"
            )),
            expect(unused_variables)
        )]
        all: impl Fn() -> Vec<&'static Declaration>,
    ) -> Self {
        #[cfg_attr(
            not(any(
                feature = "breaker",
                feature = "bulkhead",
                feature = "fuse",
                feature = "pool",
                feature = "rate_limit",
                feature = "retry"
            )),
            expect(unused_mut)
        )]
        let mut of_policies = Vec::new();
        #[cfg(feature = "fuse")]
        let fuse = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "breaker")]
        let breaker = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "bulkhead")]
        let bulkhead = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "pool")]
        let pool = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "retry")]
        let retry = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "rate_limit")]
        let rate_limit = declare(registry, command, &all, &mut of_policies);
        let Blueprint { name, place, origin, spec } = command;
        let settings = spec.settings.clone();
        let clock = registry.clock().clone();
        let state = Self {
            group: spec.group_of(*place).to_owned(),
            place: *place,
            fallback: spec.fallback,
            questions: spec.questions.clone(),
            #[cfg(feature = "inject")]
            wishes: spec.wishes.clone().into(),
            is_sync: spec.is_sync,
            can_refuse: spec.can_refuse,
            metrics: Metrics::new(clock.now()),
            built: None,
            timeout: AtomicU64::new(word(settings.timeout)),
            attempt_timeout: AtomicU64::new(word(settings.attempt_timeout)),
            limit: AtomicU64::new(word(smaller(&settings))),
            settings: SetTo::new(Layers::new(settings.clone(), &spec.given, origin), settings),
            #[cfg(feature = "aspect")]
            points: spec.aspect.as_ref().map(|asked| asked.points(name, registry)),
            #[cfg(feature = "fuse")]
            fuse,
            #[cfg(feature = "harness")]
            harness: spec.harness.then(|| Harness::new_in(name, registry)),
            #[cfg(feature = "breaker")]
            breaker,
            #[cfg(feature = "bulkhead")]
            bulkhead,
            #[cfg(feature = "pool")]
            pool,
            #[cfg(feature = "rate_limit")]
            rate_limit,
            by: spec.by,
            fuse_by: spec.fuse_by,
            #[cfg(feature = "pool")]
            group_pool: OnceLock::new(),
            #[cfg(feature = "cache")]
            cached: None,
            #[cfg(feature = "retry")]
            retry,
            #[cfg(feature = "retry")]
            retries: spec.retries.clone(),
            #[cfg(feature = "retry")]
            number: NUMBERS.fetch_add(1, Relaxed),
            care: AtomicU64::new(0),
            problems: Mutex::new(Problems { of_settings: None, of_policies }),
            clock,
            name: name.clone(),
        };
        state.judge(&spec.settings);
        state
    }

    /// Gives it a cache, and what makes the values of that: what else the attribute asks for is there, and not here.
    #[cfg(feature = "cache")]
    pub(super) fn cached(mut self, cache: Caching, maker: Self, problem: Option<SettingsError>) -> Self {
        // Whoever waits for a value waits for all the attempts at it.
        let timeout = word(self.settings().timeout);
        self.attempt_timeout = AtomicU64::new(word(None));
        self.limit = AtomicU64::new(timeout);
        let of_policies = lock(&maker.problems).of_policies.clone();
        {
            let mut problems = lock(&self.problems);
            problems.of_policies.extend(of_policies.into_iter().chain(problem.map(Arc::new)));
            self.care.fetch_or(u64::from(problems.are_there()), Relaxed);
        }
        self.cached = Some(Box::new((cache, Arc::new(maker))));
        self
    }

    /// The cache.
    #[cfg(feature = "cache")]
    #[inline]
    pub(crate) fn caching(&self) -> Option<&Caching> {
        self.cached.as_deref().map(|(caching, _)| caching)
    }

    /// What makes the values of the cache.
    #[cfg(feature = "cache")]
    pub(crate) fn maker(&self) -> Option<&Arc<Self>> {
        self.cached.as_deref().map(|(_, maker)| maker)
    }

    /// The state with the policies of the attempts: its own, unless there is a cache.
    pub(crate) fn guarded(&self) -> &Self {
        #[cfg(feature = "cache")]
        if let Some(maker) = self.maker() {
            return maker;
        }
        self
    }

    /// Notes that a builder made it.
    pub(super) fn built(mut self, built: Built) -> Self {
        self.built = Some(Box::new(built));
        self
    }

    /// What a builder noted.
    pub(super) fn by_builder(&self) -> Option<&Built> {
        self.built.as_deref()
    }

    /// Where calls say what the command does not, if any does.
    pub(super) fn said_by_calls(&self, what: ByCall) -> Option<Origin> {
        self.by_builder().and_then(|built| built.said(what))
    }

    /// What it is called in errors.
    pub(crate) fn subject(&self) -> Arc<str> {
        CommandSettings::subject(&self.name)
    }

    pub(crate) fn group(&self) -> &str {
        &self.group
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Within how many nanoseconds so many calls must come that not all need to be timed.
    pub(crate) fn gap(&self) -> u64 {
        if !self.clock.is_systems() {
            return 0;
        }
        let gap = Metrics::BUCKET / 8;
        #[cfg(feature = "breaker")]
        let gap = self.breaker.as_ref().map_or(gap, |breaker| gap.min(breaker.shared().gap()));
        gap
    }

    /// Counts a call that begins, and tells when, unless it is one of those that need no clock.
    pub(super) fn started(&self) -> Option<Moment> {
        if self.care.load(Relaxed) & IS_EXACT == 0 {
            return self.metrics.started(&self.clock);
        }
        Some(self.metrics.started_at(&self.clock))
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Whether the function is not async.
    pub(crate) fn is_sync(&self) -> bool {
        self.is_sync
    }

    #[inline]
    pub(crate) fn timeout(&self) -> Option<Limit> {
        Limit::from_word(self.timeout.load(Relaxed))
    }

    /// The smaller of both.
    #[inline]
    pub(crate) fn limit(&self) -> Option<Limit> {
        Limit::from_word(self.limit.load(Relaxed))
    }

    #[inline]
    pub(crate) fn attempt_timeout(&self) -> Option<Limit> {
        Limit::from_word(self.attempt_timeout.load(Relaxed))
    }

    pub(crate) fn settings(&self) -> CommandSettings {
        self.settings.settings()
    }

    /// The fallback as it is written.
    pub(crate) fn fallback(&self) -> Option<&'static str> {
        self.fallback
    }

    /// What is injected, as far as that is known before the first call.
    #[cfg(feature = "inject")]
    pub(crate) fn wishes(&self) -> &[Wish] {
        &self.wishes
    }

    /// `ignore` and `failure_if` as they are written.
    pub(crate) fn questions(&self) -> &[(&'static str, &'static str)] {
        &self.questions
    }
}

fn smaller(settings: &CommandSettings) -> Option<Duration> {
    earliest(settings.timeout, settings.attempt_timeout)
}

fn word(limit: Option<Duration>) -> u64 {
    Limit::word(limit.map(Limit::from))
}
