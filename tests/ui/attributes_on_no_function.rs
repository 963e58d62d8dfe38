use dyno::{breaker, fallback, timeout};

#[timeout(2s)]
struct One;

#[breaker]
#[fallback(1)]
impl One {}

fn main() {}
