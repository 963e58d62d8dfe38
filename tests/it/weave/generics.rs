//! What the instances of a generic function share, and what tells the methods of types and traits apart.

use std::fmt::Display;
use std::future::{Future, ready};
use std::marker::PhantomData;

use dyno::{Command, breaker, command, fallback};

use crate::command::{Failed, is_open};

type Answer<T> = Result<T, Failed>;

#[command(breaker, fallback = |_| Ok((T::default(), N + 100)))]
async fn largest<T: Ord + Default, const N: usize>(items: [T; N]) -> Answer<(T, usize)> {
    let largest = items.into_iter().max().ok_or(Failed::Unknown)?;
    Ok((largest, N))
}

#[breaker]
fn both(left: impl Display, right: impl Display + Clone) -> Answer<impl Display> {
    Ok(format!("{left}{right}"))
}

#[command(breaker, fallback = same)]
fn later<'a, T: Clone + Send + Sync>(item: &'a T) -> impl Future<Output = Answer<T>> + Send + use<'a, T> {
    ready(Ok(item.clone()))
}

fn same<T: Clone>(item: &T) -> Answer<T> {
    Ok(item.clone())
}

/// The name, the counters, the breaker and the settings are one; each instance has its own types.
#[dyno::test]
async fn a_generic_function_is_one_command() {
    assert_eq!(largest([1_u8, 3, 2]).await.unwrap(), (3, 3));
    assert_eq!(largest(["a".to_owned()]).await.unwrap(), ("a".to_owned(), 1));
    assert_eq!(largest::<u8, 0>([]).await.unwrap(), (0, 100));
    let totals = largest::metrics().totals;
    assert_eq!((totals.started, totals.calls.success, totals.calls.failure), (3, 2, 1));
    largest::breaker().trip().unwrap();
    assert_eq!(largest(["a", "b"]).await.unwrap(), ("", 102));
    assert_eq!(largest([1_u64]).await.unwrap(), (0, 101));
    assert_eq!(largest::metrics().totals.calls.rejected, 2);

    assert_eq!(both(1, 'b').unwrap().to_string(), "1b");
    assert_eq!(both("a", 2.5).unwrap().to_string(), "a2.5");
    both::breaker().trip().unwrap();
    assert!(both(1, 2).is_err() && both("a", "b").is_err());
    assert_eq!(both::metrics().totals.started, 4);

    assert_eq!((later(&1).await.unwrap(), later(&"a").await.unwrap()), (1, "a"));
    later::breaker().trip().unwrap();
    assert_eq!((later(&1).await.unwrap(), later(&"a").await.unwrap()), (1, "a"));
    assert_eq!(later::metrics().totals.calls.rejected, 2);
    let commands = dyno::snapshot().commands;
    assert_eq!(commands.iter().filter(|command| command.name.starts_with("it::weave::generics::largest")).count(), 1);
}

struct Client<T>(PhantomData<T>);
struct Mock;

impl<T: Display> Client<T> {
    #[breaker]
    #[expect(clippy::unused_self, reason = "it is what is tested")]
    fn get(&self, item: T) -> Answer<String> {
        Ok(item.to_string())
    }

    #[command(breaker, handle = false)]
    fn count<U: Into<usize>, const N: usize>(items: [U; N]) -> Answer<usize> {
        Ok(items.into_iter().map(Into::into).sum())
    }
}

impl Client<()> {
    #[breaker]
    #[expect(clippy::unused_self, reason = "it is what is tested")]
    fn only(&self) -> Answer<u8> {
        Ok(1)
    }
}

impl Client<[u8; 2]> {
    #[breaker]
    #[expect(clippy::unused_self, reason = "it is what is tested")]
    fn only(&self) -> Answer<u8> {
        Ok(2)
    }
}

impl Mock {
    #[breaker]
    #[expect(clippy::unused_self, reason = "it is what is tested")]
    fn get(&self, item: u8) -> Answer<String> {
        Ok(item.to_string())
    }
}

trait Shop<K> {
    fn stock(&self, key: K) -> Answer<u8>;

    #[fallback(9)]
    #[breaker]
    fn open(&self) -> Answer<u8> {
        Ok(1)
    }
}

