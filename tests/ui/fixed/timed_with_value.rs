use dyno::timed;

#[timed]
fn one() -> u8 {
    1
}

#[timed]
fn two() -> u8 {
    1
}

#[timed]
fn three() -> u8 {
    1
}

#[timed]
fn four() -> u8 {
    1
}

fn main() {}
