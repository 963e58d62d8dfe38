use dyno::command;

// As in edition 2021, where `impl Future` captures no lifetime that is not named.
#[command(timeout = 2s)]
fn stores(region: &str) -> impl Future<Output = Result<usize, String>> + use<> {
    let length = region.len();
    async move { Ok(length) }
}

fn main() {}
