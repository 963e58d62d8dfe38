//! Times of day: as data, and as words.

use std::time::{Duration, SystemTime};

use super::wall_now;
#[cfg(feature = "command")]
use super::{Clock, Moment};

const DAY: u64 = 24 * 60 * 60;

/// Tells the time of day of a moment; by a clock that is moved by hand or paused, as if it had started in 1970.
#[cfg(feature = "command")]
pub(crate) fn wall(clock: &Clock, moment: Moment) -> SystemTime {
    let now = clock.now();
    let since = if moment < now { clock.since_1970(moment) } else { clock.since_1970(now) + moment.since(now) };
    // What is written are milliseconds, and what was written is the same.
    let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Says when it is, in UTC: with the day, unless that is today, or the clock is moved by hand.
pub(crate) fn time_of_day(time: SystemTime) -> String {
    let day = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / DAY;
    // It cannot write more than this.
    let Some(written) = written(time) else { return "the end of time".to_owned() };
    let (date, clock) = written.split_once('T').unwrap_or_default();
    let clock = clock.split(['.', 'Z']).next().unwrap_or_default();
    if day(time) == 0 || day(time) == day(wall_now()) { format!("{clock} UTC") } else { format!("{date} {clock} UTC") }
}

/// Writes a time of day as [`wall_text`] does.
#[cfg(feature = "config")]
pub(crate) fn rfc3339(time: SystemTime) -> String {
    written(time).unwrap_or_default()
}

/// `2026-11-23T14:03:00.000Z`, up to the year 9999.
fn written(time: SystemTime) -> Option<String> {
    /// The first second of the year 10000.
    const END: u64 = 253_402_300_800;
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    (since.as_secs() < END).then(|| humantime::format_rfc3339_millis(time).to_string())
}

/// A time of day as text.
#[cfg(feature = "command")]
pub(crate) mod wall_text {
    use std::time::SystemTime;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
        super::written(*time).unwrap_or_default().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
        humantime::parse_rfc3339(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A time of day as text, or none.
pub(crate) mod wall_or_none {
    use std::time::SystemTime;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde hands out references")]
    pub(crate) fn serialize<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
        time.and_then(super::written).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SystemTime>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| humantime::parse_rfc3339(&text).map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{time_of_day, wall_now};

    #[test]
    fn the_day_is_told_unless_it_is_today() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(time_of_day(at(50_580)), "14:03:00 UTC");
        assert_eq!(time_of_day(at(50_580 + 86_400)), "1970-01-02 14:03:00 UTC");
        assert_eq!(time_of_day(at(u64::MAX / 4)), "the end of time");
        assert_eq!(time_of_day(wall_now()).len(), "14:03:00 UTC".len());
    }
}
