use std::hash::Hash;

use dyno::{breaker, cache};

#[breaker]
fn one<E: From<dyno::Error>>(found: Result<u32, E>) -> Result<u32, E> {
    found
}

#[cache]
fn two<T: Copy + Eq + Hash + Send + Sync + 'static>(sku: T) -> T {
    sku
}
