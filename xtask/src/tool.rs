//! Programs that are no part of the toolchain, which install themselves where that is allowed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fmt};

/// A program of the system.
#[derive(Clone, Debug)]
pub(crate) struct Tool(PathBuf);

impl Tool {
    /// Finds it, or installs the package of Debian that has it, as root; otherwise says what is `not_done` without it, and what would help.
    pub(crate) fn find(name: &str, package: &str, not_done: &str) -> Result<Self, String> {
        if let Some(path) = on_path(name) {
            return Ok(Self(path));
        }
        if !cfg!(target_os = "linux") {
            return Err(format!("{not_done}: {name} is missing, and nothing is installed on {}", env::consts::OS));
        }
        let install = ["install", "--yes", package];
        if env::var_os("USER").is_none_or(|user| user == "root") && on_path("apt-get").is_some() {
            eprintln!("$ apt-get {}", install.join(" "));
            let _ = runs("apt-get", &["update"]);
            if runs("apt-get", &install) {
                if let Some(path) = on_path(name) {
                    return Ok(Self(path));
                }
            }
        }
        Err(format!("{not_done}: {name} is missing; install it with: apt-get install {package}"))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.display())
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
    use super::on_path;

    #[test]
    fn what_is_missing_is_not_found() {
        assert!(on_path("no-such-program-anywhere").is_none());
        assert!(on_path("cargo").is_some());
    }
}
