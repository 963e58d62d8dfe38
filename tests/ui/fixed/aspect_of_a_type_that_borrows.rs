use std::sync::Arc;

use dyno::aspect;

struct Shop<'a>(&'a str);

impl Shop<'static> {
    #[aspect]
    fn one(self, id: u32) -> (usize, u32) {
        (self.0.len(), id)
    }
}

impl Shop<'static> {
    #[aspect]
    async fn two(self: Arc<Self>, id: u32) -> (usize, u32) {
        (self.0.len(), id)
    }
}

fn main() {}
