use dyno::{breaker, command, timeout};

#[command(crate = my_dyno)]
fn one() -> u8 {
    1
}

#[timeout(2s)]
#[breaker(crate = my_dyno)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
