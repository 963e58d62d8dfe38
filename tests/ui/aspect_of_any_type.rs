use std::fmt::Display;

use dyno::aspect;

#[aspect]
fn one<T: Display>(what: T) -> String {
    what.to_string()
}

#[aspect]
async fn two(what: impl Display) -> String {
    what.to_string()
}

#[aspect]
fn three() -> impl Iterator<Item = u8> {
    0..3
}

#[aspect]
fn four<const N: usize>(bytes: [u8; N]) -> usize {
    bytes.len()
}

fn main() {}
