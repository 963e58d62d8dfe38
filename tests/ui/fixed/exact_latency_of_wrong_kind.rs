use dyno::command;

#[command(exact_latency = true)]
fn one() -> u8 {
    1
}

#[command(exact_latency = off)]
fn two() -> u8 {
    1
}

const ALWAYS: bool = true;

#[command(exact_latency = ALWAYS)]
fn three() -> u8 {
    1
}
