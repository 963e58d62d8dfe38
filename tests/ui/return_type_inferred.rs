use dyno::command;

type Answer<T> = Result<T, dyno::Error>;

#[command]
fn one() -> Answer<_> {
    Ok(1)
}

#[command(retry)]
async fn two() -> Result<Vec<_>, dyno::Error> {
    Ok(vec![1])
}

fn main() {}