impl<T> Shop<u8> for Client<T> {
    #[breaker]
    fn stock(&self, key: u8) -> Answer<u8> {
        Ok(key)
    }
}

impl Shop<u8> for Mock {
    #[breaker]
    fn stock(&self, key: u8) -> Answer<u8> {
        Ok(key + 1)
    }
}

impl Shop<&str> for Mock {
    #[breaker]
    fn stock(&self, key: &str) -> Answer<u8> {
        Ok(u8::try_from(key.len()).unwrap_or(0))
    }

    #[breaker]
    fn open(&self) -> Answer<u8> {
        Ok(2)
    }
}

mod child {
    impl super::Shop<char> for super::Mock {
        #[dyno::breaker]
        fn stock(&self, key: char) -> super::Answer<u8> {
            u8::try_from(key).map_err(|_| super::Failed::Unknown)
        }
    }
}

fn trip(name: &str) {
    let path = name.replace('~', "it::weave::generics::");
    dyno::breaker(&path).unwrap_or_else(|error| panic!("{error}")).trip().unwrap();
}

#[dyno::test]
fn methods_are_told_apart_by_type_and_trait() {
    let (numbers, texts) = (Client(PhantomData::<u8>), Client(PhantomData::<&str>));
    assert_eq!(
        (numbers.get(1).unwrap(), texts.get("a").unwrap(), Mock.get(1).unwrap()),
        ("1".into(), "a".into(), "1".into())
    );
    assert_eq!((Client::<u8>::count([1_u8]).unwrap(), Client::<char>::count([1_usize, 2]).unwrap()), (1, 3));
    assert_eq!((numbers.stock(1).unwrap(), Mock.stock(1).unwrap(), Mock.stock("ab").unwrap()), (1, 2, 2));
    assert_eq!(Mock.stock('a').unwrap(), 97);
    let (unit, pair) = (Client(PhantomData::<()>), Client(PhantomData::<[u8; 2]>));
    assert_eq!((unit.only().unwrap(), pair.only().unwrap()), (1, 2));

    trip("~Client<_>::get");
    assert!(is_open(&numbers.get(1)) && is_open(&texts.get("a")) && Mock.get(1).is_ok(), "one for all `T`");
    trip("~Mock::get");
    assert!(is_open(&Mock.get(1)));
    trip("~Client<_>::count");
    assert!(is_open(&Client::<u8>::count([1_u8])) && is_open(&Client::<char>::count([1_usize])));
    trip("~Client<()>::only");
    assert!(is_open(&unit.only()) && pair.only().is_ok(), "an impl of one type is its own");

    trip("<~Client<_> as ~Shop<u8>>::stock");
    assert!(is_open(&numbers.stock(1)) && is_open(&texts.stock(1)) && Mock.stock(1_u8).is_ok());
    trip("<~Mock as ~Shop<u8>>::stock");
    assert!(is_open(&Mock.stock(1_u8)) && Mock.stock("a").is_ok());
    trip("<~Mock as ~Shop<&str>>::stock");
    assert!(is_open(&Mock.stock("a")) && Mock.stock('a').is_ok());
    trip("<~Mock as ~Shop<char>>::stock");
    assert!(is_open(&Mock.stock('a')));
}

/// A body that stands in the trait is one function, whoever uses it; an impl's own is another.
#[dyno::test]
fn a_default_body_is_one_command_of_the_trait() {
    let client = Client(PhantomData::<u8>);
    let own = || Shop::<&str>::open(&Mock);
    assert_eq!((client.open().unwrap(), Shop::<u8>::open(&Mock).unwrap(), own().unwrap()), (1, 1, 2));
    trip("~Shop::open");
    assert_eq!((client.open().unwrap(), Shop::<u8>::open(&Mock).unwrap(), own().unwrap()), (9, 9, 2));
    trip("<~Mock as ~Shop<&str>>::open");
    assert!(is_open(&own()));
    let command = Command::named("it::weave::generics::Shop::open").unwrap().snapshot();
    assert_eq!((command.totals.started, command.totals.calls.rejected), (4, 2));
}
