use dyno::command;

#[command]
const fn stock() -> u8 {
    1
}

// Its caller may well return a `Result`.
#[command(breaker)]
const fn left() -> u8 {
    1
}

fn main() {}
