use dyno::command;

#[command(timeout = 2s)]
fn stores(region: &str) -> impl Future<Output = Result<usize, String>> + use<'_> {
    let length = region.len();
    async move { Ok(length) }
}
