use dyno::{Submit, command};

#[command]
fn count() -> u32 {
    7
}

fn main() {
    drop(count().submit());
}
