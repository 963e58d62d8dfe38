use dyno::{breaker, fallback, timeout};

struct One;

impl One {
    #[timeout(2s)]
    async fn one(&self) -> Result<u8, String> {
        Ok(1)
    }

    #[breaker]
    #[fallback(1)]
    fn two(&self) -> Result<u8, String> {
        Ok(1)
    }
}
