use dyno::command;

#[command(breaker, fallback = last_known)]
fn stock() -> Result<u8, String> {
    Ok(1)
}

fn last_known() -> Result<u8, String> {
    stock::metrics().name.parse().map_err(|_| "no number".to_owned())
}

struct Client;

impl Client {
    // The free function above, given `self`, would be another.
    #[command(breaker, fallback = |_| stock())]
    fn stock(&self) -> Result<u8, String> {
        Ok(1)
    }
}
