use std::time::Duration;

use dyno::{CachedLife, EarlyRefresh, cache};

#[derive(Debug)]
struct LastSecond;

impl EarlyRefresh for LastSecond {
    fn is_due(&self, life: &CachedLife, u: f64) -> bool {
        life.age > Duration::from_secs(29) && u < 0.1
    }
}

#[derive(Debug)]
struct Pace;

impl EarlyRefresh for Pace {
    fn is_due(&self, _: &CachedLife, _: f64) -> bool {
        false
    }
}

#[cache(ttl = 30s, policy = static)]
fn variant(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetch(beta = 2))]
fn variant_with_a_factor(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = LastSecond)]
fn closure(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = static)]
fn parentheses(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = linear)]
fn linear_parentheses(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = linear)]
fn quoted(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetch(beta = 1))]
fn misspelled(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = xfetch(beta = 1))]
fn below_zero(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = exponential(k = 5))]
fn too_much(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = Pace)]
fn no_policy(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, policy = static)]
fn switched_off(sku: u32) -> u32 {
    sku
}
