//! The live table: the commands as dyno counts them, and the customers as they fare.

use std::time::Duration;

use dyno::{BreakerSnapshot, BreakerState, CommandSnapshot, PoolSnapshot, RetrySnapshot};

use crate::figures::{count, percent, quantile, rate};
use crate::load::{Customers, Got};
use crate::screen::Scene;

/// Counts are over this long.
const RECENT: Duration = Duration::from_secs(10);

/// One line of figures.
struct Row<'a> {
    name: &'a str,
    count: u64,
    errors: u64,
    fallbacks: u64,
    p50: Option<Duration>,
    p99: Option<Duration>,
    state: String,
}

/// Lays out the table; `uptime` is how long dyno has been counting.
pub(crate) fn rows(scene: &Scene<'_>, uptime: Duration) -> Vec<String> {
    let snapshot = dyno::snapshot();
    let commands = snapshot.commands.iter().map(|command| {
        let breaker = snapshot.breakers.iter().find(|breaker| Some(&breaker.name) == command.breaker.as_ref());
        let pool = snapshot.pools.iter().find(|pool| Some(&pool.name) == command.pool.as_ref());
        let retry = snapshot.retries.iter().find(|retry| Some(&retry.name) == command.retry.as_ref());
        let state = breaker.map(state).or_else(|| pool.map(threads)).or_else(|| retry.map(budget)).unwrap_or_default();
        Row::of_command(command, state).laid_out(uptime)
    });
    let customers = [("guarded", scene.guarded), ("bare", scene.bare)];
    let customers =
        customers.map(|(name, customers)| Row::of_customers(name, customers).laid_out(scene.began.elapsed()));

    let mut rows = vec![String::new(), heading("command", "errors", "breaker, pool or budget")];
    rows.extend(commands);
    rows.extend([String::new(), heading("customers", "too late", "")]);
    rows.extend(customers);
    rows.extend([String::new(), format!("The warehouse is {}. Ctrl-C ends.", scene.mood)]);
    rows
}

fn heading(name: &str, errors: &str, state: &str) -> String {
    format!("\x1b[1m{name:<10}{:>7}{errors:>10}{:>8}{:>8}{:>14}  {state}\x1b[0m", "per s", "p50", "p99", "by fallback")
}

impl<'a> Row<'a> {
    fn of_command(command: &'a CommandSnapshot, state: String) -> Self {
        let (recent, latency) = (&command.recent, &command.latency);
        Self {
            // The last part of the path: `stock` of `storefront::calls::stock`.
            name: command.name.rsplit("::").next().unwrap_or_default(),
            count: recent.calls.sum(),
            errors: recent.calls.errors(),
            fallbacks: recent.fallback_success,
            p50: latency.p50,
            p99: latency.p99,
            state,
        }
    }

    fn of_customers(name: &'a str, customers: &Customers) -> Self {
        let visits = customers.visits();
        let recent: Vec<_> =
            visits.iter().filter(|visit| (visit.asked + visit.took).elapsed() <= RECENT).copied().collect();
        Self {
            name,
            count: count(&recent, |_| true),
            errors: count(&recent, |visit| !visit.is_in_time()),
            fallbacks: count(&recent, |visit| visit.got == Got::Fallback),
            p50: quantile(&recent, 50),
            p99: quantile(&recent, 99),
            state: String::new(),
        }
    }

    fn laid_out(&self, counted_for: Duration) -> String {
        let rate = rate(self.count, counted_for.min(RECENT));
        let (errors, fallbacks) = (percent(self.errors, self.count), percent(self.fallbacks, self.count));
        let [p50, p99] = [self.p50, self.p99].map(|wait| wait.map(short).unwrap_or_default());
        let Self { name, state, .. } = self;
        format!("{name:<10}{rate:>7.1}{errors:>8.1} %{p50:>8}{p99:>8}{fallbacks:>12.1} %  {state}")
    }
}

fn short(wait: Duration) -> String {
    match wait.as_micros() {
        micros @ ..1_000 => format!("{micros} µs"),
        micros @ ..10_000 => format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100),
        micros => format!("{} ms", micros / 1_000),
    }
}

fn state(breaker: &BreakerSnapshot) -> String {
    let colour = match breaker.state {
        BreakerState::Closed => "\x1b[32m",
        BreakerState::HalfOpen => "\x1b[33m",
        _ => "\x1b[31m",
    };
    let wait = breaker.retry_after.map(|wait| format!(", {:.1} s left", wait.as_secs_f64())).unwrap_or_default();
    format!("{colour}{}\x1b[0m{wait}", breaker.state)
}

fn threads(PoolSnapshot { active, queued, settings, .. }: &PoolSnapshot) -> String {
    format!("{active} of {} threads at work, {queued} wait", settings.threads)
}

fn budget(RetrySnapshot { left, retries, refused, .. }: &RetrySnapshot) -> String {
    match left {
        Some(left) => format!("{left} retries left, {retries} made, {refused} not"),
        None => "no budget".to_owned(),
    }
}
