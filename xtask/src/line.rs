//! One command line: printed as it can be pasted, and run at the root of the repository.

use std::{
    env,
    ffi::OsString,
    fmt,
    process::{Child, Command, Stdio},
};

/// Points at the root of the repository, where every line runs.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Holds the arguments of one cargo call, what it sets in the environment and what it must print.
pub(crate) struct Line {
    variables: Vec<(&'static str, String)>,
    args: Vec<String>,
    component: Option<&'static str>,
    prints: Option<&'static str>,
}

impl Line {
    /// Reads the arguments of cargo, separated by blanks.
    pub(crate) fn cargo(args: &str) -> Self {
        Self {
            variables: Vec::new(),
            args: args.split_whitespace().map(String::from).collect(),
            component: None,
            prints: None,
        }
    }

    /// Sets a variable for this call alone.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Names the component of the toolchain that brings this subcommand.
    pub(crate) fn brought_by(mut self, component: &'static str) -> Self {
        self.component = Some(component);
        self
    }

    /// Demands a word on standard output: success alone can also mean that nothing was found to run.
    pub(crate) fn must_print(mut self, word: &'static str) -> Self {
        self.prints = Some(word);
        self
    }

    /// Runs the line to its end; the error says what failed and, where known, what helps.
    pub(crate) fn run(&self) -> Result<(), String> {
        self.find_component()?;
        println!("$ {self}");
        let mut command = self.command(&self.args);
        if self.prints.is_some() {
            command.stdout(Stdio::piped());
        }
        let output = command
            .spawn()
            .and_then(Child::wait_with_output)
            .map_err(|error| format!("cannot start: {self}\n{error}"))?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        print!("{stdout}");
        self.judge(output.status.success(), &stdout)
    }

    fn judge(&self, success: bool, stdout: &str) -> Result<(), String> {
        match self.prints {
            _ if !success => Err(format!("this failed: {self}")),
            Some(word) if !stdout.contains(word) => Err(format!("no `{word}` printed by: {self}")),
            _ => Ok(()),
        }
    }

    fn find_component(&self) -> Result<(), String> {
        let (Some(component), Some(subcommand)) = (self.component, self.args.first()) else {
            return Ok(());
        };
        let found = self
            .command(&[subcommand.clone(), "--version".into()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if found {
            return Ok(());
        }
        Err(format!("`cargo {subcommand}` is missing; install it with: rustup component add {component}"))
    }

    fn command(&self, args: &[String]) -> Command {
        // The cargo that runs this task, which need not be the first one on the path.
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command
            .args(args)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(ROOT)
            .stdin(Stdio::null());
        command
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables {
            write!(f, "{name}=\"{value}\" ")?;
        }
        write!(f, "cargo {}", self.args.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_prints_as_it_can_be_pasted() {
        let line = Line::cargo("doc  --no-deps").with("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(line.to_string(), "RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps");
    }

    #[test]
    fn a_failure_names_its_line() {
        let problem = Line::cargo("fmt --check").judge(false, "");
        assert_eq!(problem, Err("this failed: cargo fmt --check".into()));
    }

    #[test]
    fn a_missing_subcommand_names_its_remedy() {
        let line = Line::cargo("no-such-subcommand").brought_by("rustfmt clippy");
        let problem = line.run().expect_err("no such thing");
        assert!(problem.ends_with("rustup component add rustfmt clippy"), "{problem}");
    }

    #[test]
    fn success_without_the_demanded_word_is_a_failure() {
        assert_eq!(Line::cargo("--version").must_print("cargo ").run(), Ok(()));
        let problem = Line::cargo("--version").must_print("tomato").run();
        assert_eq!(problem, Err("no `tomato` printed by: cargo --version".into()));
    }
}
