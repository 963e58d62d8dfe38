use dyno::command;

struct Sku(u8);

#[command(timeout = 2s, fallback = last_known)]
async fn stock(sku: Sku) -> Result<u8, String> {
    Ok(sku.0)
}

async fn last_known(sku: Sku) -> Result<u8, String> {
    Ok(sku.0)
}

fn main() {}
