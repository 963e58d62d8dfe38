//! Counts instructions with valgrind's callgrind, which installs itself where that is allowed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::tool::Tool;

/// Calls in the shorter of two runs. What is made at the first call is the same in both, and falls out.
const FEW: u64 = 2_000;
const MANY: u64 = 22_000;

/// Callgrind, found on this machine.
#[derive(Debug)]
pub(super) struct Callgrind(());

impl Callgrind {
    /// Finds it, or installs it as root; otherwise says why there is none, and what would help.
    pub(super) fn find() -> Result<Self, String> {
        Tool::find("valgrind", "valgrind", "instructions are not counted").map(|_| Self(()))
    }

    /// Counts the instructions of one call for each of these names: the program is run as `program repeat NAME CALLS`.
    pub(super) fn per_call(&self, program: &Path, names: &[String]) -> Result<Vec<f64>, String> {
        let side_by_side = thread::available_parallelism().map_or(1, usize::from);
        let mut counts = Vec::new();
        for names in names.chunks(side_by_side) {
            let counted: Vec<_> = thread::scope(|scope| {
                let runs: Vec<_> = names.iter().map(|name| scope.spawn(|| self.one(program, name))).collect();
                runs.into_iter().map(|run| run.join().expect("a count answers or fails")).collect()
            });
            counts.extend(counted);
        }
        counts.into_iter().collect()
    }

    #[allow(clippy::cast_precision_loss)]
    fn one(&self, program: &Path, name: &str) -> Result<f64, String> {
        let (few, many) = (self.count(program, name, FEW)?, self.count(program, name, MANY)?);
        Ok(many.saturating_sub(few) as f64 / (MANY - FEW) as f64)
    }

    fn count(&self, program: &Path, name: &str, calls: u64) -> Result<u64, String> {
        let Self(()) = self;
        let mut command = Command::new("valgrind");
        // What other threads do meanwhile, a timer's for instance, is not collected either.
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*counted_calls*"]);
        command.arg(program).args(["repeat", name]);
        let output = command.arg(calls.to_string()).stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("cannot start: {command:?}\n{error}"))?;
        let told = String::from_utf8_lossy(&output.stderr);
        let collected = told.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim());
        match collected.and_then(|count| count.parse().ok()) {
            Some(count) if output.status.success() => Ok(count),
            _ => Err(format!("this failed: {command:?}\n{told}")),
        }
    }
}
