use dyno::retry;

#[retry]
fn one(name: &str) -> u8 {
    u8::try_from(name.len()).unwrap_or(0)
}

#[retry(3)]
async fn two() {}

fn main() {
    let _ = one("rake") + one::metrics().name.len() as u8;
}
