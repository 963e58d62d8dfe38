use std::fmt::Display;
use std::ops::Range;

use dyno::aspect;

fn one<T: Display>(what: T) -> String {
    named_one(what.to_string())
}

#[aspect]
fn named_one(what: String) -> String {
    what
}

#[aspect]
async fn two(what: Box<dyn Display + Send>) -> String {
    what.to_string()
}

#[aspect]
fn three() -> Range<u8> {
    0..3
}

#[aspect]
fn four(bytes: [u8; 4]) -> usize {
    bytes.len()
}

fn main() {}
