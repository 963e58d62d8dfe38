//! What is measured of commands.

use std::collections::BTreeMap;

use dyno::{CommandSnapshot, Counts, DurationTotals, Outcomes};

use crate::prometheus::text::{Family, Text};
use crate::sampler::Tick;

const CALLS: Family =
    Family::counter("dyno_command_calls_total", "Calls that ended, by outcome, before any fallback answered.");
const ATTEMPTS: Family =
    Family::counter("dyno_command_attempts_total", "Attempts that ended, by outcome; with a cache, of its makings.");
const FALLBACKS: Family =
    Family::counter("dyno_command_fallbacks_total", "Fallbacks that were asked, by whether they answered.");
const RETRIES: Family = Family::counter("dyno_command_retries_total", "Attempts that followed a failed one.");
const REFUSED: Family =
    Family::counter("dyno_command_retries_refused_total", "Attempts that did not follow because the budget was spent.");
const IN_FLIGHT: Family = Family::gauge("dyno_command_in_flight", "Calls that have begun and not ended.");
const PROBLEM: Family =
    Family::gauge("dyno_command_misconfigured", "Whether all calls are rejected because a setting is wrong.");
const DURATION: Family = Family::histogram(
    "dyno_command_duration_seconds",
    "How long calls took with their fallbacks; those that were rejected are left out.",
);

/// What all beyond the bound are counted as.
const OTHER: &str = "other";

/// All commands that share their labels.
#[derive(Default)]
struct Sum {
    totals: Counts,
    durations: DurationTotals,
    in_flight: u64,
    is_misconfigured: bool,
}

impl Sum {
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

/// Writes the samples of one, with its labels.
type Write = dyn Fn(&mut Text, [(&str, &str); 2], &Sum);

/// Writes all of them.
pub(super) fn write(text: &mut Text, tick: &Tick) {
    let mut sums: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
    for command in &tick.snapshot.commands {
        let is_named = tick.named.as_ref().is_none_or(|named| named.contains(&command.name));
        let labels = if is_named { (&*command.name, &*command.group) } else { (OTHER, OTHER) };
        sums.entry(labels).or_default().add(command);
    }
    let mut each = |family: Family, write: &Write| {
        text.begin(family);
        for ((command, group), sum) in &sums {
            write(text, [("command", command), ("group", group)], sum);
        }
    };
    each(CALLS, &|text, labels, sum| by_outcome(text, CALLS, labels, &sum.totals.calls));
    each(ATTEMPTS, &|text, labels, sum| by_outcome(text, ATTEMPTS, labels, &sum.totals.attempts));
    each(FALLBACKS, &|text, [command, group], sum| {
        let Counts { fallback_success, fallback_failure, .. } = sum.totals;
        for (result, count) in [("success", fallback_success), ("failure", fallback_failure)] {
            text.sample(FALLBACKS, "", &[command, group, ("result", result)], count);
        }
    });
    each(RETRIES, &|text, labels, sum| text.sample(RETRIES, "", &labels, sum.totals.retries));
    each(REFUSED, &|text, labels, sum| text.sample(REFUSED, "", &labels, sum.totals.retries_refused));
    each(IN_FLIGHT, &|text, labels, sum| text.sample(IN_FLIGHT, "", &labels, sum.in_flight));
    each(PROBLEM, &|text, labels, sum| text.sample(PROBLEM, "", &labels, u8::from(sum.is_misconfigured)));
    each(DURATION, &|text, labels, sum| histogram(text, labels, &sum.durations));
}

fn histogram(text: &mut Text, labels: [(&str, &str); 2], durations: &DurationTotals) {
    let [command, group] = labels;
    for bucket in &durations.buckets {
        let end = bucket.below.as_secs_f64().to_string();
        text.sample(DURATION, "_bucket", &[command, group, ("le", &end)], bucket.count);
    }
    text.sample(DURATION, "_bucket", &[command, group, ("le", "+Inf")], durations.count);
    text.sample(DURATION, "_sum", &labels, durations.sum.as_secs_f64());
    text.sample(DURATION, "_count", &labels, durations.count);
}

fn by_outcome(text: &mut Text, family: Family, [command, group]: [(&str, &str); 2], outcomes: &Outcomes) {
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
        text.sample(family, "", &[command, group, ("outcome", outcome)], count);
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
