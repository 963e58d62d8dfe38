//! A table for people, and JSON.

use serde_json::json;

use crate::COMMANDS;
use crate::phase::Phase;
use crate::watching::READERS;

pub(crate) fn table(rounds: &[(Phase, Phase)]) -> String {
    let of = |read: fn(&(Phase, Phase)) -> f64| median(rounds.iter().map(read).collect());
    let mut table = format!(
        "watched: a sync call through a closed breaker, in turn without and with the page, medians of {} rounds of 1.5 s each; \
         {COMMANDS} other commands\n\n  {:<48}{:>12}{:>16}\n",
        rounds.len(),
        "ns",
        "mean",
        "best batch"
    );
    let rows = [
        ("no page".to_owned(), of(|(alone, _)| alone.mean), of(|(alone, _)| alone.least)),
        (format!("open page, {READERS} who read its stream"), of(|(_, page)| page.mean), of(|(_, page)| page.least)),
    ];
    for (name, mean, least) in rows {
        table += &format!("  {name:<48}{mean:>12.2}{least:>16.2}\n");
    }
    table + &format!("  {:<48}{:>12.3}\n", "times, mean, in the same round", of(|(alone, page)| page.mean / alone.mean))
}

pub(crate) fn json(rounds: &[(Phase, Phase)]) -> String {
    let (alone, watched): (Vec<_>, Vec<_>) = rounds.iter().copied().unzip();
    json!({ "alone": alone, "watched": watched }).to_string()
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
