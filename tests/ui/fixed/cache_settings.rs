use dyno::{cache, command};

#[cache(ttl = 10s, stale = 30s)]
fn without_ttl(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = linear)]
fn near(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetch(beta = 1.0))]
fn another_factor(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = static, capacity = 1)]
fn no_room(sku: u32) -> u32 {
    sku
}

#[cache(30s)]
fn no_unit(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, key = sku)]
fn the_same_key(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = exponential(k = 3))]
fn nothing(sku: u32) -> String {
    format!("{sku}")
}

#[cache(ttl = 30s, ttl_of = |value: &u32| std::time::Duration::from_secs(u64::from(*value)))]
fn changes(sku: u32) -> u32 {
    sku + 1
}

#[cache(ttl = 30s, jitter = 10%)]
fn named(sku: u32) -> u32 {
    sku
}

fn main() {
    without_ttl(1);
    near(1);
    another_factor(1);
    no_room(1);
    no_unit(1);
    the_same_key(1);
    nothing(1);
    changes(1);
    named(1);
    hidden_instance::<u8>(1);
    unit(1);
    nobody_shares(1);
    too_many(1);
}

#[cache(ttl = 30s)]
fn hidden_instance<T: Clone + Eq + std::hash::Hash + Send + Sync + 'static>(sku: T) -> usize {
    let _ = sku;
    size_of::<T>()
}

#[command]
fn unit(sku: u32) {
    println!("{sku}");
}

#[cache(ttl = 30s)]
fn nobody_shares(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, capacity = 1_000_000_000)]
fn too_many(sku: u32) -> u32 {
    sku
}
