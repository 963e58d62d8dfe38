//! What a call takes while the page is open, and while an operator is at work, beside what it takes while nobody is there.

mod phase;
mod report;
mod steering;
mod watching;

use std::env;
use std::process::ExitCode;

use dyno::Command;

use crate::phase::{Phase, Round};
use crate::steering::Steering;
use crate::watching::Watching;

/// As many as a service may have.
const COMMANDS: u32 = 40;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (mut rounds, mut as_json) = (20, false);
    for arg in &args {
        match &**arg {
            "--quick" => rounds = 5,
            "--json" => as_json = true,
            unknown => {
                eprintln!("`{unknown}` is not known; usage: watched [--quick] [--json]");
                return ExitCode::FAILURE;
            }
        }
    }
    match measure(rounds) {
        Ok(rounds) => {
            print!("{}", if as_json { report::json(&rounds) } else { report::table(&rounds) });
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Takes phases without anybody, with a page, and with an operator in turn.
fn measure(rounds: usize) -> Result<Vec<Round>, String> {
    let build = |at| Command::builder(format!("command {at}")).build().map_err(|error| error.to_string());
    let _others = (0..COMMANDS).map(build).collect::<Result<Vec<_>, _>>()?;
    let round = |_| {
        let alone = Phase::measure()?;
        let watching = Watching::begin()?;
        let watched = Phase::measure()?;
        watching.end();
        let steering = Steering::begin();
        let steered = Phase::measure()?;
        steering.end()?;
        Ok(Round { alone, watched, steered })
    };
    (0..rounds).map(round).collect()
}
