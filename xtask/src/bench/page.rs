//! `docs/benchmarks.md`, which is written and never edited.

use std::fs;
use std::path::Path;

use crate::bench::machine;
use crate::line::ROOT;

/// Writes the page out of what was measured.
pub(super) fn write(parts: &[(&str, String)]) -> Result<(), String> {
    let path = Path::new(ROOT).join("docs/benchmarks.md");
    let written = fs::create_dir_all(path.with_file_name("")).and_then(|()| fs::write(&path, page(parts)));
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    eprintln!("written: docs/benchmarks.md");
    Ok(())
}

fn page(parts: &[(&str, String)]) -> String {
    let mut page = HEAD.replace("{machine}", &machine::describe());
    for (name, text) in parts {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        page += &format!("\n## {}\n\n```text\n{}\n```\n", title(name), lines.join("\n").trim_end());
        if *name == super::options::STAMPEDE {
            page += "\n![who waits at each moment](stampede.svg)\n";
        }
    }
    page
}

fn title(part: &str) -> &str {
    match part {
        super::options::COMPARE => "Beside its peers",
        super::options::GROWTH => "From one to very many",
        super::options::STAMPEDE => "A hot key that expires",
        super::options::COMPILE => "What it costs to compile",
        other => other,
    }
}

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench --write`; edits would be lost. `cargo xtask bench` prints the same for your machine, and
`--only NAME` a part of it.

Measured on: {machine}.

## How to read this

- **Compare rows within one run.** Samples of all candidates are taken in turn, in one process: 60 rounds of about 1 ms each. A
  row has the median, and in brackets the minimum and the middle half. Samples in which a thread was interrupted are taken again.
- **2 threads** call one and the same object; the time is that of a call on each of them. *Scaling* is how many times the calls
  of one thread they make together: 2 is the most.
- **Targets** are ratios, medians over the rounds of what both took in the same round. They stand below the row they are for,
  with what was reached.
- **instr** are instructions of one call by callgrind, less those of the work itself: two runs of different length, so that
  making things falls out. They hardly depend on the machine, times do. **allocs** are allocations of one call.
- **pool**: other threads do the work, which interrupt those that call, so every sample counts; instructions of the thread that
  calls alone say nothing, and are left out.
- Everybody guards the same work, a function of one number that cannot fail but that no optimiser sees through. The first row of
  each block is that work alone. Times include it, instructions do not.
- Every call is checked: it must answer its argument (or be turned away where that is measured), and what dyno and prometheus
  count must be the number of calls in the end.
- Peers are used as their documentation shows and with their defaults, except where a default would end the measurement.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_machine_and_every_part() {
        let page = page(&[("compare", "closed   \n\n".into()), ("growth", "commands\n".into())]);
        assert!(!page.contains("{machine}"));
        assert!(page.contains("\n## Beside its peers\n\n```text\nclosed\n```\n"), "{page}");
        assert!(page.ends_with("```text\ncommands\n```\n"), "{page}");
    }
}
