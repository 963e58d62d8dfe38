//! `Command::builder`: commands without an attribute, through the public API.

mod calls;
mod lives;
mod names;
mod prepared;
mod rate_limit;
mod retry;
mod tasks;

use dyno::{Command, CommandBuilder};

/// Builds what must be right.
#[track_caller]
fn built(builder: CommandBuilder) -> Command {
    builder.build().unwrap_or_else(|error| panic!("{error}"))
}
