//! Commands, modules, types and constants of the same names.

use std::time::Duration;

use dyno::{Command, Window, command};

use super::{Answer, Failed, refuse};

#[command(breaker = "parent", fallback = 1)]
fn stock() -> Answer<u8> {
    Err(Failed)
}

mod child {
    #[allow(clippy::wildcard_imports, reason = "the point of it")]
    use super::*;

    #[command(breaker = "child", fallback = 2)]
    pub(super) fn stock() -> Answer<u8> {
        Err(Failed)
    }

    /// The parent's handle is the only one.
    #[command(handle = false)]
    pub(super) fn watched() -> u64 {
        watched::metrics().totals.calls.success
    }
}

/// Beside its handle, the crate of that name needs its colons.
#[command]
fn fastrand() -> u8 {
    ::fastrand::u8(1..=1)
}

const LIMIT: Duration = Duration::from_secs(60);
const RECENT: u32 = 30;

mod sku {
    pub(super) const LIMIT: super::Duration = super::Duration::from_secs(50);
}

mod limits {
    #[allow(non_upper_case_globals, reason = "the point of it")]
    pub(super) const sku: super::Duration = super::Duration::from_secs(40);
    pub(super) const T: super::Duration = super::Duration::from_secs(30);
}

#[command(timeout = self::LIMIT, attempt_timeout = sku::LIMIT, name = "limited")]
async fn limited(sku: u8) -> Answer<u8> {
    Ok(sku)
}

#[command(timeout = limits::sku, attempt_timeout = limits::T, name = "limited for all")]
async fn limited_for_all<T: Send>(sku: T) -> Answer<T> {
    Ok(sku)
}

#[command(breaker(concat!("over", " ", "all"), window = calls(RECENT)))]
fn watched() -> Answer<()> {
    Ok(())
}

#[command(breaker(window = calls(2 * self::RECENT)))]
fn watched_longer() -> Answer<()> {
    Ok(())
}

/// It cannot be cloned, so none of these names may be taken for the argument.
struct Sku(u8);

struct Cache {
    sku: u8,
}

const CACHE: Cache = Cache { sku: 3 };

#[command(breaker = "other", fallback = |_| Ok(Cache { sku: CACHE.sku }.sku + u8::from(sku::LIMIT > limits::sku)))]
fn other_meanings(sku: Sku) -> Answer<u8> {
    Ok(sku.0)
}

#[command(breaker = "other", fallback = |_| { let Cache { sku } = Cache { sku }; Ok(sku) })]
fn shorthand(sku: u8) -> Answer<u8> {
    Ok(sku + 1)
}

struct Shelf(u8);

fn double(count: u8) -> u8 {
    count * 2
}

impl Shelf {
    #[command(breaker = "other", fallback = |_| { self.0 += 1; Ok(self::double(self.0)) })]
    fn doubled(mut self: Box<Self>) -> Answer<u8> {
        self.0 = self.0.checked_sub(1).ok_or(Failed)?;
        Ok(self.0)
    }
}

impl Clone for Shelf {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

#[dyno::test]
fn a_child_has_a_command_of_its_parents_name() {
    assert_eq!((stock(), child::stock()), (Ok(1), Ok(2)));
    assert_eq!((watched(), child::watched(), fastrand()), (Ok(()), 1, 1));
    let names = dyno::snapshot().commands.into_iter().map(|command| command.name);
    let names: Vec<_> = names.filter(|name| name.contains("namesakes") && name.ends_with("::stock")).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.iter().all(|name| !name.contains("__dyno")), "{names:?}");
}

#[dyno::test]
async fn a_path_is_never_an_argument() {
    assert_eq!((limited(1).await, limited_for_all(2).await), (Ok(1), Ok(2)));
    let limits = |name| {
        let settings = Command::named(name).expect("it is declared").settings();
        [settings.timeout, settings.attempt_timeout].map(|limit| limit.expect("it is set").as_secs())
    };
    assert_eq!((limits("limited"), limits("limited for all")), ([60, 50], [40, 30]));
}

#[dyno::test]
fn constants_stand_for_counts_and_names() {
    assert_eq!((watched(), watched_longer()), (Ok(()), Ok(())));
    assert_eq!(dyno::breaker("over all").expect("it is declared").settings().window, Window::Calls(30));
    assert_eq!(watched_longer::breaker().settings().window, Window::Calls(60));
}

#[dyno::test]
fn only_the_variable_is_kept() {
    assert_eq!((other_meanings(Sku(7)), shorthand(6)), (Ok(7), Ok(7)));
    assert_eq!((Box::new(Shelf(3)).doubled(), Box::new(Shelf(0)).doubled()), (Ok(2), Ok(2)));
    refuse("other");
    assert_eq!((other_meanings(Sku(7)), shorthand(6)), (Ok(4), Ok(6)));
    assert_eq!(Box::new(Shelf(3)).doubled(), Ok(8));
}
