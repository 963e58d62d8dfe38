//! The table: a block for each scenario, a line for each candidate, and below it its targets.

use crate::candidate::{Candidate, Scenario};
use crate::measure::{Figures, Reached, Spread};
use crate::target::Target;

/// Writes all scenarios, and how many targets are met.
pub(crate) fn table(scenarios: &[Scenario], figures: &[Vec<Figures>]) -> String {
    let mut table = String::new();
    for (scenario, figures) in scenarios.iter().zip(figures) {
        table += &format!("{}: {}\n", scenario.name, scenario.about);
        if !scenario.note.is_empty() {
            table += &format!("  {}\n", scenario.note);
        }
        table += &format!(
            "\n  {:<42}{:>26}{:>26}{:>9}{:>8}{:>8}\n",
            "ns a call: median (min, p25..p75)", "1 thread", "2 threads", "scaling", "instr", "allocs"
        );
        for (candidate, figures) in scenario.candidates.iter().zip(figures) {
            table += &line(candidate, figures);
        }
        table.push('\n');
    }
    let targets: Vec<&Reached> = figures.iter().flatten().flat_map(|figures| &figures.targets).collect();
    let missed = targets.iter().filter(|target| target.missed_by.is_some()).count();
    let unknown = targets.iter().filter(|target| target.reached.is_none()).count();
    let met = targets.len() - missed - unknown;
    table + &format!("{} targets: {met} met, {missed} missed, {unknown} not measured\n", targets.len())
}

fn line(candidate: &Candidate, figures: &Figures) -> String {
    let about = format!("{:<16} {}", candidate.name(), candidate.about);
    let [alone, together] = figures.times.map(spread);
    let scaling = figures.scaling.map_or("-".into(), |scaling| format!("{scaling:.2}"));
    let instructions = figures.instructions.map_or("-".into(), |count| format!("{count:.0}"));
    let mut line =
        if about.chars().count() < 42 { format!("  {about:<42}") } else { format!("  {about}\n  {:<42}", "") };
    line += &format!("{alone:>26}{together:>26}{scaling:>9}{instructions:>8}{:>8.1}\n", figures.allocations);
    for reached in &figures.targets {
        line += &verdict(reached);
    }
    line
}

fn spread(spread: Option<Spread>) -> String {
    let Some(Spread { min, p25, median, p75, .. }) = spread else {
        return "always interrupted".into();
    };
    let number = |value: f64| if value < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    format!("{} ({}, {}..{})", number(median), number(min), number(p25), number(p75))
}

fn verdict(Reached { target, reached, missed_by }: &Reached) -> String {
    let Some(reached) = reached else {
        return format!("    ?       {}: not measured\n", target.words());
    };
    let reached = match target {
        Target::Times { .. } | Target::Scales { .. } => format!("{reached:.2} x"),
        Target::Instructions { .. } => format!("{reached:.0}"),
        Target::Allocations { .. } => format!("{reached:.1}"),
    };
    match missed_by {
        None => format!("    met     {}: {reached}\n", target.words()),
        Some(share) if share.is_finite() => {
            format!("    MISSED  {}: {reached}, by {:.0} %\n", target.words(), share * 100.0)
        }
        Some(_) => format!("    MISSED  {}: {reached}\n", target.words()),
    }
}
