//! A table for people, and JSON.

use serde_json::json;

use crate::COMMANDS;
use crate::phase::{Phase, Round};
use crate::steering::CHANGES_A_MINUTE;
use crate::watching::READERS;

pub(crate) fn table(rounds: &[Round]) -> String {
    let of = |read: &dyn Fn(&Round) -> f64| median(rounds.iter().map(read).collect());
    let mut table = format!(
        "watched: a sync call through a closed breaker, in turn alone, with the page, and with an operator; medians of {} rounds of \
         1.5 s each; {COMMANDS} other commands\n\n  {:<48}{:>12}{:>16}{:>16}\n",
        rounds.len(),
        "ns",
        "mean",
        "of alone",
        "best batch"
    );
    let rows: [(String, fn(&Round) -> Phase); 3] = [
        ("alone".to_owned(), |round| round.alone),
        (format!("open page, {READERS} who read its stream"), |round| round.watched),
        (format!("{CHANGES_A_MINUTE} changes a minute of the breaker's settings"), |round| round.steered),
    ];
    for (name, phase) in rows {
        let mean = of(&|round| phase(round).mean);
        let of_alone = of(&|round| phase(round).mean / round.alone.mean);
        let least = of(&|round| phase(round).least);
        table += &format!("  {name:<48}{mean:>12.2}{of_alone:>16.3}{least:>16.2}\n");
    }
    table
}

pub(crate) fn json(rounds: &[Round]) -> String {
    json!({ "rounds": rounds }).to_string()
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
