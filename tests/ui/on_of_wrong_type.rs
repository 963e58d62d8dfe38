use dyno::retry;

#[derive(Debug)]
struct Failed;

struct Other(bool);

#[retry(on = |error: &Other| error.0)]
async fn one() -> Result<u8, Failed> {
    Ok(1)
}

#[retry(on = |error: Failed| true)]
async fn two() -> Result<u8, Failed> {
    Ok(2)
}

#[retry(on = |error| 7)]
async fn three() -> Result<u8, Failed> {
    Ok(3)
}

#[retry(on = |error: &Failed, attempt: u32| attempt < 2)]
async fn four() -> Result<u8, Failed> {
    Ok(4)
}

#[retry(on = true)]
async fn five() -> Result<u8, Failed> {
    Ok(5)
}

#[retry(on = |error: &Failed| "busy")]
async fn six() -> Result<u8, Failed> {
    Ok(6)
}

fn main() {}
