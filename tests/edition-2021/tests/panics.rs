//! A setting that panics when it is evaluated. In a program of its own: whoever validates all commands comes to it.

use std::panic::{catch_unwind, UnwindSafe};
use std::time::Duration;

use dyno::command;
use dyno_edition_2021::Failed;

fn too_long() -> Duration {
    Duration::from_secs(1).checked_sub(Duration::from_secs(2)).expect("this is no time")
}

#[command(attempt_timeout = too_long(), breaker("panics", open_for = 1s))]
async fn of_the_command() -> Result<u32, Failed> {
    Ok(1)
}

#[command(breaker("panics as well", open_for = too_long()))]
fn of_its_breaker() -> Result<u32, Failed> {
    Ok(1)
}

#[command(breaker("panics not"))]
fn of_nothing() -> Result<u32, Failed> {
    Ok(1)
}

fn panic_of<T>(work: impl FnOnce() -> T + UnwindSafe) -> String {
    let panic = catch_unwind(work).err().expect("it panics");
    *panic.downcast::<String>().expect("it says why")
}

#[dyno::test]
fn whose_setting_panics_is_told_and_others_are_called() {
    assert_eq!(of_nothing(), Ok(1));
    let told = panic_of(of_the_command::metrics);
    assert!(told.contains("`panics::of_the_command`, at ") && told.contains("panics.rs:13"), "{told}");
    let told = panic_of(of_its_breaker);
    assert!(told.contains("`panics::of_its_breaker`, at "), "{told}");
    assert!(panic_of(dyno::validate).contains("of_"), "whoever looks at all of them comes to it");
    assert_eq!(of_nothing(), Ok(1));
}
