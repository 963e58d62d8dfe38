//! Looks at the dashboard's page with a browser, which installs itself, and node with it, where that is allowed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fmt};

use crate::line::{Line, ROOT};

/// How the usage describes the task.
pub(crate) const USAGE: &str =
    "       cargo xtask page                the dashboard's page in a browser; not part of `test`
       cargo xtask page --pictures     the same, and its pictures in docs/";

const TESTS: &str = "dyno-dashboard/tests/page";

/// Says whether pictures are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    takes_pictures: bool,
}

impl Options {
    pub(crate) fn parse(args: &[&str]) -> Result<Self, String> {
        match args {
            [] => Ok(Self::default()),
            ["--pictures"] => Ok(Self { takes_pictures: true }),
            [unknown, ..] => Err(format!("`page` has no option `{unknown}`")),
        }
    }
}

/// Runs the tests of the page; the error says what is missing, and what would help.
pub(crate) fn run(options: Options) -> Result<(), String> {
    let node = Tool::find("node", "nodejs")?;
    let npm = Tool::find("npm", "npm")?;
    let chromium = Tool::find("chromium", "chromium")?;

    Line::cargo("build -p dyno-dashboard --example outage").run()?;
    npm.run(&["ci", "--no-audit", "--no-fund"], &[])?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let program = Path::new(ROOT).join(target).join("debug/examples/outage");
    let mut variables = vec![("OUTAGE", program), ("CHROMIUM", chromium.path)];
    if options.takes_pictures {
        variables.push(("PICTURES", Path::new(ROOT).join("docs")));
    }
    node.run(&["--test", "--test-reporter=spec", "page.test.mjs"], &variables)
}

/// A program that is no part of the toolchain.
struct Tool {
    path: PathBuf,
}

impl Tool {
    /// Finds it, or installs it as root; otherwise says why there is none, and what would help.
    fn find(name: &'static str, package: &str) -> Result<Self, String> {
        if let Some(path) = on_path(name) {
            return Ok(Self { path });
        }
        if env::var_os("USER").is_none_or(|user| user == "root") && on_path("apt-get").is_some() {
            eprintln!("$ apt-get install --yes {package}");
            let _ = runs("apt-get", &["update"]);
            if runs("apt-get", &["install", "--yes", package]) {
                if let Some(path) = on_path(name) {
                    return Ok(Self { path });
                }
            }
        }
        Err(format!("the page is not looked at: {name} is missing; install it with: apt-get install {package}"))
    }

    fn run(&self, args: &[&str], variables: &[(&str, PathBuf)]) -> Result<(), String> {
        let line = format!("{self} {}", args.join(" "));
        println!("$ cd {TESTS} && {line}");
        let mut command = Command::new(&self.path);
        command.args(args).current_dir(Path::new(ROOT).join(TESTS)).stdin(Stdio::null());
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(format!("this failed in {TESTS}: {line}")),
            Err(error) => Err(format!("cannot start: {line}\n{error}")),
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn runs(program: &str, args: &[&str]) -> bool {
    let status = Command::new(program).args(args).stdin(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_asked_for() {
        assert_eq!(Options::parse(&[]), Ok(Options { takes_pictures: false }));
        assert_eq!(Options::parse(&["--pictures"]), Ok(Options { takes_pictures: true }));
        assert!(Options::parse(&["--pictrues"]).unwrap_err().contains("`--pictrues`"));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(on_path("no-such-program-anywhere").is_none());
        assert!(on_path("cargo").is_some());
    }
}
