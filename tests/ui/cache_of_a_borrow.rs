use std::borrow::Cow;

use dyno::cache;

#[cache(ttl = 30s)]
fn total(skus: Vec<&str>) -> usize {
    skus.len()
}

#[cache(ttl = 30s)]
async fn length(sku: Cow<'_, str>) -> usize {
    sku.len()
}

#[cache(ttl = 30s)]
fn trimmed(sku: &str) -> &str {
    sku.trim()
}

#[cache(ttl = 30s)]
async fn first(skus: &[String]) -> Result<Option<&String>, dyno::Error> {
    Ok(skus.first())
}

fn main() {
    total(vec!["rake"]);
    drop(length("rake".into()));
    trimmed("rake");
    drop(first(&[]));
}
