//! Looks at the dashboard's page with a browser, which installs itself, and node with it, where that is allowed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::line::{Line, ROOT};
use crate::tool::Tool;

/// How the usage describes the task.
pub(crate) const USAGE: &str =
    "       cargo xtask page                the dashboard's page in a browser; not part of `test`
       cargo xtask page --pictures     the same, and its pictures in docs/";

const TESTS: &str = "dyno-dashboard/tests/page";

const FILES: [&str; 3] = ["page.test.mjs", "steer.test.mjs", "storefront.test.mjs"];

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
    let find = |name, package| Tool::find(name, package, "the page is not looked at");
    let (node, npm, chromium) = (find("node", "nodejs")?, find("npm", "npm")?, find("chromium", "chromium")?);

    Line::cargo("build -p dyno-dashboard --example outage").run()?;
    Line::cargo("build --example storefront").run()?;
    in_tests(&npm, &["ci", "--no-audit", "--no-fund"], &[])?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let program = |name| Path::new(ROOT).join(&target).join("debug/examples").join(name);
    let (outage, storefront) = (program("outage"), program("storefront"));
    let mut variables = vec![("OUTAGE", outage), ("STOREFRONT", storefront), ("CHROMIUM", chromium.path().to_owned())];
    if options.takes_pictures {
        variables.push(("PICTURES", Path::new(ROOT).join("docs")));
    }
    let options = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
    in_tests(&node, &[&options[..], &FILES].concat(), &variables)
}

fn in_tests(tool: &Tool, args: &[&str], variables: &[(&str, PathBuf)]) -> Result<(), String> {
    let line = format!("{tool} {}", args.join(" "));
    println!("$ cd {TESTS} && {line}");
    let mut command = Command::new(tool.path());
    command.args(args).current_dir(Path::new(ROOT).join(TESTS)).stdin(Stdio::null());
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("this failed in {TESTS}: {line}")),
        Err(error) => Err(format!("cannot start: {line}\n{error}")),
    }
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
}
