//! `benches/instructions.toml`: how many instructions the main paths may take.

use std::fs;
use std::path::{Path, PathBuf};

use crate::line::ROOT;

/// How far a count may be over its limit, in percent, unless its row says otherwise: other versions of libc differ by less.
const SLACK: f64 = 5.0;

/// The file.
#[derive(Debug, PartialEq)]
pub(super) struct Limits {
    /// Where they were recorded: the architecture and the compiler.
    pub(super) recorded_on: String,
    pub(super) rows: Vec<Limit>,
}

/// One row.
#[derive(Debug, PartialEq)]
pub(super) struct Limit {
    pub(super) name: String,
    pub(super) instructions: f64,
    /// Percent.
    pub(super) slack: f64,
}

impl Limits {
    /// Reads the file.
    pub(super) fn load() -> Result<Self, String> {
        let text = fs::read_to_string(path()).map_err(|error| format!("cannot read {}: {error}", path().display()))?;
        Self::read(&text).ok_or_else(|| format!("{} is not as it was recorded; {REMEDY}", path().display()))
    }

    /// Writes the file; rows keep the slack that they have.
    pub(super) fn save(&self) -> Result<(), String> {
        fs::write(path(), self.write()).map_err(|error| format!("cannot write {}: {error}", path().display()))
    }

    /// Makes limits out of counts, with the slack that rows had before.
    pub(super) fn of(recorded_on: String, counts: &[(String, f64)], before: Option<&Self>) -> Self {
        let slack = |name: &str| {
            let rows = before.map_or(&[][..], |before| &before.rows);
            rows.iter().find(|row| row.name == name).map_or(SLACK, |row| row.slack)
        };
        let rows = counts.iter().map(|(name, instructions)| Limit {
            name: name.clone(),
            instructions: instructions.round(),
            slack: slack(name),
        });
        Self { recorded_on, rows: rows.collect() }
    }

    fn read(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut limits = Self { recorded_on: String::new(), rows: Vec::new() };
        for line in lines {
            if let Some(name) = line.strip_prefix('[') {
                let name = name.strip_suffix(']')?.to_owned();
                limits.rows.push(Limit { name, instructions: f64::NAN, slack: SLACK });
                continue;
            }
            let (key, value) = line.split_once('=')?;
            match (key.trim(), value.trim(), limits.rows.last_mut()) {
                ("recorded_on", value, None) => limits.recorded_on = value.trim_matches('"').into(),
                ("instructions", value, Some(row)) => row.instructions = value.parse().ok()?,
                ("slack", value, Some(row)) => row.slack = value.parse().ok()?,
                _ => return None,
            }
        }
        limits.rows.iter().all(|row| row.instructions.is_finite()).then_some(limits)
    }

    fn write(&self) -> String {
        let mut text = format!(
            "# The most instructions that one call may take, less those of the bare work, and the slack in percent.\n\
             # Counted by callgrind in `cargo xtask test --only instructions`; written by `cargo xtask bench --record`.\n\
             recorded_on = \"{}\"\n",
            self.recorded_on
        );
        for Limit { name, instructions, slack } in &self.rows {
            text += &format!("\n[{name}]\ninstructions = {instructions}\nslack = {slack}\n");
        }
        text
    }
}

/// What to do when a path costs something else on purpose.
pub(super) const REMEDY: &str = "if it is meant, record it: cargo xtask bench --record";

fn path() -> PathBuf {
    Path::new(ROOT).join("benches/instructions.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_they_are_written() {
        let counts = [("closed".to_owned(), 66.4), ("open".to_owned(), 20.0)];
        let mut limits = Limits::of("x86_64, rustc 1.95.0".into(), &counts, None);
        limits.rows[1].slack = 10.0;
        assert_eq!(limits.rows[0], Limit { name: "closed".into(), instructions: 66.0, slack: SLACK });
        assert_eq!(Limits::read(&limits.write()).as_ref(), Some(&limits));

        let again = Limits::of(String::new(), &[("open".into(), 30.0)], Some(&limits));
        assert_eq!(again.rows, [Limit { name: "open".into(), instructions: 30.0, slack: 10.0 }]);
    }

    #[test]
    fn what_was_never_written_is_refused() {
        for text in ["[closed]", "[closed]\nintructions = 3", "instructions = 3", "[closed]\ninstructions = many"] {
            assert_eq!(Limits::read(text), None, "{text}");
        }
    }
}
