//! Functions of every shape. They compile without a warning, answer when they are called, and answer otherwise when their
//! breaker refuses them.

#![expect(
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "a fallback takes and returns what the function does"
)]

mod arguments;
mod derived;
mod drops;
mod made_by_macros;
mod namesakes;
mod receivers;
mod returns;
mod sent;

use std::sync::atomic::{AtomicU32, Ordering};

/// An error that has room for dyno's.
#[derive(Debug, PartialEq)]
struct Failed;

impl From<dyno::Error> for Failed {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

impl From<std::num::ParseIntError> for Failed {
    fn from(_: std::num::ParseIntError) -> Self {
        Self
    }
}

type Answer<T> = Result<T, Failed>;

/// Makes every call to the commands of this breaker be refused.
fn refuse(breaker: &str) {
    dyno::breaker(breaker).expect("it is declared").force_open("for the test", None);
}

/// Counts how often it is cloned.
#[derive(Debug, Default)]
struct Counting<'a>(Option<&'a AtomicU32>);

impl Clone for Counting<'_> {
    fn clone(&self) -> Self {
        if let Some(count) = self.0 {
            count.fetch_add(1, Ordering::Relaxed);
        }
        Self(self.0)
    }
}
