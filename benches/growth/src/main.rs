//! Curves: what a command, a breaker, a call in flight and a further thread cost, from one to very many.

mod commands;
mod curve;
mod in_flight;
mod submitted;
mod threads;

use std::env;
use std::process::ExitCode;

use curve::Curve;
use paths::counting::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Measures something up to a number of it.
type Measure = fn(u64) -> Result<Curve, String>;

const CURVES: &[Measure] = &[
    commands::by_attribute,
    commands::by_builder,
    commands::breakers,
    in_flight::bare,
    in_flight::tokio,
    in_flight::dyno,
    submitted::to_a_pool,
    submitted::to_tokio,
    threads::on_one,
];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    if let Some(unknown) = args.iter().find(|arg| !["--quick", "--json"].contains(&arg.as_str())) {
        eprintln!("`{unknown}` is not known; usage: growth [--quick] [--json]");
        return ExitCode::FAILURE;
    }
    let most = if args.iter().any(|arg| arg == "--quick") { 10_000 } else { 1_000_000 };
    match CURVES.iter().map(|measure| measure(most)).collect::<Result<Vec<_>, _>>() {
        Ok(curves) => {
            let as_json = args.iter().any(|arg| arg == "--json");
            print!("{}", if as_json { curve::json(&curves) } else { curve::table(&curves) });
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
