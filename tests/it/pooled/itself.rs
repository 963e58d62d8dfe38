//! Functions whose bodies submit the function itself.

use dyno::{Compound, Error, command};

use super::Failed;

#[dyno::test]
fn a_function_submits_itself() {
    #[command(pool("itself", threads = 2, queue = 0))]
    fn down(from: u32) -> Result<u32, Error> {
        Ok(if from == 0 { 0 } else { down::command(from - 1).submit().result()? + 1 })
    }
    assert_eq!(down::command(9).submit().result().unwrap(), 9);
    assert_eq!(down(9).unwrap(), 9);
    assert_eq!(down::metrics().totals.calls.success, 20);
}

#[dyno::test]
fn two_functions_submit_each_other() {
    #[command(pool("each other", threads = 1, queue = 0))]
    fn even(n: u32) -> Result<bool, Error> {
        if n == 0 { Ok(true) } else { odd::command(n - 1).submit().result() }
    }
    #[command(pool("each other"))]
    fn odd(n: u32) -> Result<bool, Error> {
        if n == 0 { Ok(false) } else { even::command(n - 1).submit().result() }
    }
    assert!(even(8).unwrap());
    assert!(!even::command(7).submit().result().unwrap());
}

#[dyno::test]
fn whatever_else_guards_it() {
    #[command(pool("guarded itself"), timeout = 60s, breaker, retry = 2, fallback = |_| Ok(from))]
    fn sum<T: Into<u32> + Clone + Send + 'static>(from: u32, step: T) -> Result<u32, Compound<Failed>> {
        if from == 0 {
            return Err(Failed::Down);
        }
        let rest = sum::command(from - 1, step).timeout(None).submit().result();
        Ok(from + rest.map_err(Compound::into_last)?)
    }
    // The last of them fails, and its fallback answers.
    assert_eq!(sum(3, 1_u8).unwrap(), 6);
}

#[dyno::test]
fn without_a_pool_it_is_one_job_of_its_group() {
    #[command(group = "one job of itself")]
    fn down(from: u32) -> u32 {
        if from == 0 { 0 } else { down::command(from - 1).submit().result().unwrap_or(99) + 1 }
    }
    assert_eq!(down::command(4).submit().result().unwrap(), 4);
}
