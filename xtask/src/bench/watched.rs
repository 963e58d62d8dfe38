//! What a call takes while the page is open, and while an operator is at work.

use crate::bench::Options;
use crate::bench::package::Program;

/// Runs it in a program of its own: nobody else may hold a page, or steer.
pub(super) fn run(options: &Options) -> Result<String, String> {
    let watched = Program::build("watched")?;
    let mut args = Vec::new();
    args.extend(options.quick.then_some("--quick"));
    args.extend(options.is_json().then_some("--json"));
    watched.output(&args)
}
