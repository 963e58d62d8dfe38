use std::borrow::Cow;

use dyno::cache;

#[cache(ttl = 30s)]
fn total(skus: &[String]) -> usize {
    skus.len()
}

#[cache(ttl = 30s, key = sku.to_string())]
async fn length(sku: Cow<'_, str>) -> usize {
    sku.len()
}

#[cache(ttl = 30s)]
fn trimmed(sku: &str) -> String {
    sku.trim().to_owned()
}

#[cache(ttl = 30s)]
async fn first(skus: &[String]) -> Result<Option<String>, dyno::Error> {
    Ok(skus.first().cloned())
}

fn main() {
    total(&["rake".to_owned()]);
    drop(length("rake".into()));
    trimmed("rake");
    drop(first(&[]));
}
