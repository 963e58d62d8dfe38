use dyno::command;

#[command(breaker, fallback = stock)]
fn stock() -> Result<u8, String> {
    Ok(1)
}

struct Client;

impl Client {
    #[command(breaker, fallback = Self::stock)]
    fn stock(&self) -> Result<u8, String> {
        Ok(1)
    }
}

fn main() {}
