//! What a command is in one registry: its counters, its settings as they are now, and what it shares by name.

mod change;
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
use crate::error::{Error, Misconfigured, SettingsError};
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

/// What a call has to take care of: that something is wrong, that it needs a permit or a turn, that it must be timed, and that there is a fuse.
const BROKEN: u64 = 1;
const HAS_BULKHEAD: u64 = 2;
const HAS_RATE_LIMIT: u64 = 4;
const IS_EXACT: u64 = 8;
const HAS_FUSE: u64 = 16;

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

#[derive(Debug)]
struct Problems {
    of_settings: Option<Arc<SettingsError>>,
    of_policies: Vec<Arc<SettingsError>>,
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
        let fuse: Option<Fuse> = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "fuse")]
        let has_fuse = if fuse.is_some() { HAS_FUSE } else { 0 };
        #[cfg(not(feature = "fuse"))]
        let has_fuse = 0;
        #[cfg(feature = "breaker")]
        let breaker = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "bulkhead")]
        let bulkhead = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "pool")]
        let pool = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "retry")]
        let retry = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "retry")]
        let is_single = is_single(retry.as_ref());
        #[cfg(not(feature = "retry"))]
        let is_single = false;
        let declared = &command.spec.settings;
        let mut of_settings = declared.check(&CommandSettings::subject(&command.name));
        if !is_single {
            of_settings = of_settings.and_then(|()| declared.check_attempts(&CommandSettings::subject(&command.name)));
        }
        let of_settings = of_settings.err().map(Arc::new);
        #[cfg(feature = "bulkhead")]
        let has_bulkhead = if bulkhead.is_some() { HAS_BULKHEAD } else { 0 };
        #[cfg(not(feature = "bulkhead"))]
        let has_bulkhead = 0;
        #[cfg(feature = "rate_limit")]
        let rate_limit: Option<RateLimit> = declare(registry, command, &all, &mut of_policies);
        #[cfg(feature = "rate_limit")]
        let has_rate_limit = if rate_limit.is_some() { HAS_RATE_LIMIT } else { 0 };
        #[cfg(not(feature = "rate_limit"))]
        let has_rate_limit = 0;
        let problems = Problems { of_settings, of_policies };
        let Blueprint { name, place, origin, spec } = command;
        let settings = spec.settings.clone();
        let clock = registry.clock().clone();
        Self {
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
            care: AtomicU64::new(
                care(&problems, spec.settings.exact_latency) | has_bulkhead | has_rate_limit | has_fuse,
            ),
            problems: Mutex::new(problems),
            clock,
            name: name.clone(),
        }
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

    /// Whether its fuse or its breaker would let no attempt through.
    #[cfg(feature = "cache")]
    #[cfg_attr(
        not(any(feature = "breaker", feature = "fuse")),
        expect(clippy::unused_self, reason = "there is neither in this build")
    )]
    pub(crate) fn is_open(&self) -> bool {
        #[cfg(feature = "fuse")]
        if self.fuse.as_ref().is_some_and(|fuse| !fuse.is_intact()) {
            return true;
        }
        #[cfg(feature = "breaker")]
        return self.breaker.as_ref().is_some_and(|breaker| breaker.shared().is_open());
        #[cfg(not(feature = "breaker"))]
        false
    }

    #[cfg(feature = "aspect")]
    #[inline]
    pub(crate) fn points(&self) -> Option<&Points> {
        self.points.as_ref()
    }

    #[cfg(feature = "fuse")]
    #[inline]
    pub(crate) fn fuse(&self) -> Option<&Fuse> {
        self.fuse.as_ref()
    }

    /// By what its fuse chooses who may pass, as it is written.
    #[cfg(feature = "fuse")]
    pub(crate) fn fuse_by(&self) -> Option<&'static str> {
        self.fuse_by
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

    #[cfg(feature = "harness")]
    pub(crate) fn harness(&self) -> Option<&Harness> {
        self.harness.as_ref()
    }

    #[cfg(feature = "breaker")]
    pub(crate) fn breaker(&self) -> Option<&Breaker> {
        self.breaker.as_ref()
    }

    #[cfg(feature = "bulkhead")]
    #[inline]
    pub(crate) fn bulkhead(&self) -> Option<&Bulkhead> {
        self.bulkhead.as_ref()
    }

    /// Its rate limit. What has none is told so by a word that every call reads.
    #[cfg(feature = "rate_limit")]
    #[inline]
    pub(crate) fn rate_limit(&self) -> Option<&RateLimit> {
        self.rate_limit.as_ref()
    }

    /// Whose bucket each call takes of, as it is written.
    pub(crate) fn by(&self) -> Option<&'static str> {
        self.by
    }

    /// Whether its calls run on the thread that makes them: it is not async, and has no pool.
    #[cfg(feature = "rate_limit")]
    pub(crate) fn blocks_thread(&self) -> bool {
        #[cfg(feature = "pool")]
        let has_pool = self.pool.is_some();
        #[cfg(not(feature = "pool"))]
        let has_pool = false;
        self.is_sync && !has_pool
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

    /// Whether the function is not async.
    pub(crate) fn is_sync(&self) -> bool {
        self.is_sync
    }

    #[cfg(feature = "pool")]
    pub(crate) fn pool(&self) -> Option<&Pool> {
        self.pool.as_ref()
    }

    /// The pool of the function, or of its group.
    #[cfg(feature = "pool")]
    pub(crate) fn some_pool(&self) -> &Pool {
        self.pool.as_ref().unwrap_or_else(|| {
            self.group_pool.get_or_init(|| {
                let found = crate::command::pool(&self.group).or_else(|_| Pool::builder(&*self.group).build());
                // What was loaded may not go with the defaults.
                let plain = || Pool::builder(&*self.group).build_in(&Registry::current().aside());
                found.or_else(|_| plain()).unwrap_or_else(|_| unreachable!("the defaults are valid"))
            })
        })
    }

    #[cfg(feature = "retry")]
    #[inline]
    pub(crate) fn retry(&self) -> Option<&Retry> {
        self.retry.as_ref()
    }

    /// Tells whether it has a retry that makes no other attempt.
    #[cfg_attr(not(feature = "retry"), expect(clippy::unused_self, reason = "it has none"))]
    fn attempts_once(&self) -> bool {
        #[cfg(feature = "retry")]
        let is_single = is_single(self.retry());
        #[cfg(not(feature = "retry"))]
        let is_single = false;
        is_single
    }

    /// What closures say of the retry, as they are written.
    #[cfg(feature = "retry")]
    pub(crate) fn retries(&self) -> &[(&'static str, &'static str)] {
        &self.retries
    }

    /// Tells states apart, also from those that are gone.
    #[cfg(feature = "retry")]
    pub(crate) fn number(&self) -> u64 {
        self.number
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

    pub(crate) fn problem(&self) -> Option<Arc<SettingsError>> {
        lock(&self.problems).all().next().cloned()
    }

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

    pub(crate) fn settings(&self) -> CommandSettings {
        self.settings.settings()
    }

    /// The fallback as it is written.
    pub(crate) fn fallback(&self) -> Option<&'static str> {
        self.fallback
    }

    /// `ignore` and `failure_if` as they are written.
    /// What is injected, as far as that is known before the first call.
    #[cfg(feature = "inject")]
    pub(crate) fn wishes(&self) -> &[Wish] {
        &self.wishes
    }

    pub(crate) fn questions(&self) -> &[(&'static str, &'static str)] {
        &self.questions
    }
}

impl Problems {
    fn are_there(&self) -> bool {
        self.all().next().is_some()
    }

    fn all(&self) -> impl Iterator<Item = &Arc<SettingsError>> {
        self.of_settings.iter().chain(&self.of_policies)
    }
}

fn care(problems: &Problems, is_exact: bool) -> u64 {
    let broken = if problems.are_there() { BROKEN } else { 0 };
    let exact = if is_exact { IS_EXACT } else { 0 };
    broken | exact
}

fn smaller(settings: &CommandSettings) -> Option<Duration> {
    earliest(settings.timeout, settings.attempt_timeout)
}

fn word(limit: Option<Duration>) -> u64 {
    Limit::word(limit.map(Limit::from))
}

#[cfg(feature = "retry")]
fn is_single(retry: Option<&Retry>) -> bool {
    retry.is_some_and(|retry| !retry.shared().retries())
}
