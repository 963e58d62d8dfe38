//! Compile errors. Each file of `tests/ui/` is a mistake, named by it; the file of the same name in `tests/ui/fixed/` is the
//! remedy, which compiles as a module of this one. `tests/ui/shapes/` has what needs no remedy.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{Write, stderr};
use std::path::Path;
use std::process::Command;

#[path = "../ui/fixed/mod.rs"]
mod fixed;
#[path = "../ui/shapes/mod.rs"]
mod shapes;

/// The only toolchain whose words are compared: others say the same in other words.
const COMPARED: &str = "rustc 1.95.";

#[test]
fn every_mistake_is_shown_at_its_token_with_the_remedy() {
    let rustc = rustc();
    if rustc.starts_with(COMPARED) {
        trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
        return;
    }
    // Past the harness, which keeps what a passing test prints to itself.
    let count = names("tests/ui").len();
    let loud = format!(
        "\n!!! NOT COMPARED: the {count} compile errors of tests/ui are worded by {COMPARED}x, and this is {rustc}\n"
    );
    stderr().write_all(loud.as_bytes()).expect("stderr is open");
}

#[test]
fn every_mistake_has_a_remedy() {
    let mistakes = names("tests/ui");
    let mut remedies = names("tests/ui/fixed");
    remedies.remove("mod");
    assert_eq!(mistakes, remedies);

    let list = fs::read_to_string(root().join("tests/ui/fixed/mod.rs")).expect("the list can be read");
    let listed = list.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).map(str::to_owned);
    assert_eq!(listed.collect::<BTreeSet<_>>(), remedies);
}

fn rustc() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let version = Command::new(rustc).arg("--version").current_dir(root()).output().expect("rustc runs");
    String::from_utf8(version.stdout).expect("rustc speaks UTF-8").trim().to_owned()
}

/// The names of the Rust files in a folder.
fn names(folder: &str) -> BTreeSet<String> {
    let files = fs::read_dir(root().join(folder)).expect("the folder is there");
    let paths = files.map(|file| file.expect("the folder can be read").path());
    let rust = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
