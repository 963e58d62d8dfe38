use dyno::command;

#[command(rate_limit(100 / 1s), fallback = 0)]
fn plain() -> u8 {
    1
}

fn main() {
    plain();
}
