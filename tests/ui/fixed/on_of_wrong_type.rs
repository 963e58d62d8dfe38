use dyno::retry;

#[derive(Debug)]
struct Failed;

struct Other(bool);

#[retry(on = |error: &Other| error.0)]
async fn one() -> Result<u8, Other> {
    Ok(1)
}

#[retry(on = |_: &Failed| true)]
async fn two() -> Result<u8, Failed> {
    Ok(2)
}

#[retry(on = |_| true)]
async fn three() -> Result<u8, Failed> {
    Ok(3)
}

#[retry(on = |_: &Failed| true)]
async fn four() -> Result<u8, Failed> {
    Ok(4)
}

#[retry]
async fn five() -> Result<u8, Failed> {
    Ok(5)
}

#[retry(on = |error: &Failed| { format!("{error:?}").is_empty() })]
async fn six() -> Result<u8, Failed> {
    Ok(6)
}
