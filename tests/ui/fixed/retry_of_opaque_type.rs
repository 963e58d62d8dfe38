use dyno::{command, retry};

#[retry]
#[command(failure_if = |text: &&str| text.is_empty())]
fn one() -> &'static str {
    "one"
}

#[command(retry = 3)]
async fn two() -> Result<impl IntoIterator<Item = u8>, String> {
    Ok([2])
}
