use dyno::{aspect, command};

#[command(aspect = "three")]
fn one(id: u8) -> u8 {
    id
}

#[aspect("page")]
fn two(id: u8) -> u8 {
    id
}

#[aspect]
fn three(id: u8) -> u8 {
    id
}

#[aspect(name = "page")]
fn four(id: u8) -> u8 {
    id
}

#[aspect("site")]
fn five(id: u8) -> u8 {
    id
}

fn main() {}
