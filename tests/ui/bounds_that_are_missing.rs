use dyno::{breaker, cache};

#[breaker]
fn one<E>(found: Result<u32, E>) -> Result<u32, E> {
    found
}

#[cache]
fn two<T: Copy>(sku: T) -> T {
    sku
}

fn main() {}
