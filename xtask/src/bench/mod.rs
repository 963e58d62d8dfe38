//! `cargo xtask bench`: dyno beside its peers, its curves, a hot key that expires, what caches keep, what an open page costs and what it costs to compile.

mod callgrind;
mod compare;
mod compile;
mod functions;
mod gate;
mod growth;
mod kept;
mod limits;
mod machine;
mod options;
mod package;
mod page;
mod stampede;
mod watched;

use std::time::Instant;

pub(crate) use self::gate::check;
use self::options::Output;
pub(crate) use self::options::{Options, USAGE};

/// Runs what was asked for.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    if options.record {
        return gate::record();
    }
    let begun = Instant::now();
    let parts = PARTS.iter().filter(|part| options.wants(part.name)).map(|part| {
        eprintln!("\n== {}", part.name);
        (part.run)(options).map(|text| (part.name, text))
    });
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    print(&parts, options.is_json());
    if options.output == Output::Page {
        match options.only {
            None => page::write(&parts)?,
            Some(_) => page::write_again(&parts)?,
        }
    }
    eprintln!("== measured in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// What can be measured by itself.
struct Part {
    name: &'static str,
    /// Answers a text for people, or JSON, as the options ask.
    run: fn(&Options) -> Result<String, String>,
}

const PARTS: &[Part] = &[
    Part { name: options::COMPARE, run: compare::run },
    Part { name: options::GROWTH, run: growth::run },
    Part { name: options::STAMPEDE, run: stampede::run },
    Part { name: options::KEPT, run: kept::run },
    Part { name: options::WATCHED, run: watched::run },
    Part { name: options::COMPILE, run: compile::run },
];

fn print(parts: &[(&str, String)], json: bool) {
    if !json {
        println!("{}\n", machine::describe());
        for (_, text) in parts {
            println!("{text}");
        }
        return;
    }
    let parts: Vec<String> = parts.iter().map(|(name, text)| format!("{:?}: {}", name, text.trim_end())).collect();
    println!("{{\n{:?}: {:?},\n{}\n}}", "machine", machine::describe(), parts.join(",\n"));
}
