//! What figures mean nothing without: the machine, the compiler and the day.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::bench::package::finish;

/// Describes all of it in a line.
pub(super) fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{}, {cores} cores, {} {}, {}, release with fat LTO and one codegen unit, {}",
        model().unwrap_or_else(|| "an unknown processor".into()),
        std::env::consts::OS,
        std::env::consts::ARCH,
        rustc(),
        today()
    )
}

/// Names the compiler and its version.
pub(super) fn rustc() -> String {
    let version = finish(Command::new("rustc").arg("--version")).unwrap_or_else(|_| "an unknown rustc".into());
    version.trim().to_owned()
}

fn model() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let field = |name: &str| {
        let line = info.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let (family, model) = (field("cpu family")?, field("model")?);
    Some(format!("{} (family {family}, model {model})", field("model name")?))
}

/// The day in UTC, by the algorithm of Howard Hinnant, "chrono-compatible low-level date algorithms".
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year}-{month:02}-{day:02}")
}

fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_454), (2026, 1, 1));
    }
}
