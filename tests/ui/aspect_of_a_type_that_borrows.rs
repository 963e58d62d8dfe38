use std::sync::Arc;

use dyno::aspect;

struct Shop<'a>(&'a str);

impl<'a> Shop<'a> {
    #[aspect]
    fn one(self, id: u32) -> (usize, u32) {
        (self.0.len(), id)
    }
}

impl Shop<'_> {
    #[aspect]
    async fn two(self: Arc<Self>, id: u32) -> (usize, u32) {
        (self.0.len(), id)
    }
}

fn main() {}
