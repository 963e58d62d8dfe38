use dyno::command;

#[command(ignore = |error: &String| error == "gone", failure_if = |left: &Result<u8, String>| *left == Ok(0))]
fn stock() -> Result<u8, String> {
    Ok(1)
}
