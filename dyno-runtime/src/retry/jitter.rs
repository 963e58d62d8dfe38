//! How a wait is spread, so that those who failed together do not come back together.

use std::time::Duration;

use crate::settings::{Form, Text};

/// Spreads the computed waits. Written `none`, `full`, `equal` or `factor(0.5)`.
///
/// `full` and `equal` are those of Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. He measured that
/// `full` does the least work until everybody is through, which is why it is the default.
///
/// ```
/// use dyno::Jitter;
///
/// assert_eq!(Jitter::default(), Jitter::Full);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Jitter {
    /// Waits as long as was computed.
    None,
    /// Waits anything from zero to what was computed.
    #[default]
    Full,
    /// Waits half of what was computed, and anything up to the other half.
    Equal,
    /// Waits what was computed, give or take anything up to this share of it, in 0.0..=1.0. So a wait may be longer than the
    /// `max` of the back-off.
    Factor(f64),
}

impl Jitter {
    /// Spreads a wait by a random `u` in 0.0..1.0.
    pub(crate) fn spread(self, wait: Duration, u: f64) -> Duration {
        match self {
            Self::None => wait,
            Self::Full => part(wait, u),
            Self::Equal => {
                let half = wait / 2;
                half.saturating_add(part(wait.saturating_sub(half), u))
            }
            Self::Factor(share) => {
                let most = part(wait, share);
                wait.saturating_sub(most).saturating_add(part(most.saturating_mul(2), u))
            }
        }
    }

    /// Tells whether it can be: a factor is a share.
    pub(super) fn is_possible(self) -> bool {
        match self {
            Self::Factor(share) => (0.0..=1.0).contains(&share),
            _ => true,
        }
    }
}

/// A share in 0.0..=1.0 of a time, never more than all of it; what is no share is none.
pub(super) fn part(whole: Duration, share: f64) -> Duration {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    Duration::try_from_secs_f64(whole.as_secs_f64() * share).map_or(whole, |part| part.min(whole))
}

impl Text for Jitter {
    fn write(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Full => "full".to_owned(),
            Self::Equal => "equal".to_owned(),
            Self::Factor(share) => format!("factor({share})"),
        }
    }

    fn read(text: &str) -> Result<Self, String> {
        let form = Form::read(text)?;
        let plain = |jitter| form.values([]).map(|[]| jitter);
        match form.name {
            "none" | "off" => plain(Self::None),
            "full" => plain(Self::Full),
            "equal" => plain(Self::Equal),
            "factor" => {
                let [share] = form.values(["share"])?;
                let share = share.ok_or_else(|| "`factor` needs a share, such as `factor(0.5)`".to_owned())?;
                let share = share.parse().or_else(|_| f64::read(share))?;
                Ok(Self::Factor(share))
            }
            _ => Err(format!("`{text}` is no jitter: write `none`, `full`, `equal` or `factor(0.5)`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{Jitter, part};

    fn any_jitter() -> impl Strategy<Value = Jitter> {
        let factor = proptest::num::f64::ANY.prop_map(Jitter::Factor);
        prop_oneof![Just(Jitter::None), Just(Jitter::Full), Just(Jitter::Equal), factor]
    }

    #[test]
    fn each_spreads_as_its_name_says() {
        let wait = Duration::from_millis(100);
        let spread = |jitter: Jitter| [0.0, 0.25, 0.75].map(|u| jitter.spread(wait, u).as_millis());
        assert_eq!(spread(Jitter::None), [100, 100, 100]);
        assert_eq!(spread(Jitter::Full), [0, 25, 75]);
        assert_eq!(spread(Jitter::Equal), [50, 62, 87]);
        assert_eq!(spread(Jitter::Factor(0.5)), [50, 75, 125]);
        assert_eq!(spread(Jitter::Factor(0.0)), [100, 100, 100]);
        assert_eq!(spread(Jitter::Factor(1.0)), [0, 50, 150]);
    }

    #[test]
    fn a_part_of_for_ever_is_a_part() {
        let half = part(Duration::MAX, 0.5).as_secs_f64() / Duration::MAX.as_secs_f64();
        assert!((half - 0.5).abs() < 1e-9);
        assert_eq!(part(Duration::MAX, 1.0), Duration::MAX);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_keeps_within_its_bounds(
            jitter in any_jitter(),
            wait in any::<Duration>(),
            u in proptest::num::f64::ANY,
        ) {
            let spread = jitter.spread(wait, u);
            match jitter {
                Jitter::None => prop_assert_eq!(spread, wait),
                Jitter::Full => prop_assert!(spread <= wait),
                Jitter::Equal => prop_assert!(wait / 2 <= spread && spread <= wait),
                Jitter::Factor(_) => prop_assert!(spread <= wait.saturating_mul(2)),
            }
        }

        #[test]
        fn more_chance_is_a_longer_wait(jitter in any_jitter(), wait in any::<Duration>(), u in 0.0..1.0, less in 0.0..1.0) {
            prop_assert!(jitter.spread(wait, u * less) <= jitter.spread(wait, u));
        }
    }
}
