//! What stands behind `cargo xtask bench`.

/// The scenarios beside the peers: the part that is also asked for by the name of a scenario.
pub(super) const COMPARE: &str = "compare";

/// Curves over powers of ten.
pub(super) const GROWTH: &str = "growth";

/// A hot key that expires.
pub(super) const STAMPEDE: &str = "stampede";

/// What caches keep.
pub(super) const KEPT: &str = "kept";

/// What a call takes while the page is open.
pub(super) const WATCHED: &str = "watched";

/// What it costs to compile.
pub(super) const COMPILE: &str = "compile";

/// The lines about it in the usage.
pub(crate) const USAGE: &str = "       cargo xtask bench [--quick] [--json] [--only NAME]
                                       dyno beside its peers, its growth, a hot key that expires, what caches
                                       keep, what an open page costs and what it costs to compile; NAME
                                       is `compare`, `growth`, `stampede`, `kept`, `watched`, `compile`
                                       or a scenario
       cargo xtask bench --write [--only NAME]
                                       writes docs/benchmarks.md as well, or that part of it
       cargo xtask bench --record      makes the instructions of the main paths their limits";

/// What was asked for.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    pub(super) output: Output,
    pub(super) only: Option<String>,
    pub(super) quick: bool,
    /// Records limits and measures nothing else.
    pub(super) record: bool,
}

/// Where to what was measured goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Output {
    #[default]
    Terminal,
    Json,
    /// The terminal, and `docs/benchmarks.md`.
    Page,
}

impl Options {
    /// Reads what stands behind `bench`.
    pub(crate) fn parse(args: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match *arg {
                "--json" => options.output = Output::Json,
                "--quick" => options.quick = true,
                "--record" => options.record = true,
                "--write" => options.output = Output::Page,
                "--only" => options.only = Some((*args.next().ok_or("--only wants a name")?).to_owned()),
                unknown => return Err(format!("`bench` has no option `{unknown}`")),
            }
        }
        if options.output == Output::Page && (options.scenario().is_some() || options.quick) {
            return Err("--write is for whole parts of the page: neither --quick nor a scenario goes with it".into());
        }
        Ok(options)
    }

    /// Tells whether a part was asked for.
    pub(super) fn wants(&self, part: &str) -> bool {
        match self.only.as_deref() {
            None => true,
            Some(only) if PARTS.contains(&only) => part == only,
            Some(_) => part == COMPARE,
        }
    }

    /// Tells whether machines shall read it.
    pub(super) fn is_json(&self) -> bool {
        self.output == Output::Json
    }

    /// Names the one scenario that was asked for.
    pub(super) fn scenario(&self) -> Option<&str> {
        self.only.as_deref().filter(|only| !PARTS.contains(only))
    }
}

const PARTS: &[&str] = &[COMPARE, GROWTH, STAMPEDE, KEPT, WATCHED, COMPILE];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_part_or_a_scenario() {
        let options = Options::parse(&["--only", "closed", "--quick"]).expect("both are known");
        assert!(options.wants(COMPARE) && options.quick && !options.is_json());
        assert_eq!(options.scenario(), Some("closed"));
        let options = Options::parse(&["--only", "compare"]).expect("it is known");
        assert!(options.wants(COMPARE));
        assert_eq!(options.scenario(), None);
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(Options::parse(&["--quik"]), Err("`bench` has no option `--quik`".into()));
        assert_eq!(Options::parse(&["--only"]), Err("--only wants a name".into()));
        assert!(Options::parse(&["--write", "--only", "closed"]).is_err());
        assert!(Options::parse(&["--write", "--quick"]).is_err());
        assert!(Options::parse(&["--write", "--only", "kept"]).is_ok());
    }
}
