//! When an entry is renewed before it expires: pure functions of its times, the moment and chance.

use std::fmt::Debug;
use std::time::Duration;

use crate::cache::life::{CachedLife, Life};
use crate::clock::Moment;
use crate::settings::{Form, Text};

/// The adaptive policy takes no making for longer than this share of the ttl.
const CAP: f64 = 0.2;
/// How many times as long as a making takes the adaptive policy may lead at most; chance alone has no bound, and what is asked for
/// 20,000 times a second would be made back to back. Three costs 7 % more makings than there are ttls; where a making takes 40 % of the
/// ttl, two would let four times as many wait, and five would make half as many values again (`cargo xtask bench --only stampede`).
const BOUND: f64 = 3.0;

/// Words that are no numbers.
const ADAPTIVE: u64 = u64::MAX;
const STATIC: u64 = u64::MAX - 1;
const LINEAR: u64 = u64::MAX - 2;

/// Decides which of those who ask for an entry renews it before it expires, so that a hot key never expires and nobody waits.
///
/// While one renews it nobody else is drawn, and after one that failed not for a while: as long as a making takes, twice as long each time that
/// it fails again, and at most a tenth of the ttl.
///
/// It reads and writes as in attributes: `adaptive`, `xfetch(beta = 1)`, `static`, `linear`, `exponential(k = 2)`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum CachePolicy {
    /// As [`XFetch`](CachePolicy::XFetch) with `beta` 1, by what most makings take (their moving mean and two deviations, at most 20 % of
    /// the ttl) and never earlier than three times that before the expiry.
    #[default]
    Adaptive,
    /// When `-beta * cost * ln(u)` before the expiry has come, with `u` uniform in (0, 1] and the cost of the last making: A. Vattani,
    /// F. Chierichetti and K. Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015. That makes e^(1/beta) values in a
    /// ttl however many ask.
    XFetch {
        /// Above 1 it is earlier. From 0 to 1,000.
        beta: f64,
    },
    /// Never before it expires.
    Static,
    /// With probability age / ttl.
    Linear,
    /// With probability (age / ttl)^k.
    Exponential {
        /// The higher, the later. From 0 to 1,000.
        k: f64,
    },
}

/// A policy of your own.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Cache, CachedLife, EarlyRefresh};
///
/// #[derive(Debug)]
/// struct LastSecond;
///
/// impl EarlyRefresh for LastSecond {
///     fn is_due(&self, life: &CachedLife, u: f64) -> bool {
///         life.ttl - life.age < Duration::from_secs(1) && u < 0.1
///     }
/// }
///
/// let cache = Cache::<u32, String>::builder("names").ttl(Duration::from_secs(30)).early(LastSecond).build()?;
/// # let _ = cache;
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say when a value is made anew",
    label = "this implements no `EarlyRefresh`",
    note = "a policy of dyno's is written in an attribute as a word: `adaptive`, `xfetch(beta = 1)`, `static`, `linear`, `exponential(k = 2)`; and given \
            to a builder by `.policy(..)`"
)]
pub trait EarlyRefresh: Debug + Send + Sync + 'static {
    /// Tells whether whoever asks now renews the entry; `u` is uniform in (0, 1]. Asked for every hit of what has a ttl and has not expired,
    /// unless somebody renews it already, or has just failed to.
    fn is_due(&self, life: &CachedLife, u: f64) -> bool;
}

impl CachePolicy {
    /// The first moment at which it may be due: before that nobody throws a die.
    pub(crate) fn earliest(self, life: &Life) -> Moment {
        if life.expires == Moment::NEVER {
            return Moment::NEVER;
        }
        match self {
            Self::Static => Moment::NEVER,
            Self::Adaptive => life.expires.before(adaptive(life).mul_f64(BOUND)),
            // u is at least 2^-53.
            Self::XFetch { beta } => {
                life.expires.before(scaled(life.cost.last(), beta * 53.0 * std::f64::consts::LN_2))
            }
            Self::Linear | Self::Exponential { .. } => life.made,
        }
    }

