use dyno::{Submit, command};

struct Down;

#[command]
async fn stock() -> Result<u32, Down> {
    Ok(7)
}

async fn count() -> u32 {
    stock().submit().await.unwrap_or_default()
}

fn main() {
    drop(count());
}
