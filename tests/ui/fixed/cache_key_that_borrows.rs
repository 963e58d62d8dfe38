use dyno::cache;

#[cache(ttl = 30s, key = name.map(str::to_owned))]
fn alone(name: Option<&str>) -> usize {
    name.map_or(0, str::len)
}

#[cache(ttl = 30s, key = (sku, names.concat()))]
async fn among_others(sku: u32, names: Vec<&str>) -> usize {
    names.len() + usize::try_from(sku).unwrap_or(0)
}
