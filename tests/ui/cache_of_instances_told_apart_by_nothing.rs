use std::hash::Hash;

use dyno::{Error, cache};

trait Rate {
    type Money: Clone + Send + Sync + 'static;
    fn rate() -> Self::Money;
}

trait Depot {
    type Id: Clone + Eq + Hash + Send + Sync + 'static;
    fn left(&self) -> u32;
}

#[cache(ttl = 30s)]
async fn rate<C: Rate>(day: u32) -> Result<C::Money, Error> {
    let _ = day;
    Ok(C::rate())
}

#[cache(ttl = 30s)]
fn left<D: Depot<Id = u32>>(id: <D as Depot>::Id) -> u32 {
    id
}

#[cache(ttl = 30s, key = id)]
fn of_any(id: u32, depot: impl Depot) -> u32 {
    id + depot.left()
}

#[cache(ttl = 30s)]
fn left_out<D: Depot>(id: u32, _: D) -> u32 {
    id
}

#[cache(ttl = 30s)]
fn in_the_error<E: From<Error>>(id: u32) -> Result<u32, E> {
    Ok(id)
}

#[cache(ttl = 30s, key = id)]
fn sum<const N: usize>(id: u32, all: [u32; N]) -> u32 {
    id + all.iter().sum::<u32>()
}

#[cache(ttl = 30s)]
fn length<T: AsRef<str> + Eq + Hash + ToOwned<Owned = String> + ?Sized>(sku: &T) -> usize
where
    String: std::borrow::Borrow<T>,
{
    sku.as_ref().len()
}

fn main() {}
