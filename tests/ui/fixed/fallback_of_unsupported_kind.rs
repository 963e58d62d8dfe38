use dyno::command;

const NOTHING: Option<u8> = None;

#[command(breaker, fallback = |_| None)]
fn one() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = |_| NOTHING)]
fn two() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = 2)]
fn three() -> Option<u8> {
    Some(1)
}

#[command(breaker, fallback = |_| vec![])]
fn four() -> Vec<u8> {
    vec![1]
}

#[command(breaker, fallback = 2)]
fn five() -> Option<u8> {
    Some(1)
}

#[command(breaker)]
fn six() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker, fallback = |_| u8::MAX)]
fn seven() -> u8 {
    1
}
