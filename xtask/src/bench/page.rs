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

/// Writes some parts of the page anew, where they stand, and leaves the others and the machine as they are.
pub(super) fn write_again(parts: &[(&str, String)]) -> Result<(), String> {
    let path = Path::new(ROOT).join("docs/benchmarks.md");
    let page = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let page = parts.iter().fold(page, |page, (name, text)| replaced(&page, name, text));
    fs::write(&path, page).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    eprintln!("written: docs/benchmarks.md");
    Ok(())
}

/// The page with one part of it replaced, or put before the first of those that come after it.
fn replaced(page: &str, name: &str, text: &str) -> String {
    let find = |name: &str| page.find(&format!("\n## {}\n", title(name)));
    let end_of = |from: usize| page[from + 1..].find("\n## ").map_or(page.len(), |at| from + 1 + at);
    let mut later = super::PARTS.iter().map(|part| part.name).skip_while(|part| *part != name).skip(1);
    let (from, to) = match find(name) {
        Some(from) => (from, end_of(from)),
        None => {
            let at = later.find_map(find).unwrap_or(page.len());
            (at, at)
        }
    };
    format!("{}{}{}", &page[..from], section(name, text), &page[to..])
}

fn page(parts: &[(&str, String)]) -> String {
    let mut page = HEAD.replace("{machine}", &machine::describe());
    for (name, text) in parts {
        page += &section(name, text);
    }
    page
}

fn section(name: &str, text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let picture = if name == super::options::STAMPEDE { "\n![who waits at each moment](stampede.svg)\n" } else { "" };
    format!("\n## {}\n\n```text\n{}\n```\n{picture}", title(name), lines.join("\n").trim_end())
}

fn title(part: &str) -> &str {
    match part {
        super::options::COMPARE => "Beside its peers",
        super::options::GROWTH => "From one to very many",
        super::options::STAMPEDE => "A hot key that expires",
        super::options::KEPT => "What caches keep",
        super::options::WATCHED => "With an open page, and with an operator",
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
- What caches keep is not timed: shares and bytes, by traces that are the same each time.
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

    #[test]
    fn a_part_is_written_anew_where_it_stands() {
        let [compare, stampede, compile] = ["compare", "stampede", "compile"].map(|name| (name, format!("{name} 1\n")));
        let before = page(&[compare.clone(), stampede.clone(), compile.clone()]);
        let kept = ("kept", "kept 1\n".to_owned());
        let with_kept = replaced(&before, "kept", &kept.1);
        assert_eq!(with_kept, page(&[compare.clone(), stampede, kept.clone(), compile.clone()]));
        let again = replaced(&with_kept, "stampede", "stampede 2\n");
        assert_eq!(again, page(&[compare.clone(), ("stampede", "stampede 2\n".into()), kept, compile]));
        let alone = page(std::slice::from_ref(&compare));
        assert_eq!(replaced(&alone, "compile", "x\n"), page(&[compare, ("compile", "x\n".into())]));
    }
}
