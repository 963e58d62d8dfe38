use dyno::command;

const NOTHING: Option<u8> = None;

#[command(breaker, fallback = None)]
fn one() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = NOTHING)]
fn two() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = Some(2))]
fn three() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = vec![])]
fn four() -> Vec<u8> {
    vec![1]
}

#[command(breaker, fallback = 2s)]
fn five() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = off)]
fn six() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker, fallback = u8::MAX)]
fn seven() -> u8 {
    1
}

fn main() {}
