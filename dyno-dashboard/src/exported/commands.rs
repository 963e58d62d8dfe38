//! What is measured of commands.

use std::collections::BTreeMap;

use dyno::{CommandSnapshot, Counts, DurationTotals, Outcomes};

use crate::exported::{Family, Tell, Told, Value, flag, level};

pub(super) const FAMILIES: &[Family] = &[
    Family::counter(
        "dyno_command_calls_total",
        "Calls that ended, by outcome, before any fallback answered.",
        |told, tell| each(told, |labels, sum| by_outcome(tell, labels, &sum.totals.calls)),
    ),
    Family::counter(
        "dyno_command_attempts_total",
        "Attempts that ended, by outcome; with a cache, of its makings.",
        |told, tell| each(told, |labels, sum| by_outcome(tell, labels, &sum.totals.attempts)),
    ),
    Family::counter(
        "dyno_command_fallbacks_total",
        "Fallbacks that were asked, by whether they answered.",
        |told, tell| {
            each(told, |[command, group], sum| {
                let Counts { fallback_success, fallback_failure, .. } = sum.totals;
                for (result, count) in [("success", fallback_success), ("failure", fallback_failure)] {
                    tell(&[command, group, ("result", result)], Value::Count(count));
                }
            });
        },
    ),
    Family::counter("dyno_command_retries_total", "Attempts that followed a failed one.", |told, tell| {
        each(told, |labels, sum| tell(&labels, Value::Count(sum.totals.retries)));
    }),
    Family::counter(
        "dyno_command_retries_refused_total",
        "Attempts that did not follow because the budget was spent.",
        |told, tell| each(told, |labels, sum| tell(&labels, Value::Count(sum.totals.retries_refused))),
    ),
    Family::gauge("dyno_command_in_flight", "Calls that have begun and not ended.", |told, tell| {
        each(told, |labels, sum| tell(&labels, level(sum.in_flight)));
    }),
    Family::gauge(
        "dyno_command_misconfigured",
        "Whether all calls are rejected because a setting is wrong.",
        |told, tell| each(told, |labels, sum| tell(&labels, flag(sum.is_misconfigured))),
    ),
    Family::histogram(
        "dyno_command_duration_seconds",
        "How long calls took with their fallbacks; those that were rejected are left out.",
        |told, tell| each(told, |labels, sum| tell(&labels, Value::Durations(&sum.durations))),
    ),
];

/// What all beyond the bound are counted as.
const OTHER: &str = "other";

/// All commands that share their labels.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    command: String,
    group: String,
    totals: Counts,
    durations: DurationTotals,
    in_flight: u64,
    is_misconfigured: bool,
}

impl Sum {
    /// Sums commands by their labels, which those have that are named.
    pub(super) fn all(commands: &[CommandSnapshot], is_named: impl Fn(&str) -> bool) -> Vec<Self> {
        let mut sums: BTreeMap<(&str, &str), Self> = BTreeMap::new();
        for command in commands {
            let labels = if is_named(&command.name) { (&*command.name, &*command.group) } else { (OTHER, OTHER) };
            sums.entry(labels).or_default().add(command);
        }
        let labelled = |((command, group), sum): ((&str, &str), Self)| Self {
            command: command.to_owned(),
            group: group.to_owned(),
            ..sum
        };
        sums.into_iter().map(labelled).collect()
    }

    fn add(&mut self, command: &CommandSnapshot) {
        let (all, more) = (&mut self.totals, &command.totals);
        add(&mut all.calls, &more.calls);
        add(&mut all.attempts, &more.attempts);
        all.fallback_success += more.fallback_success;
        all.fallback_failure += more.fallback_failure;
        all.retries += more.retries;
        all.retries_refused += more.retries_refused;
        let (all, more) = (&mut self.durations, &command.durations);
        all.count += more.count;
        all.sum = all.sum.saturating_add(more.sum);
        if all.buckets.is_empty() {
            all.buckets.clone_from(&more.buckets);
        } else {
            all.buckets.iter_mut().zip(&more.buckets).for_each(|(all, more)| all.count += more.count);
        }
        self.in_flight += command.in_flight;
        self.is_misconfigured |= command.problem.is_some();
    }
}

fn each(told: Told<'_>, mut read: impl FnMut([(&'static str, &str); 2], &Sum)) {
    for sum in told.sums {
        read([("command", &sum.command), ("group", &sum.group)], sum);
    }
}

fn by_outcome(tell: &mut Tell<'_>, [command, group]: [(&'static str, &str); 2], outcomes: &Outcomes) {
    let each = [
        ("success", outcomes.success),
        ("failure", outcomes.failure),
        ("timeout", outcomes.timeout),
        ("rejected", outcomes.rejected),
        ("cancelled", outcomes.cancelled),
        ("panicked", outcomes.panicked),
        ("ignored", outcomes.ignored),
    ];
    for (outcome, count) in each {
        tell(&[command, group, ("outcome", outcome)], Value::Count(count));
    }
}

fn add(all: &mut Outcomes, more: &Outcomes) {
    all.success += more.success;
    all.failure += more.failure;
    all.timeout += more.timeout;
    all.rejected += more.rejected;
    all.cancelled += more.cancelled;
    all.panicked += more.panicked;
    all.ignored += more.ignored;
}
