use dyno::command;

#[command(failure_if = |left| *left == Ok(3))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(failure_if = Result::is_err)]
async fn two() -> Result<u8, String> {
    Ok(1)
}
