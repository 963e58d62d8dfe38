//! The packages of `benches/`, which is a workspace of its own.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::line::ROOT;

/// A program that was built.
#[derive(Debug)]
pub(super) struct Program(PathBuf);

impl Program {
    /// Builds the program of this package, and says how when that fails.
    pub(super) fn build(package: &str) -> Result<Self, String> {
        let shared = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
        let target = format!("{shared}/benches");
        let args = ["build", "--release", "--manifest-path", "benches/Cargo.toml", "--package", package];
        // On the other channel than what is measured, which a machine may read.
        eprintln!("$ CARGO_TARGET_DIR={target} cargo {}", args.join(" "));
        let mut cargo = Command::new(cargo());
        finish(cargo.args(args).env("CARGO_TARGET_DIR", &target).current_dir(ROOT))?;
        Ok(Self(Path::new(ROOT).join(target).join("release").join(package).with_extension(env::consts::EXE_EXTENSION)))
    }

    /// Runs it to its end and answers what it printed.
    pub(super) fn output(&self, args: &[&str]) -> Result<String, String> {
        finish(Command::new(&self.0).args(args))
    }

    /// Tells where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

/// The cargo that runs this task, which need not be the first one on the path.
pub(super) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs a command to its end and answers what it printed.
pub(super) fn finish(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cannot start: {command:?}\n{error}"))?;
    if !output.status.success() {
        return Err(format!("this failed: {command:?}"));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{command:?} printed what is no text: {error}"))
}
