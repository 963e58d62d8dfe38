use dyno::{Submit, command};

struct Price(u32);

#[command]
async fn price() -> Price {
    Price(7)
}

#[command]
async fn stock() -> std::io::Result<u32> {
    Ok(7)
}

fn main() {
    drop(price().submit().share());
    drop(stock().submit().share());
}