    /// Tells whether whoever asks now renews the entry; `u` is in (0, 1].
    pub(crate) fn is_due(self, life: &Life, now: Moment, u: f64) -> bool {
        if now < self.earliest(life) {
            return false;
        }
        let left = life.left(now);
        let share = || life.share(now);
        match self {
            Self::Static => false,
            Self::Adaptive => scaled(adaptive(life), -u.ln()) >= left,
            Self::XFetch { beta } => scaled(life.cost.last(), beta * -u.ln()) >= left,
            Self::Linear => u <= share(),
            Self::Exponential { k } => u <= share().powf(k),
        }
    }

    /// The policy in a word: a factor has no sign and is a number, which leaves room for the others.
    pub(crate) fn word(self) -> u64 {
        match self {
            Self::Adaptive => ADAPTIVE,
            Self::Static => STATIC,
            Self::Linear => LINEAR,
            Self::XFetch { beta } => beta.abs().to_bits(),
            Self::Exponential { k } => (-k.abs()).to_bits(),
        }
    }

    /// The policy of a word.
    pub(crate) fn of_word(word: u64) -> Self {
        match word {
            ADAPTIVE => Self::Adaptive,
            STATIC => Self::Static,
            LINEAR => Self::Linear,
            word => match f64::from_bits(word) {
                k if k.is_sign_negative() => Self::Exponential { k: -k },
                beta => Self::XFetch { beta },
            },
        }
    }

    pub(crate) fn is_possible(self) -> bool {
        match self {
            Self::XFetch { beta: factor } | Self::Exponential { k: factor } => (0.0..=1_000.0).contains(&factor),
            _ => true,
        }
    }
}

/// How long the next refresh waits when so many have failed in a row, the last of which `took` so long: as long as a making takes, and twice as
/// long each time, from a thousandth of the ttl to a tenth.
pub(crate) fn pause(life: &Life, took: Duration, failures: u32) -> Duration {
    let ttl = life.ttl();
    let first = life.cost.most().max(took).max(ttl / 1_000);
    first.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(ttl / 10)
}

/// What most makings take, as far as that is reasonable.
fn adaptive(life: &Life) -> Duration {
    life.cost.most().min(life.ttl().mul_f64(CAP))
}

/// A time so many times as long, or the longest that there is.
pub(super) fn scaled(time: Duration, by: f64) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * by).unwrap_or(Duration::MAX)
}

impl Text for CachePolicy {
    fn write(&self) -> String {
        match self {
            Self::Adaptive => "adaptive".to_owned(),
            Self::XFetch { beta } => format!("xfetch(beta = {beta})"),
            Self::Static => "static".to_owned(),
            Self::Linear => "linear".to_owned(),
            Self::Exponential { k } => format!("exponential(k = {k})"),
        }
    }

    fn read(text: &str) -> Result<Self, String> {
        let form = Form::read(text)?;
        let number = |given: Option<&str>, or: f64| {
            given.map_or(Ok(or), |text| text.parse().map_err(|_| format!("`{text}` is no number")))
        };
        let plain = |policy| form.values([]).map(|[]| policy);
        match form.name {
            "adaptive" => plain(Self::Adaptive),
            "static" => plain(Self::Static),
            "linear" => plain(Self::Linear),
            "xfetch" => form.values(["beta"]).and_then(|[beta]| Ok(Self::XFetch { beta: number(beta, 1.0)? })),
            "exponential" => form.values(["k"]).and_then(|[k]| Ok(Self::Exponential { k: number(k, 2.0)? })),
            _ => Err(format!(
                "`{text}` is no policy of a cache: write `adaptive`, `xfetch(beta = 1)`, `static`, `linear` or `exponential(k = 2)`"
            )),
        }
    }
}

#[cfg(test)]
mod tests;
