//! A hot key that expires: in virtual time, and beside peers.

use std::path::Path;

use crate::bench::Options;
use crate::bench::package::Program;
use crate::line::ROOT;

/// Runs it, and draws `docs/stampede.svg` when it was run in full: virtual time gives the same picture each time.
pub(super) fn run(options: &Options) -> Result<String, String> {
    let stampede = Program::build("stampede")?;
    let picture = Path::new(ROOT).join("docs/stampede.svg");
    let picture = picture.to_string_lossy();
    let mut args = Vec::new();
    args.extend(options.quick.then_some("--quick"));
    args.extend(options.is_json().then_some("--json"));
    if !options.quick {
        args.extend(["--picture", &*picture]);
    }
    stampede.output(&args)
}
