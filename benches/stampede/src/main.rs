//! One hot key that expires: how often it is made, and who waits for it. First in virtual time, where chance is all that differs, then beside
//! peers in real time.

mod live;
mod picture;
mod report;
mod way;
mod world;

use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use way::Way;
use world::{Load, Seen};

/// A load, and what became of it in each way.
pub(crate) struct Block {
    pub(crate) about: &'static str,
    pub(crate) rows: Vec<(Way, Seen)>,
}

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
    let (mut is_quick, mut as_json, mut to) = (false, false, None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "--quick" => is_quick = true,
            "--json" => as_json = true,
            "--picture" => to = Some(*args.next().ok_or("--picture wants a file")?),
            unknown => {
                return Err(format!("`{unknown}` is not known; usage: stampede [--quick] [--json] [--picture FILE]"));
            }
        }
    }
    let blocks = simulated(if is_quick { 1 } else { 10 });
    let live = live::all()?;
    if let Some(path) = to {
        let picture = picture::draw(&blocks[0].rows);
        fs::write(path, picture).map_err(|error| format!("cannot write {path}: {error}"))?;
    }
    print!("{}", if as_json { report::json(&blocks, &live) } else { report::table(&blocks, &live) });
    Ok(())
}

const ALL: [Way; 4] = [Way::Plain, Way::Flight, Way::Paper, Way::Default];
const BOUNDS: [Way; 5] =
    [Way::Bound(1.0), Way::Bound(2.0), Way::Bound(3.0), Way::Bound(5.0), Way::Bound(f64::INFINITY)];

/// Runs each load in each way, over so many tens of ttls.
fn simulated(tens: u32) -> Vec<Block> {
    let ways = || ALL.into_iter().chain(BOUNDS);
    let runs = |about, gap, (ttl, ttls)| {
        let load = Load { gap, ttl: Duration::from_millis(ttl), ttls };
        Block { about, rows: ways().map(|way| (way, world::run(way, &load))).collect() }
    };
    vec![
        runs("1,000 requests a second, ttl 10 s", Duration::from_millis(1), (10_000, 10 * tens)),
        runs("20,000 requests a second, ttl 10 s", Duration::from_micros(50), (10_000, 10 * tens)),
        runs("one request in 2 s, ttl 10 s", Duration::from_secs(2), (10_000, 500 * tens)),
        runs("1,000 requests a second, ttl 0.5 s", Duration::from_millis(1), (500, 200 * tens)),
    ]
}
