use dyno as my_dyno;
use dyno::{breaker, command, timeout};

#[command(crate = my_dyno)]
fn one() -> u8 {
    1
}

#[breaker(crate = my_dyno)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2s, crate = my_dyno)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(crate = ::dyno)]
fn four() -> u8 {
    1
}

#[command(crate = dyno, breaker)]
fn five() -> Result<u8, String> {
    Ok(1)
}
