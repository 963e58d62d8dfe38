//! The retry: how often, how long to wait between, and when to stop. Why: much of what fails goes well a moment later, and
//! whoever asks again at once, all together or for ever keeps down what is already down.
//!
//! What is decided is decided by pure functions here; whoever runs attempts draws the random number and sleeps.

#![cfg_attr(not(test), expect(dead_code, reason = "nothing runs attempts by it yet"))]

mod after;
mod backoff;
mod budget;
mod compound;
mod form;
mod jitter;
mod schedule;
mod settings;

pub use self::after::{RetryAfter, retry_after_header};
pub use self::backoff::Backoff;
pub use self::compound::Compound;
pub use self::jitter::Jitter;
pub use self::settings::RetrySettings;

#[expect(unused_imports, reason = "nothing runs attempts by them yet")]
pub(crate) use self::budget::Budget;
#[expect(unused_imports, reason = "nothing runs attempts by them yet")]
pub(crate) use self::schedule::{Failed, GaveUp, Next};
