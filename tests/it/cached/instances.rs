//! Instances of a generic function, and functions that have only lifetimes.

use std::any::TypeId;
use std::hash::Hash;

use dyno::cache;

trait Rate: 'static {
    type Money: Clone + Send + Sync + 'static;
    fn rate() -> Self::Money;
}

struct Eur;
struct Usd;

impl Rate for Eur {
    type Money = u64;
    fn rate() -> u64 {
        100
    }
}

impl Rate for Usd {
    type Money = u64;
    fn rate() -> u64 {
        116
    }
}

#[dyno::test]
async fn a_type_in_the_key_tells_them_apart() {
    #[cache(ttl = 30s, key = (day, TypeId::of::<C>()))]
    async fn rate<C: Rate>(day: u32) -> C::Money {
        let _ = day;
        C::rate()
    }

    assert_eq!((rate::<Eur>(1).await, rate::<Usd>(1).await, rate::<Eur>(1).await), (100, 116, 100));
    assert_eq!(rate::metrics().making.unwrap().totals.calls.success, 2);
}

#[dyno::test]
fn an_argument_in_the_key_tells_them_apart() {
    #[cache(ttl = 30s, key = (sku, &unit))]
    fn size(sku: u32, unit: impl Clone + Eq + Hash + Send + Sync + 'static) -> usize {
        size_of_val(&unit) + sku as usize
    }

    #[cache(ttl = 30s)]
    fn room<const N: usize>(shelves: [u8; N]) -> usize {
        shelves.len()
    }

    #[cache(ttl = 30s)]
    fn inside<T: Clone + Eq + Hash + Send + Sync + 'static>((_, all): (u8, Vec<T>)) -> usize {
        size_of::<T>() + all.len()
    }

    assert_eq!((size(1, 0_u8), size(1, 0_u16), size(1, 0_u8)), (2, 3, 2));
    assert_eq!((room([0; 2]), room([0; 3])), (2, 3));
    assert_eq!((inside::<u8>((0, Vec::new())), inside::<u16>((1, Vec::new()))), (1, 2));
}

#[dyno::test]
fn lifetimes_are_no_instances() {
    #[cache(ttl = 30s)]
    fn length<'a>(sku: &'a str, depots: &'a [u32]) -> usize {
        sku.len() + depots.len()
    }

    assert_eq!(length("rake", &[1]), 5);
    assert_eq!(length::cache().get(&("rake".to_owned(), vec![1])), Some(5));
}
