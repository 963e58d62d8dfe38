use dyno::command;

#[command(breaker, fallback = last_known)]
fn stock(sku: u8, #[cfg(unix)] depot: u8) -> Result<u8, String> {
    Ok(sku)
}

fn last_known(sku: u8, #[cfg(unix)] depot: u8) -> Result<u8, String> {
    Ok(sku)
}

fn main() {}
