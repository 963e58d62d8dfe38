use dyno::{Submit, command};

struct Down;

impl From<dyno::Error> for Down {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

#[command]
async fn stock() -> Result<u32, Down> {
    Ok(7)
}

#[dyno::test]
async fn its_error_has_room() {
    assert_eq!(stock().submit().await.unwrap_or_default(), 7);
}
