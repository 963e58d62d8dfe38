//! What the outage cost: guarded beside bare, and whether guarding kept its word.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::figures::{count, percent, quantile};
use crate::load::{BUDGET, Got, Visit};

/// A shop is back when so many customers in a row got a page that is all fresh.
const IN_A_ROW: usize = 10;

/// One outage as both shops went through it.
#[derive(Serialize)]
pub(crate) struct Report {
    guarded: Side,
    bare: Side,
    reviews: Reviews,
    retries: Retries,
    /// The promises that guarding did not keep; none if all is well.
    pub(crate) broken: Vec<String>,
    /// Played to its end.
    #[serde(skip)]
    pub(crate) is_whole: bool,
}

#[derive(Serialize)]
pub(crate) struct Side {
    pages: u64,
    answered_within_budget: u64,
    answered_by_fallback: u64,
    p99_ms: Option<u128>,
    calls_to_dead_service: u64,
    recovery_ms: Option<u128>,
}

/// Where the counts of reviews came from that the warehouse had no answer for.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Reviews {
    /// The last that was known, from the cache.
    pub(crate) stale: u64,
    /// None was, so there was none on the page.
    pub(crate) by_fallback: u64,
}

/// What came of calls that are attempted up to three times, and of nothing else, while the service was dead.
#[derive(Serialize)]
pub(crate) struct Retries {
    /// How often either was called.
    pub(crate) calls: u64,
    /// What hit the dead service for that within a budget.
    pub(crate) budgeted: u64,
    /// The same without one.
    pub(crate) unbudgeted: u64,
}

impl Report {
    /// Judges an outage that was played to its end, whose breakers stay open for `open_for`.
    pub(crate) fn of_whole(guarded: Side, bare: Side, reviews: Reviews, retries: Retries, open_for: Duration) -> Self {
        let mut broken = Vec::new();
        if guarded.answered_within_budget * 100 < guarded.pages * 99 {
            let share = percent(guarded.answered_within_budget, guarded.pages);
            broken
                .push(format!("guarded answered {share:.1} % of its pages within {} ms, not 99 %", BUDGET.as_millis()));
        }
        let (sent, bare_sent) = (guarded.calls_to_dead_service, bare.calls_to_dead_service);
        if sent * 10 > bare_sent {
            broken.push(format!("guarded sent the dead service {sent} calls, over a tenth of the {bare_sent} of bare"));
        }
        let limit = (open_for + Duration::from_secs(2)).as_millis();
        match guarded.recovery_ms {
            Some(took) if took <= limit => {}
            Some(took) => broken.push(format!("guarded was back {took} ms after the service, not within {limit} ms")),
            None => broken.push(format!("guarded did not come back, let alone within {limit} ms")),
        }
        let Reviews { stale, by_fallback } = reviews;
        if by_fallback >= stale {
            broken.push(format!("{by_fallback} counts of reviews came from the fallback, and {stale} from the cache"));
        }
        let Retries { calls, budgeted, .. } = retries;
        // A fifth of the calls, of which some began just before, and ten in each ten seconds that have begun.
        let most = calls + (calls + 10) / 5 + 20;
        if budgeted > most {
            broken.push(format!("a retry within its budget made {budgeted} attempts of {calls} calls, over {most}"));
        }
        Self { guarded, bare, reviews, retries, broken, is_whole: true }
    }

    /// Shows what there is of an outage that was broken off.
    pub(crate) fn of_part(guarded: Side, bare: Side, reviews: Reviews, retries: Retries) -> Self {
        let broken = vec!["interrupted before the outage was over".to_owned()];
        Self { guarded, bare, reviews, retries, broken, is_whole: false }
    }
}

impl Side {
    /// Sums up the visits; `back` is when the service was up again, if it has been.
    pub(crate) fn of(visits: &[Visit], calls_to_dead_service: u64, back: Option<Instant>) -> Self {
        Self {
            pages: count(visits, |_| true),
            answered_within_budget: count(visits, Visit::is_in_time),
            answered_by_fallback: count(visits, |visit| visit.got == Got::Fallback),
            p99_ms: quantile(visits, 99).map(|wait| wait.as_millis()),
            calls_to_dead_service,
            recovery_ms: back.and_then(|back| recovery(visits, back)).map(|took| took.as_millis()),
        }
    }
}

fn recovery(visits: &[Visit], back: Instant) -> Option<Duration> {
    let mut after: Vec<_> = visits.iter().filter(|visit| visit.asked >= back).collect();
    after.sort_unstable_by_key(|visit| visit.asked);
    let first = after.windows(IN_A_ROW).find(|row| row.iter().all(|visit| visit.got == Got::Fresh))?[0];
    Some(first.asked + first.took - back)
}

/// Reads one figure of either side.
type Cell = fn(&Side) -> String;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: [(&str, Cell); 6] = [
            ("pages asked for", |side| side.pages.to_string()),
            ("answered within the budget", |side| format!("{:.1} %", percent(side.answered_within_budget, side.pages))),
            ("answered by a fallback", |side| format!("{:.1} %", percent(side.answered_by_fallback, side.pages))),
            ("p99 of a page", |side| milliseconds(side.p99_ms)),
            ("calls that hit the dead service", |side| side.calls_to_dead_service.to_string()),
            ("time to recover", |side| milliseconds(side.recovery_ms)),
        ];
        writeln!(f, "{:<34}{:>10}{:>10}", "", "guarded", "bare")?;
        for (what, of) in rows {
            writeln!(f, "{what:<34}{:>10}{:>10}", of(&self.guarded), of(&self.bare))?;
        }
        if !self.is_whole {
            return writeln!(f, "so far: the outage was not over");
        }
        writeln!(f, "(bare recovers at once because it never stopped asking; guarded does with its next probes)\n")?;
        let Reviews { stale, by_fallback } = self.reviews;
        writeln!(f, "{:<34}{:>10}{:>10}", "reviews, with no answer to be had", "stale", "fallback")?;
        writeln!(f, "{:<34}{stale:>10}{by_fallback:>10}\n", "counts on guarded pages")?;
        let Retries { calls, budgeted, unbudgeted } = self.retries;
        writeln!(f, "{:<34}{:>10}{:>10}", "nothing but a retry, up to 3 times", "budget", "no budget")?;
        writeln!(f, "{:<34}{calls:>10}{calls:>10}", "calls while the service was dead")?;
        writeln!(f, "{:<34}{budgeted:>10}{unbudgeted:>10}", "attempts that hit it")
    }
}

fn milliseconds(count: Option<u128>) -> String {
    count.map_or_else(|| "-".to_owned(), |count| format!("{count} ms"))
}
