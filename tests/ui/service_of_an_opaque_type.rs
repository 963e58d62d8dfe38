use dyno::service;

#[service]
async fn words() -> impl Iterator<Item = u32> + Send + Sync {
    0..3
}

fn main() {
    let _ = words();
}
