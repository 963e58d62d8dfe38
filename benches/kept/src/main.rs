//! What caches keep: how often those who ask find it, and how many bytes it takes. Nothing is timed.

mod hits;
mod memory;
mod report;
mod shelf;
mod trace;

use std::env;
use std::process::ExitCode;

use paths::counting::Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (mut is_quick, mut as_json) = (false, false);
    for arg in &args {
        match &**arg {
            "--quick" => is_quick = true,
            "--json" => as_json = true,
            unknown => {
                eprintln!("`{unknown}` is not known; usage: kept [--quick] [--json]");
                return ExitCode::FAILURE;
            }
        }
    }
    let (ratios, bytes) = (hits::all(if is_quick { 200_000 } else { 2_000_000 }), memory::all());
    print!("{}", if as_json { report::json(&ratios, &bytes) } else { report::table(&ratios, &bytes) });
    ExitCode::SUCCESS
}
