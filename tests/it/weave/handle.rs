//! `handle = Name`.

use dyno::{Command, breaker, command};

use crate::command::{Failed, is_open};

mod shop {
    use super::{Failed, breaker, command};

    #[breaker]
    #[command(handle = StockHandle)]
    pub(super) fn stock() -> Result<u8, Failed> {
        Ok(1)
    }
}

/// A crate of this name stays within reach.
#[command(handle = RandomHandle)]
fn fastrand() -> u8 {
    fastrand::u8(1..=1)
}

#[command(handle = Str)]
fn str() -> u8 {
    1
}

#[dyno::test]
fn it_has_another_name() {
    use shop::StockHandle;

    assert!(shop::stock().is_ok());
    assert_eq!(StockHandle::metrics().totals.calls.success, 1);
    StockHandle::breaker().trip().unwrap();
    assert!(is_open(&shop::stock()));
    assert_eq!((fastrand(), str()), (1, 1));
    assert_eq!((RandomHandle::metrics().totals.started, Str::metrics().totals.started), (1, 1));
    let names = [StockHandle::metrics().name, RandomHandle::metrics().name];
    assert_eq!(names, ["it::weave::handle::shop::stock", "it::weave::handle::fastrand"]);
    assert!(Command::named("it::weave::handle::str").is_ok());
}
