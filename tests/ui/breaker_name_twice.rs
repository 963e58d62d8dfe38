use dyno::command;

#[command(breaker("stock", name = "stores"))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker("stock", "stores"))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
