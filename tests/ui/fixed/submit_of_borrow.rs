use std::sync::Arc;

use dyno::{Submit, Task, command};

struct Shop(u32);

impl Shop {
    #[command]
    async fn count(&self) -> u32 {
        self.0
    }

    fn begin(self: Arc<Self>) -> Task<u32> {
        async move { self.count().await }.submit()
    }
}

#[dyno::test]
async fn the_block_owns_what_the_method_borrows() {
    assert_eq!(Arc::new(Shop(7)).begin().await.unwrap(), 7);
}
