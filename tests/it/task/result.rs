//! What a task gives, by the type of its work.

use std::collections::HashMap;
use std::future::pending;

use dyno::{Error, Submit, Task, command};

use super::Failed;

#[command]
async fn stock(sku: u32) -> Result<u32, Failed> {
    if sku == 0 { Err(Failed::Down) } else { Ok(sku) }
}

#[command]
async fn count() -> u32 {
    7
}

#[derive(Debug, PartialEq)]
struct Price(u32);

#[command]
async fn price() -> Price {
    Price(3)
}

/// An error without room for dyno's.
#[derive(Debug, PartialEq)]
struct NoRoom;

#[dyno::test]
async fn a_result_comes_as_it_was_declared() {
    let answered: Result<u32, Failed> = stock(7).submit().await;
    assert_eq!(answered.unwrap(), 7);
    assert!(matches!(stock(0).submit().result().await, Err(Failed::Down)));
}

#[dyno::test]
async fn a_plain_value_comes_in_a_result() {
    let counted: Result<u32, Error> = count().submit().await;
    assert_eq!(counted.unwrap(), 7);
    assert_eq!(async {}.submit().result().await.ok(), Some(()));
    assert_eq!(async { HashMap::from([(1, "one")]) }.submit().await.unwrap()[&1], "one");
    assert_eq!(async { [Some(1), None] }.submit().await.unwrap(), [Some(1), None]);
}

#[dyno::test]
async fn any_type_is_joined() {
    let joined: Result<Price, Error> = price().submit().join().await;
    assert_eq!(joined.unwrap(), Price(3));
    let joined = async { Err::<u32, _>(NoRoom) }.submit().join().await;
    assert_eq!(joined.unwrap(), Err(NoRoom));
    let task: Task<Price> = async { pending().await }.submit();
    task.cancel("no more");
    assert_eq!(task.join().await.unwrap_err().to_string(), "it::task::result::any_type_is_joined: cancelled: no more");
}

#[dyno::test]
async fn a_panic_is_an_error_with_its_message() {
    let said = async { assert_eq!(1, 2, "counted {}", "wrong") }.submit();
    let error = said.await.unwrap_err();
    assert!(matches!(error, Error::Panicked { .. }) && error.to_string().contains("counted wrong"), "{error}");

    let plainly = async { if true { panic!("plainly") } else { Err::<u32, Failed>(Failed::Down) } }.submit();
    assert!(plainly.wait(super::LONG).await);
    assert!(!plainly.is_cancelled() && !plainly.is_timeout() && !plainly.is_fallback());
    assert!(plainly.cause().unwrap().to_string().ends_with("panicked: plainly"));
    assert!(matches!(plainly.await, Err(Failed::Guard(Error::Panicked { .. }))));

    let mutely = async { std::panic::resume_unwind(Box::new(7)) }.submit();
    assert!(mutely.join().await.map(|never: ()| never).unwrap_err().to_string().contains("did not say why"));
}

/// What is thrown may throw in turn, when it is dropped.
struct Grenade(u8);

impl Drop for Grenade {
    fn drop(&mut self) {
        if let Some(next) = self.0.checked_sub(1) {
            std::panic::panic_any(Grenade(next));
        }
    }
}

#[dyno::test(paused)]
async fn a_panic_that_panics_again_ends_the_task_all_the_same() {
    for depth in 0..3 {
        let task = async move { std::panic::panic_any(Grenade(depth)) }.submit();
        assert!(task.wait(super::LONG).await);
        assert!(matches!(task.join().await.map(|never: ()| never), Err(Error::Panicked { .. })));

        let held = Grenade(depth);
        let task = async move {
            pending::<()>().await;
            drop(held);
        }
        .submit();
        tokio::task::yield_now().await;
        task.cancel("enough");
        assert!(task.wait(super::LONG).await);
    }
}

#[command(name = "breaks down")]
async fn breaks_down() -> u32 {
    panic!("inside")
}

#[dyno::test]
async fn a_panic_in_a_command_bears_its_name_and_is_counted_once() {
    let error = breaks_down().submit().await.unwrap_err();
    assert_eq!(error.to_string(), "breaks down: panicked: inside");
    let calls = breaks_down::metrics().totals.calls;
    assert_eq!((calls.panicked, calls.sum(), breaks_down::metrics().in_flight), (1, 1, 0));
}

#[dyno::test]
async fn a_task_is_a_future_like_any_other() {
    let (mut slow, quick) = (async { pending::<u32>().await }.submit(), count().submit());
    tokio::select! {
        _ = &mut slow => unreachable!("it never ends"),
        counted = quick => assert_eq!(counted.unwrap(), 7),
    }
    assert!(!slow.is_completed(), "and nobody ended it");
    let both = tokio::join!(count().submit(), stock(1).submit());
    assert_eq!((both.0.unwrap(), both.1.unwrap()), (7, 1));
}
