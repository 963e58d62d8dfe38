//! What a function returns and takes: decided by type, left as its author wrote it.

use std::error::Error as StdError;
use std::io;
use std::num::ParseIntError;
use std::sync::Arc;

use dyno::command;

use super::Failed;

type Shop<T> = Result<T, Failed>;

#[command(breaker = "returns")]
fn alias(good: bool) -> Shop<u32> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[command(breaker = "returns")]
fn io_result(good: bool) -> io::Result<u32> {
    if good { Ok(1) } else { Err(io::ErrorKind::NotFound.into()) }
}

#[command(breaker = "returns")]
fn boxed(number: &str) -> Result<u32, Box<dyn StdError + Send + Sync>> {
    Ok(number.parse::<u32>()?)
}

#[command(breaker = "returns")]
async fn any_error(number: &str) -> anyhow::Result<u32> {
    let parsed = number.parse::<u32>()?;
    if parsed == 9 {
        return Ok(10);
    }
    Ok(parsed)
}

#[command(breaker = "returns")]
fn text(good: bool) -> Result<u32, String> {
    if good { Ok(1) } else { Err("down".to_owned()) }
}

#[dyno::test]
async fn every_kind_of_error_carries_dynos() {
    assert!(alias(false).is_err() && io_result(false).is_err() && boxed("x").is_err() && text(false).is_err());
    assert!(any_error("x").await.is_err());
    assert_eq!(any_error("9").await.unwrap(), 10);
    for metrics in [alias::metrics(), io_result::metrics(), boxed::metrics(), any_error::metrics(), text::metrics()] {
        assert_eq!(metrics.totals.calls.failure, 1, "{}", metrics.name);
    }
    dyno::breaker("returns").unwrap().force_open("stocktaking", None);
    assert!(matches!(alias(true), Err(Failed::Guard(dyno::Error::Open { .. }))));
    assert!(io_result(true).unwrap_err().to_string().contains("stocktaking"));
    assert!(boxed("1").unwrap_err().downcast_ref::<dyno::Error>().is_some());
    assert!(any_error("1").await.unwrap_err().downcast_ref::<dyno::Error>().is_some());
    assert!(text(true).unwrap_err().contains("stocktaking"));
}

#[command]
fn bare(mut numbers: Vec<u32>, (left, right): (u32, u32)) -> Vec<u32> {
    numbers.push(left + right);
    numbers
}

#[command]
async fn nothing() {}

#[command]
fn shown(number: u32) -> impl std::fmt::Display {
    number
}

#[command]
async fn longest<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.len() > right.len() { left } else { right }
}

#[command]
fn parsed<T, const N: usize>(text: &str) -> Result<[T; N], ParseIntError>
where
    T: Copy + std::str::FromStr<Err = ParseIntError>,
{
    Ok([text.parse()?; N])
}

#[dyno::test]
async fn signatures_stay_what_they_were() {
    assert_eq!(bare(vec![1], (2, 3)), [1, 5]);
    nothing().await;
    assert_eq!(shown(7).to_string(), "7");
    assert_eq!(longest("ab", "c").await, "ab");
    assert_eq!(parsed::<u8, 2>("4"), Ok([4, 4]));
    parsed::<u32, 1>("x").unwrap_err();
    assert_eq!(parsed::metrics().totals.calls.failure, 1);
}

struct Shelf {
    numbers: Vec<u32>,
}

impl Shelf {
    #[command(breaker = "shelf", fallback = Self::first)]
    fn get(&self, index: usize) -> Result<&u32, Failed> {
        self.numbers.get(index).ok_or(Failed::Unknown)
    }

    fn first(&self, _index: usize) -> Result<&u32, Failed> {
        self.numbers.first().ok_or(Failed::Unknown)
    }

    #[command]
    fn get_mut(&mut self, index: usize) -> Option<&mut u32> {
        let number = self.numbers.get_mut(index)?;
        Some(number)
    }

    #[command(timeout = 1s, fallback = Self::push_default)]
    async fn push(&mut self, number: u32) -> Result<usize, Failed> {
        self.numbers.push(number);
        tokio::task::yield_now().await;
        if number > 9 { Err(Failed::Down) } else { Ok(self.numbers.len()) }
    }

    async fn push_default(&mut self, _number: u32) -> Result<usize, Failed> {
        self.numbers.pop();
        tokio::task::yield_now().await;
        Ok(self.numbers.len())
    }

    #[command]
    async fn shared(self: Arc<Self>, index: usize) -> Option<u32> {
        self.numbers.get(index).copied()
    }

    #[command]
    fn into_numbers(self) -> Vec<u32> {
        self.numbers
    }

    #[command(handle = false)]
    fn new(numbers: &[u32]) -> Shelf {
        Shelf { numbers: numbers.to_vec() }
    }
}

trait Count {
    fn count(&self) -> usize;
}

impl Count for Shelf {
    #[command]
    fn count(&self) -> usize {
        self.numbers.len()
    }
}

#[dyno::test]
async fn methods_are_guarded_with_every_receiver() {
    let mut shelf = Shelf::new(&[1, 2]);
    assert_eq!((shelf.get(1).unwrap(), shelf.get(5).unwrap()), (&2, &1));
    *shelf.get_mut(0).unwrap() = 4;
    assert_eq!((shelf.push(3).await.unwrap(), shelf.push(10).await.unwrap()), (3, 3));
    assert_eq!(shelf.count(), 3);
    let shelf = Arc::new(shelf);
    assert_eq!(shelf.clone().shared(0).await, Some(4));
    assert_eq!(Arc::into_inner(shelf).unwrap().into_numbers(), [4, 2, 3]);

    let names: Vec<_> = dyno::snapshot().commands.into_iter().map(|command| command.name).collect();
    for name in ["Shelf::get", "Shelf::push", "Shelf::new", "Shelf as it::command::returns::Count>::count"] {
        assert!(names.iter().any(|known| known.ends_with(name)), "{name} is not among {names:?}");
    }
}

#[dyno::test]
async fn a_guarded_future_can_be_sent() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    assert_eq!(sent(longest("a", "bc")).await, "bc");
    assert_eq!(tokio::spawn(any_error("3")).await.unwrap().unwrap(), 3);
}

#[dyno::test]
fn a_function_inside_a_function_has_its_own_handle() {
    #[command]
    fn local() -> u32 {
        3
    }
    assert_eq!(local(), 3);
    let name = local::metrics().name;
    assert_eq!(name, "it::command::returns::a_function_inside_a_function_has_its_own_handle::local");
}
