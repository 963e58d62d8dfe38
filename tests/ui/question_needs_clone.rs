use dyno::command;

struct Sku(String);

#[command(ignore = |_| sku.0.is_empty())]
fn one(sku: Sku) -> Result<u32, dyno::Error> {
    Ok(sku.0.len() as u32)
}

fn main() {}
