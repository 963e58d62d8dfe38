use dyno::command;

#[command(exact_latency = 1)]
fn one() -> u8 {
    1
}

#[command(exact_latency)]
fn two() -> u8 {
    1
}

const ALWAYS: u8 = 1;

#[command(exact_latency = ALWAYS)]
fn three() -> u8 {
    1
}

fn main() {}
