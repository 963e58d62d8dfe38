use dyno::command;

#[command(rate_limit(100 / 1s))]
fn plain() -> u8 {
    1
}

fn main() {
    plain();
}
