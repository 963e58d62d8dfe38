use dyno::cache;

#[cache(stale = 30s)]
fn without_ttl(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = lineer)]
fn near(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetch(alpha = 1.0))]
fn another_factor(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, capacity = 0)]
fn no_room(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30)]
fn no_unit(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, key = "sku")]
fn the_same_key(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s)]
fn nothing(sku: u32) {
    println!("{sku}");
}

#[cache(ttl = 30s)]
fn changes(sku: &mut u32) -> u32 {
    *sku += 1;
    *sku
}

#[cache("prices", ttl = 30s)]
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
    changes(&mut 1);
    named(1);
    hidden_instance::<u8>(1);
    unit(1);
    nobody_shares(1);
    too_many(1);
}

#[cache(ttl = 30s)]
fn hidden_instance<T>(sku: u32) -> usize {
    size_of::<T>() + sku as usize
}

#[cache(ttl = 30s)]
fn unit(sku: u32) -> () {
    println!("{sku}");
}

#[cache(ttl = 30s, shared = true)]
fn nobody_shares(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, capacity = 2_000_000_000)]
fn too_many(sku: u32) -> u32 {
    sku
}
