//! What was asked for on the command line.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

/// Printed by `--help`.
pub(crate) const HELP: &str = "\
Plays an outage of a warehouse to two shops, one guarded by dyno and one bare.

Usage: cargo run --release --example storefront [-- OPTIONS]

  --once       Play the outage once, which takes 20 s, and compare the two.
               This is so as well whenever stdout is no terminal.
               Without it the outage goes on until ctrl-C.
  --again      Have it go on until ctrl-C, also where stdout is no terminal.
  --json       Once, with the comparison as one JSON object and nothing else on stdout.
  --keep FILE  Keep in that file what an operator changes on the page, over a restart.
  --help       Print this.

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
#[derive(Clone)]
pub(crate) struct Args {
    pub(crate) is_once: bool,
    pub(crate) is_live: bool,
    pub(crate) is_json: bool,
    pub(crate) keep: Option<PathBuf>,
}

impl Args {
    /// Reads the arguments; `None` asks for help, an error names what is unknown.
    pub(crate) fn read(mut given: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let (mut once, mut again, mut is_json, mut keep) = (false, false, false, None);
        while let Some(arg) = given.next() {
            match arg.as_str() {
                "--once" => once = true,
                "--again" => again = true,
                "--json" => is_json = true,
                "--keep" => keep = Some(given.next().ok_or("`--keep` wants a file after it")?.into()),
                "--help" | "-h" => return Ok(None),
                _ => {
                    return Err(format!("unknown argument `{arg}`: `--help` lists those that are known"));
                }
            }
        }
        let is_live = io::stdout().is_terminal() && !is_json;
        Ok(Some(Self { is_once: once || is_json || !(is_live || again), is_live, is_json, keep }))
    }
}
