use dyno::{Submit, Task, command};

struct Shop(u32);

impl Shop {
    #[command]
    async fn count(&self) -> u32 {
        self.0
    }

    fn begin(&self) -> Task<u32> {
        self.count().submit()
    }
}

fn main() {
    drop(Shop(7).begin());
}
