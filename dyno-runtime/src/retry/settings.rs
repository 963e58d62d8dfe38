//! What a retry is set to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::retry::backoff::Backoff;
use crate::retry::jitter::Jitter;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a retry. Builder methods and attribute options have the same names.
///
/// ```
/// use dyno::{Jitter, RetrySettings};
///
/// let mut settings = RetrySettings::default();
/// settings.n = 5;
/// settings.jitter = Jitter::Equal;
/// assert_eq!(settings.budget, Some(0.2));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RetrySettings {
    /// How many attempts there are at most, the first included: at least 1, which retries nothing. Default: 3.
    #[serde(with = "text")]
    pub n: u32,
    /// How long to wait after each failed attempt. Default: 50 ms, doubling up to 1 s.
    #[serde(with = "text")]
    pub backoff: Backoff,
    /// How these waits are spread. Default: [`Jitter::Full`].
    #[serde(with = "text")]
    pub jitter: Jitter,
    /// How many retries there may be: in any 10 s at most this share, in 0.0..=1.0, of the calls that were under way in them, and 10 more; `None` is
    /// off, and 0.0 leaves the 10. Default: 0.2.
    ///
    /// So a service that is down is asked 1.2 times a call at most, and 10 times more in 10 s, from the moment it goes down: what good calls have
    /// not used is not saved. A call earns its share when it begins and loses it when it ends. Beyond that there is a reserve of 10 retries, each of which comes
    /// back when calls have earned it, or 10 s after the retry began; as many of it are kept as retries wait to begin. Calls that were turned away earn
    /// nothing.
    ///
    /// A retry counts when it is decided on, up to 10 s before it begins, and owes nothing if its call goes away before that. Whoever is to wait for
    /// 10 s or longer, or comes back as late, counts when the retry begins: many may have been told the same time, and whoever finds none left then ends with
    /// the error that it had. How many may wait so long is held to as many again.
    #[serde(with = "text")]
    pub budget: Option<f64>,
    /// Whether to retry inside an attempt of an outer retry as well; if not, there is one attempt there. Default: no, because
    /// 3 attempts of 3 attempts are 9 calls to what is already down. Inside is what the attempt itself runs, on the thread of a pool as well. What
    /// it sends away is not, because that may outlive it: a task (`submit`, `tokio::spawn`, `spawn_blocking`), or a thread; that makes its own
    /// attempts, also where the attempt waits for it.
    pub nested: bool,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self { n: 3, backoff: Backoff::default(), jitter: Jitter::default(), budget: Some(0.2), nested: false }
    }
}

impl Settings for RetrySettings {
    const KIND: &'static str = "retry";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let is = |holds, setting, given: String, expected| require(holds, subject, setting, given, expected);

        is(self.n > 0, "n", self.n.write(), "at least 1, the first attempt")?;
        if let Some(expected) = self.backoff.problem() {
            is(false, "backoff", self.backoff.write(), expected)?;
        }
        is(self.jitter.is_possible(), "jitter", self.jitter.write(), "a factor from 0 to 1")?;
        let share = self.budget.is_none_or(|share| (0.0..=1.0).contains(&share));
        is(share, "budget", self.budget.write(), "a share from 0% to 100% (0.0 to 1.0 in code), or `off`")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![
            ("n", &mut self.n),
            ("backoff", &mut self.backoff),
            ("jitter", &mut self.jitter),
            ("budget", &mut self.budget),
            ("nested", &mut self.nested),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetrySettings;
    use crate::retry::{Backoff, Jitter};
    use crate::settings::Settings;

    fn problem(edit: impl FnOnce(&mut RetrySettings)) -> Option<String> {
        let mut settings = RetrySettings::default();
        edit(&mut settings);
        settings.check(&"retry `stock`".into()).err().map(|error| error.to_string())
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_remedy() {
        let (base, max) = (Duration::from_millis(50), Duration::from_secs(1));
        let is = |edit: &dyn Fn(&mut RetrySettings), text: &str| {
            let text = format!("retry `stock`: {text}");
            assert_eq!(problem(|settings| edit(settings)), Some(text));
        };
        is(&|it| it.n = 0, "`n` is 0, but must be at least 1, the first attempt");
        is(
            &|it| it.backoff = Backoff::Linear { base: max, max: base },
            "`backoff` is linear(1s, max = 50ms), but must be a back-off whose `max` is at least as long as its first wait",
        );
        is(
            &|it| it.backoff = Backoff::Decorrelated { base: Duration::ZERO, max },
            "`backoff` is decorrelated(0s, 1s), but must be a back-off whose first wait is longer than 0s; `fixed(0s)` tries again at once",
        );
        for factor in [0.99, -1.0, f64::NAN, f64::INFINITY] {
            let text = format!(
                "`backoff` is exponential(50ms, factor = {factor}, max = 1s), but must be a back-off whose `factor` is at least 1, and finite"
            );
            is(&|it| it.backoff = Backoff::Exponential { base, factor, max }, &text);
        }
        is(&|it| it.jitter = Jitter::Factor(1.5), "`jitter` is factor(1.5), but must be a factor from 0 to 1");
        is(
            &|it| it.budget = Some(1.01),
            "`budget` is 101%, but must be a share from 0% to 100% (0.0 to 1.0 in code), or `off`",
        );
    }

    #[test]
    fn what_is_at_the_edge_is_accepted() {
        let zero = Duration::ZERO;
        let wait = Duration::from_nanos(1);
        assert_eq!(problem(|_| {}), None);
        assert_eq!(problem(|it| (it.n, it.backoff, it.budget) = (1, Backoff::Fixed(zero), Some(0.0))), None);
        let level = Backoff::Exponential { base: wait, factor: 1.0, max: wait };
        assert_eq!(problem(|it| (it.n, it.backoff, it.budget) = (u32::MAX, level, None)), None);
        assert_eq!(problem(|it| (it.backoff, it.jitter) = (Backoff::Custom, Jitter::Factor(1.0))), None);
    }

    #[test]
    fn they_are_written_as_attributes_write_them() {
        let written = RetrySettings::default().written();
        let written: Vec<_> = written.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let expected =
            "n = 3, backoff = exponential(50ms, factor = 2, max = 1s), jitter = full, budget = 20%, nested = false";
        assert_eq!(written.join(", "), expected);
    }
}
