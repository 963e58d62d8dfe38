use std::borrow::Cow;
use std::sync::Arc;

use dyno::{aspect, command};

struct Shop;

impl Shop {
    #[aspect]
    fn one(self: Arc<Self>, id: u32) -> u32 {
        id
    }

    #[aspect]
    async fn two(self: Arc<Self>, words: String) -> usize {
        words.len()
    }
}

#[command(aspect = "three")]
fn three(words: Cow<'static, str>) -> usize {
    words.len()
}

#[aspect]
fn four(ids: Vec<u32>, mut words: String) -> usize {
    words.push('.');
    ids.len()
}

fn main() {}
