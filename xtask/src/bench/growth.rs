//! Curves over powers of ten.

use crate::bench::Options;
use crate::bench::package::Program;

/// Measures them in a program of their own, because peaks of memory stay.
pub(super) fn run(options: &Options) -> Result<String, String> {
    let growth = Program::build("growth")?;
    let mut args = Vec::new();
    args.extend(options.quick.then_some("--quick"));
    args.extend(options.is_json().then_some("--json"));
    growth.output(&args)
}
