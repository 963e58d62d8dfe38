use dyno::{breaker, command, timeout};

#[command]
#[breaker("stock")]
#[timeout(2s)]
async fn stock() -> Result<u8, String> {
    Ok(1)
}

struct Shelf;

impl Shelf {
    #[breaker]
    #[tracing::instrument(skip_all)]
    #[timeout(2s)]
    async fn stock(&self) -> Result<u8, String> {
        Ok(1)
    }
}

fn main() {
    let _ = (stock(), stock::metrics(), Shelf.stock());
}
