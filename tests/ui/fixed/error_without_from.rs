use dyno::command;

struct Failed;

impl From<dyno::Error> for Failed {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

#[command(timeout = 2s)]
async fn one() -> Result<u8, Failed> {
    Err(Failed)
}

#[command(breaker, fallback = |_| None)]
fn two() -> Option<u8> {
    Some(1)
}
