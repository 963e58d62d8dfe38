//! The steps of `cargo xtask test`, cheapest first.

use std::{env, fs, path::Path};

use crate::{
    bench, features,
    line::{Line, ROOT},
};

/// Every step, in the order in which they run.
pub(crate) const STEPS: &[Step] = &[
    Step { name: "fmt", about: "the code is formatted", run: fmt },
    Step { name: "clippy", about: "no lint speaks up, all features on", run: clippy },
    Step {
        name: "features",
        about: "each feature of dyno-runtime and dyno-dashboard builds alone, and none does",
        run: each_feature,
    },
    Step { name: "test", about: "unit, behaviour and compile-error tests", run: tests },
    Step { name: "doc", about: "the documentation builds without a warning", run: doc },
    Step { name: "doctest", about: "every example in the documentation works", run: doctest },
    Step { name: "loom", about: "lock-free protocols hold under every interleaving", run: loom },
    Step {
        name: "instructions",
        about: "the main paths take no more instructions than was recorded",
        run: bench::check,
    },
    Step { name: "examples", about: "each small example runs to its end", run: examples },
    Step { name: "storefront", about: "the example survives its outage, end to end", run: storefront },
];

/// Groups the command lines of one check under a name.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// Runs the lines in order; the error names the first that fails.
    pub(crate) run: fn() -> Result<(), String>,
}

/// Brings both `cargo fmt` and `cargo clippy`, so that a missing one costs one round only.
const COMPONENTS: &str = "rustfmt clippy";

fn fmt() -> Result<(), String> {
    Line::cargo("fmt --all --check").brought_by(COMPONENTS).run()?;
    Line::cargo("fmt --manifest-path benches/Cargo.toml --all --check").run()
}

fn clippy() -> Result<(), String> {
    Line::cargo("clippy --workspace --all-targets --all-features -- -D warnings").brought_by(COMPONENTS).run()
}

fn each_feature() -> Result<(), String> {
    each_feature_of("dyno-runtime")?;
    Line::cargo("test -p dyno-macros --no-default-features off::").run()?;
    each_feature_of("dyno-dashboard")
}

fn each_feature_of(package: &str) -> Result<(), String> {
    let path = Path::new(ROOT).join(package).join("Cargo.toml");
    let manifest = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let alone = |switch: &str| {
        let line = format!("clippy -p {package} --all-targets --no-default-features {switch} -- -D warnings");
        Line::cargo(&line).brought_by(COMPONENTS).run()
    };
    let names = features::names(&manifest);
    if names.is_empty() {
        return Err(format!("no [features] found in {}", path.display()));
    }
    alone("")?;
    names.iter().try_for_each(|name| alone(&format!("--features {name}")))
}

fn tests() -> Result<(), String> {
    Line::cargo("test --workspace --all-features --all-targets --no-fail-fast").run()
}

fn doc() -> Result<(), String> {
    Line::cargo("doc --workspace --no-deps --all-features").with("RUSTDOCFLAGS", "-D warnings").run()
}

fn doctest() -> Result<(), String> {
    Line::cargo("test --workspace --all-features --doc").run()
}

fn loom() -> Result<(), String> {
    // A folder of its own: other flags would rebuild the shared one at every change of sides.
    let shared = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let models = |tail: &str| {
        let line = "test -p dyno-runtime --lib --release --no-default-features --features command,aspect,breaker,bulkhead,cache,pool,rate_limit,retry,inject";
        Line::cargo(&format!("{line} loom_ {tail}"))
            .with("CARGO_TARGET_DIR", format!("{shared}/loom"))
            .with("RUSTFLAGS", "--cfg dyno_loom")
    };
    models("-- --list").must_print(": test").run()?;
    models("").run()
}

fn examples() -> Result<(), String> {
    let run = |name: &str| Line::cargo(&format!("run --example {name}")).run();
    [
        "aspect", "fuse", "harness", "hosts", "mocks", "plan", "pycopine", "quota", "retry", "sockets", "start_up",
        "stats", "tasks", "tenants", "timing",
    ]
    .into_iter()
    .try_for_each(run)
}

fn storefront() -> Result<(), String> {
    Line::cargo("run --release --example storefront -- --once --json").run()
}
