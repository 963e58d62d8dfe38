//! What was asked for on the command line.

use std::io::{self, IsTerminal as _};

/// Printed by `--help`.
pub(crate) const HELP: &str = "\
Plays an outage of a warehouse to two shops, one guarded by dyno and one bare.

Usage: cargo run --release --example storefront [-- OPTIONS]

  --once   Play the outage once, which takes 20 s, and compare the two.
           This is so as well whenever stdout is no terminal.
           Without it the outage goes on until ctrl-C.
  --json   Once, with the comparison as one JSON object and nothing else on stdout.
  --help   Print this.

Exits with 1 unless the guarded shop answered 99 % of its pages within 500 ms, sent the
dead service at most a tenth of the calls that the bare shop did, and was back within 4 s
of it; and unless a retry's budget kept what hit the dead service within 1.2 attempts a call,
and 10 more in 10 s.
The settings are in examples/storefront/dyno.toml: edit it while it runs.
Watch it at http://127.0.0.1:7979, unless that port is taken. Steer it there as well: start it with
DYNO_TOKEN set to a secret, press `o` on the page, and give it that.
The bare shop holds some 500 sockets open while it waits: `ulimit -n` must allow it.
";

/// How the outage is to be played.
#[derive(Clone, Copy)]
pub(crate) struct Args {
    pub(crate) is_once: bool,
    pub(crate) is_live: bool,
    pub(crate) is_json: bool,
}

impl Args {
    /// Reads the arguments; `None` asks for help, an error names what is unknown.
    pub(crate) fn read(given: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let (mut once, mut is_json) = (false, false);
        for arg in given {
            match arg.as_str() {
                "--once" => once = true,
                "--json" => is_json = true,
                "--help" | "-h" => return Ok(None),
                _ => {
                    return Err(format!("unknown argument `{arg}`: only --once, --json and --help are known"));
                }
            }
        }
        let is_live = io::stdout().is_terminal() && !is_json;
        Ok(Some(Self { is_once: once || !is_live, is_live, is_json }))
    }
}
