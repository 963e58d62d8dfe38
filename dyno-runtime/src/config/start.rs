//! What a program does at its start: everything is loaded, checked and built, and what is wrong is told at once.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use crate::config::source::Source;
use crate::error::SettingsError;
#[cfg(feature = "inject")]
use crate::inject::NotStarted;
use crate::registry::Registry;

/// How long services may take that are built at the start.
const LIMIT: Duration = Duration::from_secs(30);

/// Loads settings, checks everything as [`validate`](crate::validate) does, and builds all [eager](crate::Service::eager) services, in the
/// registry in scope. Await it once everything is provided, before anything is served. Nothing is read from disk but what is given here.
/// What is eager is built even if settings are wrong, by those that were good, so that all is told at once.
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// if let Err(problems) = dyno::start("dyno.toml").await {
///     eprintln!("{problems}");
///     std::process::exit(1);
/// }
/// # }
/// ```
///
/// A program without a file starts by `dyno::start(dyno::Config::default())`; one that does not start at all checks each function at its
/// first call.
///
/// # Errors
///
/// [`NotSetUp`], with all that is wrong.
pub fn start(source: impl Into<Source>) -> Start {
    Start {
        registry: Registry::current(),
        source: source.into(),
        limit: LIMIT,
        #[cfg(feature = "config")]
        kept: None,
    }
}

/// The start of a program, once it is awaited.
#[must_use = "nothing starts before it is awaited"]
#[derive(Debug)]
pub struct Start {
    registry: Registry,
    source: Source,
    limit: Duration,
    #[cfg(feature = "config")]
    kept: Option<std::path::PathBuf>,
}

/// Why a program cannot start. Its `Display` has a line for each.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotSetUp {
    /// What is wrong with settings and what is injected.
    pub problems: Vec<SettingsError>,
    /// What could not be built.
    #[cfg(feature = "inject")]
    pub not_started: Option<NotStarted>,
}

impl Start {
    /// Lets services that are built at the start take so long, instead of 30 s.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Keeps overrides in this file, as [`Settings::keep_overrides`](crate::Settings::keep_overrides) does, once settings are loaded.
    ///
    /// That the file cannot be written is a problem of [`NotSetUp`] as all others are, so that nobody is told by a refusal when hands are wanted. All that an operator had done is in force all
    /// the same, and services are built: whoever would sooner run than stop on a full disk goes on where each of the `problems` is a
    /// [`SettingsError::NotKept`], and nothing is `not_started`.
    #[cfg(feature = "config")]
    pub fn keep_overrides(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.kept = Some(path.into());
        self
    }

    #[cfg_attr(
        not(feature = "inject"),
        expect(clippy::unused_async, reason = "services are awaited, where there are any")
    )]
    async fn run(self) -> Result<(), NotSetUp> {
        #[cfg(feature = "config")]
        let Self { registry, source, limit, kept } = self;
        #[cfg(not(feature = "config"))]
        let Self { registry, source, limit } = self;
        let loaded = registry.settings().load(source);
        #[cfg(feature = "config")]
        let kept = kept.and_then(|kept| registry.settings().keep_overrides(kept).err());
        #[cfg(not(feature = "config"))]
        let kept = None;
        let valid = registry.validate();
        let problems = loaded.err().into_iter().chain(kept).chain(valid.err());
        let problems: Vec<_> = problems.flat_map(|errors| errors.0).collect();
        #[cfg(feature = "inject")]
        {
            let not_started = registry.start(limit).await.err();
            let is_set_up = problems.is_empty() && not_started.is_none();
            if is_set_up { Ok(()) } else { Err(NotSetUp { problems, not_started }) }
        }
        #[cfg(not(feature = "inject"))]
        {
            let _ = limit;
            if problems.is_empty() { Ok(()) } else { Err(NotSetUp { problems }) }
        }
    }
}

impl IntoFuture for Start {
    type Output = Result<(), NotSetUp>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Display for NotSetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.problems.iter().map(ToString::to_string);
        #[cfg(feature = "inject")]
        let lines = lines.chain(self.not_started.as_ref().map(ToString::to_string));
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for NotSetUp {}
