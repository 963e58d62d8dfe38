use dyno::command;

#[derive(Clone)]
struct Sku(String);

#[command(ignore = |_| sku.0.is_empty())]
fn one(sku: Sku) -> Result<usize, dyno::Error> {
    Ok(sku.0.len())
}
