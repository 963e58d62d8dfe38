//! What dyno costs whoever compiles: attributes on many functions, and the library itself.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::bench::Options;
use crate::bench::functions::{COUNT, library};
use crate::bench::package::cargo;
use crate::line::ROOT;

/// The most that the attributes may add to a check, in seconds.
const MOST_ADDED: f64 = 1.5;

/// How many times tokio's time to build the library may take at most.
const MOST_TIMES: f64 = 1.5;

/// Measures all of it, runs of both sides in turn.
pub(super) fn run(options: &Options) -> Result<String, String> {
    let ground = Ground::prepare()?;
    let (checks, builds) = if options.quick { (3, 1) } else { (7, 3) };
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut note = |name, seconds| times.entry(name).or_default().push(seconds);
    eprintln!("{checks} checks of {COUNT} functions");
    for _ in 0..checks {
        note("annotated", ground.check("annotated", "0")?);
        note("bare", ground.check("bare", "0")?);
        note("annotated again", ground.check("annotated", "1")?);
        note("bare again", ground.check("bare", "1")?);
    }
    eprintln!("{builds} clean builds");
    for _ in 0..builds {
        note("dyno", ground.build("dyno")?);
        note("tokio", ground.build("tokio")?);
    }
    let median = |name: &str| middle(&times[name]);
    let rows = [
        Row {
            about: "cargo check from nothing",
            a: median("annotated"),
            b: median("bare"),
            aim: Aim::Adds(MOST_ADDED),
        },
        Row {
            about: "cargo check again, incremental",
            a: median("annotated again"),
            b: median("bare again"),
            aim: Aim::Adds(MOST_ADDED),
        },
        Row { about: "clean debug build", a: median("dyno"), b: median("tokio"), aim: Aim::Times(MOST_TIMES) },
    ];
    Ok(if options.is_json() { json(&rows) } else { table(&rows) })
}

/// What is compared: dyno's side and the other.
struct Row {
    about: &'static str,
    a: f64,
    b: f64,
    aim: Aim,
}

#[derive(Clone, Copy)]
enum Aim {
    /// So many seconds more at most.
    Adds(f64),
    /// So many times at most.
    Times(f64),
}

impl Row {
    fn reached(&self) -> f64 {
        match self.aim {
            Aim::Adds(_) => self.a - self.b,
            Aim::Times(_) => self.a / self.b,
        }
    }

    fn target(&self) -> f64 {
        let (Aim::Adds(target) | Aim::Times(target)) = self.aim;
        target
    }

    fn verdict(&self) -> String {
        let (reached, target) = (self.reached(), self.target());
        let what = match self.aim {
            Aim::Adds(_) => format!("at most {target} s more: {reached:.2} s"),
            Aim::Times(_) => format!("at most {target} x tokio: {reached:.2} x"),
        };
        if reached <= target {
            return format!("    met     {what}");
        }
        format!("    MISSED  {what}, by {:.0} %", (reached / target - 1.0) * 100.0)
    }
}

fn table(rows: &[Row]) -> String {
    let mut table = format!(
        "compile: {COUNT} functions with #[command] beside the same without, and dyno-runtime beside tokio (rt, time)\n  \
         medians of wall time, dependencies built before the checks\n\n  {:<36}{:>10}{:>10}\n",
        "seconds", "dyno", "without"
    );
    for row in rows {
        table += &format!("  {:<36}{:>10.2}{:>10.2}\n{}\n", row.about, row.a, row.b, row.verdict());
    }
    table
}

fn json(rows: &[Row]) -> String {
    let rows = rows.iter().map(|row| {
        format!(
            "  {{\"about\": {:?}, \"seconds\": {:.3}, \"without\": {:.3}, \"reached\": {:.3}, \"at_most\": {}}}",
            row.about,
            row.a,
            row.b,
            row.reached(),
            row.target()
        )
    });
    format!("[\n{}\n]", rows.collect::<Vec<_>>().join(",\n"))
}

fn middle(seconds: &[f64]) -> f64 {
    let mut sorted = seconds.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The scratch packages, with the versions of the main lock file.
struct Ground(PathBuf);

impl Ground {
    fn prepare() -> Result<Self, String> {
        let shared = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
        let ground = Self(Path::new(ROOT).join(shared).join("compile"));
        let runtime = Path::new(ROOT).canonicalize().map_err(|error| format!("cannot find {ROOT}: {error}"))?;
        let dyno = format!("dyno-runtime = {{ path = '{}' }}", runtime.join("dyno-runtime").display());
        let tokio = "tokio = { version = \"1\", default-features = false, features = [\"rt\", \"time\"] }";
        ground.write("annotated", &dyno, &library(true))?;
        ground.write("bare", &dyno, &library(false))?;
        ground.write("dyno", &dyno, "")?;
        ground.write("tokio", tokio, "")?;
        // What depends on nothing that changes is built once, in both ways.
        for incremental in ["0", "1"] {
            ground.check("annotated", incremental)?;
            ground.check("bare", incremental)?;
        }
        Ok(ground)
    }

    fn write(&self, name: &str, dependency: &str, library: &str) -> Result<(), String> {
        let write = || {
            let folder = self.0.join(name);
            fs::create_dir_all(folder.join("src"))?;
            let package =
                format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n");
            fs::write(folder.join("Cargo.toml"), format!("{package}\n[dependencies]\n{dependency}\n"))?;
            fs::write(folder.join("src/lib.rs"), library)?;
            fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).map(|_| ())
        };
        write().map_err(|error| format!("cannot write {}: {error}", self.0.join(name).display()))
    }

    /// Checks a package whose source is as if it had just been written, and answers the seconds.
    fn check(&self, name: &str, incremental: &str) -> Result<f64, String> {
        let source = self.0.join(name).join("src/lib.rs");
        let text = fs::read(&source).and_then(|text| fs::write(&source, text));
        text.map_err(|error| format!("cannot touch {}: {error}", source.display()))?;
        self.cargo(name, "check", &format!("target-{incremental}"), incremental)
    }

    /// Builds a package and all it needs from nothing, and answers the seconds.
    fn build(&self, name: &str) -> Result<f64, String> {
        let target = self.0.join("target-clean");
        if target.exists() {
            fs::remove_dir_all(&target).map_err(|error| format!("cannot remove {}: {error}", target.display()))?;
        }
        self.cargo(name, "build", "target-clean", "1")
    }

    fn cargo(&self, name: &str, subcommand: &str, target: &str, incremental: &str) -> Result<f64, String> {
        let mut cargo = Command::new(cargo());
        cargo.arg(subcommand).current_dir(self.0.join(name)).stdin(Stdio::null());
        cargo.env("CARGO_TARGET_DIR", self.0.join(target)).env("CARGO_INCREMENTAL", incremental);
        let begun = Instant::now();
        let output = cargo.output().map_err(|error| format!("cannot start: {cargo:?}\n{error}"))?;
        let seconds = begun.elapsed().as_secs_f64();
        if output.status.success() {
            return Ok(seconds);
        }
        Err(format!("this failed: {cargo:?}\n{}", String::from_utf8_lossy(&output.stderr)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_by_how_much_it_missed() {
        let row = Row { about: "check", a: 5.0, b: 2.0, aim: Aim::Adds(1.5) };
        assert_eq!(row.verdict(), "    MISSED  at most 1.5 s more: 3.00 s, by 100 %");
        let row = Row { aim: Aim::Times(2.5), ..row };
        assert_eq!(row.verdict(), "    met     at most 2.5 x tokio: 2.50 x");
        assert!((middle(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}
