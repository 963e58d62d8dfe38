use dyno::command;

type Answer<T> = Result<T, dyno::Error>;

#[command]
fn one() -> Answer<u8> {
    Ok(1)
}

#[command(retry)]
async fn two() -> Result<Vec<u8>, dyno::Error> {
    Ok(vec![1])
}
