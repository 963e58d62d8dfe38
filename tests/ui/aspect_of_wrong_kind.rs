use dyno::{aspect, command};

#[command(aspect = 3)]
fn one(id: u8) -> u8 {
    id
}

#[aspect("page", "site")]
fn two(id: u8) -> u8 {
    id
}

#[aspect(filters = 2)]
fn three(id: u8) -> u8 {
    id
}

#[aspect(page)]
fn four(id: u8) -> u8 {
    id
}

#[aspect("page")]
#[aspect("site")]
fn five(id: u8) -> u8 {
    id
}

fn main() {}
