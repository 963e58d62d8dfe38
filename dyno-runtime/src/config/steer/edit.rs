//! What somebody is about to override.

use std::panic::Location;
use std::time::Duration;

use crate::config::steer::acts::Asked;
use crate::config::steer::book::Book;
use crate::config::steer::dry::DryRun;
use crate::config::steer::error::SteerError;
use crate::config::steer::seen::Override;
use crate::config::steer::signed::{Signed, Wanted};
use crate::event::Act;
use crate::registry::Registry;

/// Settings of one policy or command that are about to be overridden; nothing changes before [`OverrideBuilder::apply`].
///
/// ```
/// use std::time::Duration;
/// use dyno::{Breaker, SteerError};
///
/// let tills = Breaker::builder("tills").build()?;
/// let over = dyno::settings()
///     .override_("breaker", "tills")
///     .set("failure_rate", "20%")
///     .expecting("failure_rate", "50%")
///     .by("ada")
///     .because("warehouse moves")
///     .for_time(Duration::from_secs(600))
///     .apply()?;
/// assert_eq!(tills.settings().failure_rate, Some(0.2));
/// let rate = dyno::settings().get("breaker", "tills", "failure_rate").unwrap();
/// assert!(rate.origin.to_string().starts_with("override by ada until "));
///
/// dyno::settings().undo(over.id)?;
/// assert_eq!(tills.settings().failure_rate, Some(0.5));
/// assert!(matches!(dyno::settings().undo(over.id), Err(SteerError::Ended { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "nothing is overridden before `apply`"]
#[derive(Clone, Debug)]
pub struct OverrideBuilder {
    registry: Registry,
    wanted: Wanted,
    signed: Signed,
}

impl OverrideBuilder {
    pub(in crate::config) fn new(registry: Registry, kind: String, name: String, caller: &Location<'_>) -> Self {
        let wanted = Wanted { kind, name, set: Vec::new(), expected: Vec::new() };
        Self { registry, wanted, signed: Signed::at(caller) }
    }

    /// Sets one of the settings, written as in attributes: `20%`, `2s`, `off`. All that is set at once is never seen apart.
    pub fn set(mut self, setting: impl Into<String>, value: impl Into<String>) -> Self {
        put(&mut self.wanted.set, setting.into(), value.into());
        self
    }

    /// Is refused unless the setting has this value, as whoever edits it has seen.
    pub fn expecting(mut self, setting: impl Into<String>, value: impl Into<String>) -> Self {
        put(&mut self.wanted.expected, setting.into(), value.into());
        self
    }

    /// Says who does it. Default: the place in the program.
    pub fn by(mut self, who: impl Into<String>) -> Self {
        self.signed.who = who.into();
        self
    }

    /// Says why. There is no default.
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.signed.why = why.into();
        self
    }

    /// Ends it by itself after this time, which is longer than 0s; `None`, the default, when it is undone.
    pub fn for_time(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.signed.time = time.into();
        self
    }

    /// Overrides all of them, or none.
    ///
    /// # Errors
    ///
    /// [`SteerError`], with all that is wrong.
    pub fn apply(self) -> Result<Override, SteerError> {
        let Self { registry, wanted, signed } = self;
        Book::of(&registry).override_(&registry, &wanted, &signed)
    }

    /// Says what it would do by the numbers that are known now: with what the present window holds, would a breaker be open; how many calls took longer
    /// than a limit; what is in use of what there would be less of. Needs no reason.
    ///
    /// ```
    /// let tills = dyno::Breaker::builder("dry tills").build()?;
    /// for good in [true, false, true, true] {
    ///     let _ = tills.call(|| if good { Ok(()) } else { Err(Box::<dyn std::error::Error>::from("down")) });
    /// }
    /// let run = dyno::settings().override_("breaker", "dry tills").set("failure_rate", "20%").set("min_calls", "4").dry_run()?;
    /// assert!(run.to_string().contains("it would be open, because"), "{run}");
    /// assert_eq!(tills.settings().min_calls, 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`OverrideBuilder::apply`] that are not about the reason.
    pub fn dry_run(&self) -> Result<DryRun, SteerError> {
        Book::of(&self.registry).dry_run(&self.registry, &self.wanted, &self.signed)
    }
}

/// Something that is about to be done to a breaker, a fuse or a cache and is no setting; nothing happens before [`ActBuilder::apply`].
///
/// ```
/// use std::time::Duration;
/// use dyno::{Act, Breaker, BreakerState};
///
/// let tills = Breaker::builder("tills to be forced").build()?;
/// let forced = dyno::settings()
///     .act("breaker", "tills to be forced", Act::ForceOpen)
///     .by("ada")
///     .because("warehouse moves")
///     .for_time(Duration::from_secs(600))
///     .apply()?;
/// assert_eq!(tills.state(), BreakerState::ForcedOpen);
/// dyno::settings().undo(forced.id)?;
/// assert_eq!(tills.state(), BreakerState::Closed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "nothing is done before `apply`"]
#[derive(Clone, Debug)]
pub struct ActBuilder {
    registry: Registry,
    asked: Asked,
    expected: Option<String>,
    signed: Signed,
}

impl ActBuilder {
    pub(in crate::config) fn new(
        registry: Registry,
        kind: String,
        name: String,
        act: Act,
        caller: &Location<'_>,
    ) -> Self {
        Self { registry, asked: Asked { kind, name, act }, expected: None, signed: Signed::at(caller) }
    }

    /// Says who does it. Default: the place in the program.
    pub fn by(mut self, who: impl Into<String>) -> Self {
        self.signed.who = who.into();
        self
    }

    /// Says why. There is no default.
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.signed.why = why.into();
        self
    }

    /// Is refused where a breaker or a fuse is in another state than whoever acts has seen, such as `closed` or `blown`, and a hand has brought it
    /// there: that a breaker opens and closes by itself meanwhile does not matter. What is no state of theirs is refused, and a cache has none.
    pub fn expecting(mut self, state: impl Into<String>) -> Self {
        self.expected = Some(state.into());
        self
    }

    /// Ends it by itself after this time, which is longer than 0s, if it is something that [lasts](Act::lasts); `None`, the default, when it is undone.
    pub fn for_time(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.signed.time = time.into();
        self
    }

    /// Does it.
    ///
    /// # Errors
    ///
    /// [`SteerError`]; then nothing is done.
    pub fn apply(self) -> Result<Override, SteerError> {
        let Self { registry, asked, expected, signed } = self;
        Book::of(&registry).act(&registry, &asked, expected.as_deref(), &signed)
    }

    /// Says what it would do, and whether it could be undone. Needs no reason.
    ///
    /// # Errors
    ///
    /// Those of [`ActBuilder::apply`] that are not about the reason.
    pub fn dry_run(&self) -> Result<DryRun, SteerError> {
        let Self { registry, asked, expected, signed } = self;
        Book::of(registry).dry_act(registry, asked, expected.as_deref(), signed)
    }
}

/// Of two that say the same the later one counts.
fn put(list: &mut Vec<(String, String)>, setting: String, value: String) {
    list.retain(|(known, _)| *known != setting);
    list.push((setting, value));
}
