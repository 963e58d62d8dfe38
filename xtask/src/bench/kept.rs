//! What caches keep: how often it is asked for, and what it takes.

use crate::bench::Options;
use crate::bench::package::Program;

/// Runs it in a program of its own, whose allocator counts.
pub(super) fn run(options: &Options) -> Result<String, String> {
    let kept = Program::build("kept")?;
    let mut args = Vec::new();
    args.extend(options.quick.then_some("--quick"));
    args.extend(options.is_json().then_some("--json"));
    kept.output(&args)
}
