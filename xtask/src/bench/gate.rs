//! The gate on instructions: counts are the same on every run, times are not.

use std::env::consts::ARCH;

use crate::bench::callgrind::Callgrind;
use crate::bench::limits::{Limit, Limits, REMEDY};
use crate::bench::machine;
use crate::bench::package::Program;

/// Compares the main paths with their limits.
pub(crate) fn check() -> Result<(), String> {
    let limits = Limits::load()?;
    if limits.recorded_on.split(',').next() != Some(ARCH) {
        println!("SKIPPED: the limits are those of {}, and this is {ARCH}", limits.recorded_on);
        return Ok(());
    }
    let callgrind = match Callgrind::find() {
        Ok(callgrind) => callgrind,
        Err(reason) => {
            println!("SKIPPED: {reason}");
            return Ok(());
        }
    };
    let counts = count(&callgrind)?;
    println!("{:<14}{:>8}{:>8}{:>8}", "a call of", "counts", "limit", "slack");
    let mut problems = Vec::new();
    for (name, count) in &counts {
        let Some(limit) = limits.rows.iter().find(|row| row.name == *name) else {
            problems.push(format!("`{name}` has no limit"));
            continue;
        };
        println!("{name:<14}{count:>8.0}{:>8.0}{:>6.0} %", limit.instructions, limit.slack);
        match judge(limit, *count) {
            Verdict::Within => {}
            Verdict::Cheaper => println!("  it has become cheaper: record it, so that it stays so"),
            Verdict::Dearer => {
                problems.push(format!("`{name}` takes {count:.0} instructions, {} are allowed", limit.instructions));
            }
        }
    }
    for row in limits.rows.iter().filter(|row| counts.iter().all(|(name, _)| *name != row.name)) {
        problems.push(format!("`{}` has a limit and is no path", row.name));
    }
    if problems.is_empty() {
        return Ok(());
    }
    let compared = format!("recorded on {}, counted on {}", limits.recorded_on, here());
    Err(format!("{}\n{compared}\n{REMEDY}", problems.join("\n")))
}

/// Counts the main paths and makes the counts their limits.
pub(super) fn record() -> Result<(), String> {
    let counts = count(&Callgrind::find()?)?;
    let limits = Limits::of(here(), &counts, Limits::load().ok().as_ref());
    limits.save()?;
    for Limit { name, instructions, .. } in &limits.rows {
        println!("{name:<14}{instructions:>8}");
    }
    Ok(())
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Within,
    Cheaper,
    Dearer,
}

fn judge(limit: &Limit, count: f64) -> Verdict {
    // A path of a few instructions may take one more.
    let slack = (limit.instructions * limit.slack / 100.0).max(1.0);
    if count > limit.instructions + slack {
        Verdict::Dearer
    } else if count < limit.instructions - slack {
        Verdict::Cheaper
    } else {
        Verdict::Within
    }
}

/// Counts each path, less the bare work that it names.
fn count(callgrind: &Callgrind) -> Result<Vec<(String, f64)>, String> {
    let paths = Program::build("paths")?;
    let list = paths.output(&["list"])?;
    let pairs: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once(' ')).collect();
    let names: Vec<String> = pairs.iter().map(|(name, _)| (*name).to_owned()).collect();
    let counts = callgrind.per_call(paths.path(), &names)?;
    let count_of = |wanted: &str| names.iter().zip(&counts).find(|(name, _)| *name == wanted).map(|(_, count)| *count);
    let counts = pairs.iter().filter(|(name, less)| name != less).map(|(name, less)| {
        let own = count_of(name).zip(count_of(less)).map(|(count, less)| count - less);
        own.map(|own| ((*name).to_owned(), own)).ok_or_else(|| format!("`{name}` is less an unknown path"))
    });
    counts.collect()
}

fn here() -> String {
    format!("{ARCH}, {}", machine::rustc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_held_to_its_limit_and_slack() {
        let limit = Limit { name: "closed".into(), instructions: 100.0, slack: 5.0 };
        assert_eq!(judge(&limit, 105.0), Verdict::Within);
        assert_eq!(judge(&limit, 105.5), Verdict::Dearer);
        assert_eq!(judge(&limit, 94.0), Verdict::Cheaper);
        let short = Limit { instructions: 4.0, ..limit };
        assert_eq!(judge(&short, 5.0), Verdict::Within);
        assert_eq!(judge(&short, 5.5), Verdict::Dearer);
    }
}
