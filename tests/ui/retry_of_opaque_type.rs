use std::fmt::Display;

use dyno::{command, retry};

#[retry]
#[command(failure_if = |text: &_| format!("{text}").is_empty())]
fn one() -> impl Display {
    "one"
}

#[command(retry = 3)]
async fn two() -> impl IntoIterator<Item = u8> {
    [2]
}

fn main() {}
