use dyno::cache;

#[cache(ttl = 30s, key = name)]
fn alone(name: Option<&str>) -> usize {
    name.map_or(0, str::len)
}

#[cache(ttl = 30s, key = (sku, &names))]
async fn among_others(sku: u32, names: Vec<&str>) -> usize {
    names.len() + sku as usize
}

fn main() {
    alone(Some("rake"));
    drop(among_others(1, vec!["rake"]));
}
