use std::sync::Arc;

struct Down;

impl From<dyno::Error> for Down {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

#[dyno::inject]
async fn stock(#[inject] left: Arc<u32>) -> Result<u32, Down> {
    Ok(*left)
}
