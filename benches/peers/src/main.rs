//! Dyno beside its peers: each scenario has its candidates, each candidate its figures, dyno's also their targets.

mod candidate;
mod measure;
mod report;
mod scenario;
mod target;

use std::process::ExitCode;
use std::{env, fs};

use candidate::Candidate;
use measure::Plan;
use paths::counting::Counting;
use paths::repeat::{counted_calls, sum_of};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<(), String> {
    match args {
        ["list", only @ ..] => {
            let scenarios = scenario::chosen(only)?;
            let candidates = scenarios.iter().flat_map(|scenario| &scenario.candidates);
            for candidate in candidates.filter(|candidate| !candidate.is_apart) {
                println!("{}", candidate.id);
            }
            Ok(())
        }
        ["repeat", id, calls] => repeat(id, calls.parse().map_err(|_| format!("`{calls}` is no number"))?),
        ["compare", options @ ..] => compare(options),
        _ => Err("usage: peers list [SCENARIO] | repeat CANDIDATE CALLS | \
                  compare [--quick] [--json] [--instructions FILE] [SCENARIO]"
            .into()),
    }
}

/// Runs one candidate alone, for callgrind.
fn repeat(id: &str, calls: u64) -> Result<(), String> {
    let scenarios = scenario::chosen(&id.split('/').take(1).collect::<Vec<_>>())?;
    let candidate = scenarios.into_iter().flat_map(|scenario| scenario.candidates).find(|candidate| candidate.id == id);
    let Candidate { run, .. } = candidate.ok_or_else(|| format!("there is no candidate `{id}`"))?;
    if counted_calls(&*run, calls) == sum_of(calls) { Ok(()) } else { Err(format!("{id} did not do its work")) }
}

fn compare(options: &[&str]) -> Result<(), String> {
    let mut plan = Plan::default();
    let (mut as_json, mut only, mut instructions) = (false, Vec::new(), String::new());
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--quick" => plan = Plan::quick(),
            "--json" => as_json = true,
            "--instructions" => {
                let path = options.next().ok_or("--instructions wants a file")?;
                instructions = fs::read_to_string(path).map_err(|error| format!("cannot read {path}: {error}"))?;
            }
            name => only.push(name),
        }
    }
    let scenarios = scenario::chosen(&only)?;
    let figures = measure::measure(&scenarios, &plan, &instructions)?;
    print!("{}", if as_json { report::json(&scenarios, &figures) } else { report::table(&scenarios, &figures) });
    Ok(())
}
