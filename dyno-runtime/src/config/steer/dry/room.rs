//! What would follow where there is more or less room.

use crate::command::CommandSnapshot;
use crate::config::steer::dry::{Finding, Found};

/// The most calls that those can have had under way at once of late; `None` where there are none.
pub(super) fn peak(commands: &[CommandSnapshot], is_its: impl Fn(&CommandSnapshot) -> bool) -> Option<u64> {
    let its: Vec<_> = commands.iter().filter(|command| is_its(command)).map(|command| command.peak).collect();
    (!its.is_empty()).then(|| its.iter().sum())
}

pub(super) const AT_WORK: [&str; 2] = ["is at work", "are at work"];
pub(super) const WAIT: [&str; 2] = ["waits", "wait"];

/// Something that there would be more or less of.
pub(super) struct Room {
    pub(super) setting: &'static str,
    /// What one does that uses it, and what several do.
    pub(super) what: [&'static str; 2],
    pub(super) was: u32,
    pub(super) limit: u32,
}

impl Found {
    pub(super) fn room(&mut self, room: &Room, used: u32, peak: Option<u32>, recent: Option<u64>) {
        let Room { setting, what: [one, many], was, limit } = *room;
        let what = if used == 1 { one } else { many };
        let over = used.saturating_sub(limit);
        let ever = peak.map(|peak| format!(", {peak} at most since it was built")).unwrap_or_default();
        let busy = recent
            .map(|calls| {
                format!(", {calls} {} at most at once in the last 10 s", if calls == 1 { "call" } else { "calls" })
            })
            .unwrap_or_default();
        let numbers = format!("`{setting}` = {limit}: {used} {what} now{ever}{busy}");
        let is_less = limit < was;
        let is_too_few = is_less && recent.is_some_and(|recent| recent > u64::from(limit));
        if over > 0 {
            self.say(format!(
                "{numbers}; {over} more than that {}",
                if over == 1 { "stays until it ends" } else { "stay until they end" }
            ));
        } else if is_too_few {
            self.say(format!("{numbers}: some of these would have waited or been turned away"));
        } else if is_less && peak.is_some_and(|peak| peak > limit) {
            self.say(format!("{numbers}: it would have been too few at the peak since it was built"));
        } else if is_less && peak.is_none() {
            self.say(format!("{numbers}; how many did at most is not kept, so whether that would do cannot be known"));
        } else {
            self.say(numbers);
        }
        if is_less && (over > 0 || is_too_few) {
            let most = u64::from(used).max(recent.unwrap_or_default());
            self.warn(format!(
                "`{setting}` = {limit} is less than {most}, which {} needed of late",
                if most == 1 { "was" } else { "were" }
            ));
        }
        self.findings.push(Finding::Room {
            setting: setting.to_owned(),
            limit: limit.into(),
            used: used.into(),
            peak: peak.map(Into::into),
            recent,
            over: over.into(),
        });
    }
}
