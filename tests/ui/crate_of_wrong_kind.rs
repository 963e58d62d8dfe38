use dyno::{breaker, command, timeout};

#[command(crate = "my_dyno")]
fn one() -> u8 {
    1
}

#[breaker(crate = 3)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2s, crate = dyno())]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(crate)]
fn four() -> u8 {
    1
}

#[command(breaker(crate = dyno))]
fn five() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
