use std::borrow::Cow;
use std::sync::Arc;

use dyno::{aspect, command};

struct Shop;

impl Shop {
    #[aspect]
    fn one(&self, id: u32) -> u32 {
        id
    }

    #[aspect]
    async fn two(self: Arc<Self>, words: &str) -> usize {
        words.len()
    }
}

#[command(aspect = "three")]
fn three(words: Cow<'_, str>) -> usize {
    words.len()
}

#[aspect]
fn four(ids: Vec<&u32>, words: &mut String) -> usize {
    words.push('.');
    ids.len()
}

fn main() {}
