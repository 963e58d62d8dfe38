//! The layers of the runtime: imports go down only, and no policy imports another.

use std::{
    cmp::Ordering,
    fs,
    path::{Path, PathBuf},
};

use paths::{RootPath, root_paths};

mod paths;
mod samples;

/// The modules of `dyno-runtime/src/`, top row first: each may use the rows below its own.
///
/// A new module is entered here, in the lowest row that is above all it uses.
const ROWS: &[&[&str]] = &[
    &["__private", "config"],
    &["command", "test"],
    // The policies: only the row above composes them.
    &[
        "aspect",
        "breaker",
        "bulkhead",
        "cache",
        "fuse",
        "harness",
        "inject",
        "metrics",
        "pool",
        "retry",
        "rate_limit",
        "timing",
    ],
    &["registry"],
    &["settings"],
    &["chain", "declared", "event", "left"],
    &["stats"],
    &["clock", "wire"],
    &["sync"],
    SHARED_WORDS,
];

/// The one row whose modules may use each other: an error tells outcomes, an outcome carries errors.
const SHARED_WORDS: &[&str] = &["error", "outcome"];

/// What the expansions of `retrying!`, `time!` and `validate_test!` name: it is resolved where the macro is called.
const EMITTED: &[&str] = &["__retry", "__test", "__timing", "retrying", "time", "validate_test"];

const SRC: &str = "dyno-runtime/src";

#[test]
fn imports_go_down_only() {
    let mut problems = Vec::new();
    for file in sources() {
        let text = fs::read_to_string(root().join(&file)).expect("a source file can be read");
        problems.extend(violations(&file, &text));
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_row_names_modules_that_exist() {
    let modules: Vec<String> = sources().iter().filter_map(|file| module_of(file).into_iter().next()).collect();
    for name in ROWS.concat() {
        assert!(modules.iter().any(|module| module == name), "no module `{name}` in {SRC}");
    }
}

/// Lists what one file names but must not, each with its line and the remedy.
fn violations(file: &str, text: &str) -> Vec<String> {
    let module = module_of(file);
    // The root itself: it declares and re-exports all the rest.
    let Some(own) = module.first() else {
        return Vec::new();
    };
    let Some(row) = row_of(own) else {
        return vec![format!("{SRC}/{file}: the module `{own}` is in no row; enter it in ROWS of tests/it/layers.rs")];
    };
    let paths = match root_paths(&module, text) {
        Ok(paths) => paths,
        Err(error) => return vec![format!("{SRC}/{file}: {error}")],
    };
    paths
        .iter()
        .filter_map(|path| Some((path.line, objection(own, row, path)?)))
        .map(|(line, objection)| format!("{SRC}/{file}:{line}: {objection}"))
        .collect()
}

/// Says why a module of a row must not follow a path, if so.
fn objection(own: &str, row: usize, path: &RootPath) -> Option<String> {
    let spelled = [&["crate".into()], path.segments.as_slice()].concat().join("::");
    let target = path.segments.first().map(|name| module_name(name));
    if ["command", "retry", "timing"].contains(&own) && target.is_some_and(|name| EMITTED.contains(&name)) {
        return None;
    }
    let Some((target, target_row)) = target.and_then(|name| Some((name, row_of(name)?))) else {
        return Some(format!("`{spelled}` hides where it points; name the module instead of the crate's root"));
    };
    match target_row.cmp(&row) {
        Ordering::Greater => None,
        Ordering::Equal if target == own || ROWS[row] == SHARED_WORDS => None,
        Ordering::Equal => Some(format!(
            "`{spelled}` points sideways: `{own}` and `{target}` share a row; let the row above join them"
        )),
        Ordering::Less => {
            Some(format!("`{spelled}` points up: `{target}` is above `{own}`; move down what both need, or hand it in"))
        }
    }
}

fn row_of(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// Turns `breaker/state.rs` into `[breaker, state]`, and the root into nothing.
fn module_of(file: &str) -> Vec<String> {
    let file = file.trim_end_matches(".rs");
    let file = file.strip_suffix("/mod").unwrap_or(file);
    if file == "lib" {
        return Vec::new();
    }
    let mut names: Vec<String> = file.split('/').map(String::from).collect();
    names[0] = module_name(&names[0]).into();
    names
}

/// Undoes the one difference between a file and its module: `private.rs` is `__private`.
fn module_name(name: &str) -> &str {
    if name == "private" { "__private" } else { name }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(SRC)
}

/// Lists the files of the runtime, as `breaker/state.rs`.
fn sources() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a source folder can be listed") {
            let entry = entry.expect("a source folder can be listed");
            let path = folder.clone() + &entry.file_name().to_string_lossy();
            if entry.path().is_dir() {
                folders.push(path + "/");
            } else if path.strip_suffix(".rs").is_some() {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
