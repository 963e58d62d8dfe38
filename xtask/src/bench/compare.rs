//! Dyno beside its peers.

use std::fs;

use crate::bench::Options;
use crate::bench::callgrind::Callgrind;
use crate::bench::package::Program;

/// Measures times and allocations in one process, and instructions of each candidate alone.
pub(super) fn run(options: &Options) -> Result<String, String> {
    let peers = Program::build("peers")?;
    let scenario: Vec<&str> = options.scenario().into_iter().collect();
    let names = peers.output(&[&["list"], scenario.as_slice()].concat())?;
    let names: Vec<String> = names.lines().map(String::from).collect();
    let counts = instructions(&peers, &names)?;
    let path = peers.path().with_file_name("instructions.txt");
    fs::write(&path, counts).map_err(|error| format!("cannot write {}: {error}", path.display()))?;

    eprintln!("times of {} candidates", names.len());
    let path = path.to_string_lossy();
    let mut args = vec!["compare", "--instructions", &path];
    args.extend(options.quick.then_some("--quick"));
    args.extend(options.is_json().then_some("--json"));
    peers.output(&[args, scenario].concat())
}

/// Lines of a name and its instructions for a call; none where they cannot be counted.
fn instructions(peers: &Program, names: &[String]) -> Result<String, String> {
    let callgrind = match Callgrind::find() {
        Ok(callgrind) => callgrind,
        Err(reason) => {
            eprintln!("SKIPPED: {reason}");
            return Ok(String::new());
        }
    };
    eprintln!("instructions of {} candidates", names.len());
    let counts = callgrind.per_call(peers.path(), names)?;
    let lines: Vec<String> = names.iter().zip(counts).map(|(name, count)| format!("{name} {count:.1}")).collect();
    Ok(lines.join("\n"))
}
