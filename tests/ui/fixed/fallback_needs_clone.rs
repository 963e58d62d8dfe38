use dyno::command;

#[derive(Clone)]
struct Sku(u8);

#[command(timeout = 2s, fallback = last_known)]
async fn stock(sku: Sku) -> Result<u8, String> {
    Ok(sku.0)
}

async fn last_known(sku: Sku) -> Result<u8, String> {
    std::future::ready(Ok(sku.0)).await
}
