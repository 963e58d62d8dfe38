use dyno::command;

#[command(handle = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(handle = off)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(handle = shop::Stock)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(handle = self)]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
