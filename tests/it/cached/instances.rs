//! Instances of a generic function, and functions that have only lifetimes.

use std::any::TypeId;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Arc;

use dyno::{cache, command};

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

trait Shelf: Send + Sync + 'static {
    const SIZE: u32;

    #[command(name = "by the trait", cache(ttl = 30s, key = sku))]
    fn room_by_the_trait(&self, sku: u32) -> u32 {
        Self::SIZE + sku
    }
}

struct Low;
struct High;

impl Shelf for Low {
    const SIZE: u32 = 10;
}

impl Shelf for High {
    const SIZE: u32 = 20;
}

struct Hall<S>(PhantomData<S>);

impl<S: Shelf> Hall<S> {
    fn new() -> Self {
        Self(PhantomData)
    }

    #[command(name = "room of a hall", cache(ttl = 30s, shared = true))]
    #[expect(clippy::unused_self, reason = "it is what is tested")]
    fn room(&self, sku: u32) -> u32 {
        S::SIZE + sku
    }

    #[command(name = "room of a hall later", cache(ttl = 30s, key = sku))]
    async fn room_later(&self, sku: u32) -> u32 {
        S::SIZE + sku
    }

    #[command(name = "room without a hall", cache(ttl = 30s, key = sku))]
    fn room_without(_: &Self, sku: u32) -> u32 {
        S::SIZE + sku
    }
}

/// Generic where `Self` is not.
trait Priced<C> {
    fn price(&self, day: u64) -> u64;
}

impl<C: Rate<Money = u64>> Priced<C> for Low {
    #[cache(ttl = 30s, key = day)]
    fn price(&self, day: u64) -> u64 {
        C::rate() + day
    }
}

trait Sized<const N: usize> {
    #[cache(ttl = 30s, shared = true)]
    fn wide(&self, room: usize) -> usize {
        N + room
    }
}

impl Sized<1> for Low {}
impl Sized<2> for Low {}

impl<S: Shelf> Hall<S> {
    #[command(handle = false, cache(ttl = 30s, shared = true))]
    fn plain(sku: u32) -> u32 {
        S::SIZE + sku
    }
}

#[dyno::test]
async fn types_of_a_generic_impl_have_their_own_values() {
    let (low, high) = (Hall::<Low>::new(), Hall::<High>::new());
    for _ in 0..2 {
        assert_eq!((low.room(1), high.room(1)), (11, 21));
        assert_eq!((low.room_later(1).await, high.room_later(1).await), (11, 21));
        assert_eq!((Hall::room_without(&low, 1), Hall::room_without(&high, 1)), (11, 21));
        assert_eq!((Low.room_by_the_trait(1), High.room_by_the_trait(1)), (11, 21));
    }
    let (eur, usd) = (|| Priced::<Eur>::price(&Low, 1), || Priced::<Usd>::price(&Low, 1));
    assert_eq!((eur(), usd(), eur()), (101, 117, 101));
    assert_eq!((Sized::<1>::wide(&Low, 5), Sized::<2>::wide(&Low, 5)), (6, 7));
    assert_eq!((Hall::<Low>::plain(1), Hall::<High>::plain(1)), (11, 21));
    // Another of the same type has what that type keeps.
    assert_eq!(Hall::<Low>::new().room(1), 11);
    let totals = dyno::cache::<u32, u32>("room of a hall").unwrap().stats();
    assert_eq!((totals.len, totals.hits), (2, 3));
}

#[dyno::test]
fn a_handle_by_name_is_that_of_the_type_called_first() {
    let handle = dyno::cache::<u32, u32>("room of a hall").unwrap();
    assert_eq!((Hall::<High>::new().room(1), Hall::<Low>::new().room(1)), (21, 11));
    assert_eq!(handle.peek(&1), Some(21));
}

struct Rack<F>(F);

impl<F: Fn() -> u32> Rack<F> {
    #[command(name = "room of a rack", cache(ttl = 30s, key = sku))]
    #[expect(clippy::unused_self, reason = "it is what is tested")]
    fn room(&self, sku: u32) -> u32 {
        (self.0)() + sku
    }

    #[command(name = "whole room of a rack", cache(ttl = 30s, shared = true))]
    fn whole_room(&self) -> u32 {
        (self.0)()
    }

    #[command(name = "room of a rack later", cache(ttl = 30s, key = sku))]
    async fn room_later(self: Arc<Self>, sku: u32) -> u32 {
        (self.0)() + sku
    }
}

trait Deep {
    fn depth(&self) -> u32;

    #[command(name = "depth by the trait", cache(ttl = 30s, key = sku))]
    fn depth_by_the_trait(&self, sku: u32) -> u32 {
        self.depth() + sku
    }
}

impl<F: Fn() -> u32> Deep for Rack<F> {
    fn depth(&self) -> u32 {
        (self.0)()
    }
}

#[async_trait::async_trait]
trait Late {
    async fn late(&self, sku: u32) -> u32;
}

#[async_trait::async_trait]
impl<F: Fn() -> u32 + Sync> Late for Rack<F> {
    #[command(name = "late by async_trait", cache(ttl = 30s, key = (sku, 0_u8)))]
    async fn late(&self, sku: u32) -> u32 {
        (self.0)() + sku
    }
}

// All closures of one function have one name.
#[dyno::test]
async fn instances_for_closures_have_their_own_values() {
    let (one, two) = (Arc::new(Rack(|| 10)), Arc::new(Rack(|| 20)));
    for _ in 0..2 {
        assert_eq!((one.room(1), two.room(1)), (11, 21));
        assert_eq!((one.whole_room(), two.whole_room()), (10, 20));
        assert_eq!((one.clone().room_later(1).await, two.clone().room_later(1).await), (11, 21));
        assert_eq!((one.depth_by_the_trait(1), two.depth_by_the_trait(1)), (11, 21));
        assert_eq!((one.late(1).await, two.late(1).await), (11, 21));
    }
    assert_eq!(dyno::cache::<u32, u32>("room of a rack").unwrap().stats().hits, 2);
}

#[dyno::test]
fn instances_for_local_types_of_one_name_have_their_own_values() {
    let one = {
        struct Here;
        impl Shelf for Here {
            const SIZE: u32 = 1;
        }
        Here.room_by_the_trait(1)
    };
    let two = {
        struct Here;
        impl Shelf for Here {
            const SIZE: u32 = 2;
        }
        Here.room_by_the_trait(1)
    };
    assert_eq!((one, two), (2, 3));
}
