use std::any::TypeId;
use std::hash::Hash;

use dyno::{Error, cache};

trait Rate: 'static {
    type Money: Clone + Send + Sync + 'static;
    fn rate() -> Self::Money;
}

trait Depot {
    type Id: Clone + Eq + Hash + Send + Sync + 'static;
    fn left(&self) -> u32;
}

#[cache(ttl = 30s, key = (day, TypeId::of::<C>()))]
async fn rate<C: Rate>(day: u32) -> Result<C::Money, Error> {
    let _ = day;
    Ok(C::rate())
}

#[cache(ttl = 30s, key = (id, TypeId::of::<D>()))]
fn left<D: Depot<Id = u32> + 'static>(id: <D as Depot>::Id) -> u32 {
    id
}

#[cache(ttl = 30s, key = (id, &depot))]
fn of_any(id: u32, depot: impl Depot + Clone + Eq + Hash + Send + Sync + 'static) -> u32 {
    id + depot.left()
}

#[cache(ttl = 30s)]
fn left_out<D: Depot + Clone + Eq + Hash + Send + Sync + 'static>(id: u32, _depot: D) -> u32 {
    id
}

#[cache(ttl = 30s, key = (id, TypeId::of::<E>()))]
fn in_the_error<E: From<Error> + 'static>(id: u32) -> Result<u32, E> {
    Ok(id)
}

#[cache(ttl = 30s, key = (id, N))]
fn sum<const N: usize>(id: u32, all: [u32; N]) -> u32 {
    id + all.iter().sum::<u32>()
}

#[cache(ttl = 30s, key = (sku, TypeId::of::<T>()))]
fn length<T: AsRef<str> + Eq + Hash + ToOwned<Owned = String> + ?Sized + 'static>(sku: &T) -> usize
where
    String: std::borrow::Borrow<T>,
{
    sku.as_ref().len()
}
