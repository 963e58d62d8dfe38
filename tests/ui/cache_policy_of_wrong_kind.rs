use dyno::{CachePolicy, cache};

const PACE: CachePolicy = CachePolicy::Linear;

#[cache(ttl = 30s, policy = dyno::CachePolicy::Static)]
fn variant(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = CachePolicy::XFetch { beta: 2.0 })]
fn variant_with_a_factor(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = |life, u| u < 0.1)]
fn closure(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = static())]
fn parentheses(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = linear())]
fn linear_parentheses(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = "linear")]
fn quoted(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetc(beta = 1))]
fn misspelled(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetch(beta = -1))]
fn below_zero(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = exponential(k = 5000))]
fn too_much(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = PACE)]
fn no_policy(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = off)]
fn switched_off(sku: u32) -> u32 {
    sku
}

fn main() {}
