use dyno::{command, timed};

#[timed("stock")]
fn one() -> u8 {
    1
}

#[timed(cpu = true)]
fn two() -> u8 {
    1
}

#[timed]
#[timed]
fn three() -> u8 {
    1
}

#[command(timed)]
fn four() -> u8 {
    1
}

fn main() {}
