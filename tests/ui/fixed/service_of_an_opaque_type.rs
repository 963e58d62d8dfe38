use dyno::service;

trait Words: Send + Sync {}
impl<I: Iterator<Item = u32> + Send + Sync> Words for I {}

#[service(as = dyn Words)]
async fn words() -> impl Iterator<Item = u32> + Send + Sync {
    0..3
}
