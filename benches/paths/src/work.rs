//! What every candidate guards: next to nothing, but nothing that could be seen through.

use std::fmt;
use std::future::poll_fn;
use std::hint::black_box;
use std::task::Poll;

/// The argument that fails. No loop gets so far, yet no optimiser knows.
pub const NEVER: u64 = u64::MAX;

/// What the work itself fails with.
#[derive(Clone, Copy, Debug)]
pub struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("down")
    }
}

impl std::error::Error for Down {}

/// Answers its argument.
///
/// # Errors
///
/// [`Down`], for [`NEVER`].
#[inline(always)]
#[allow(clippy::inline_always)]
pub fn work(x: u64) -> Result<u64, Down> {
    if black_box(x) == NEVER { Err(Down) } else { Ok(x) }
}

/// Answers even arguments and fails with odd ones.
///
/// # Errors
///
/// [`Down`] every second time.
#[inline(always)]
#[allow(clippy::inline_always)]
pub fn falter(x: u64) -> Result<u64, Down> {
    if black_box(x) % 2 == 1 { Err(Down) } else { Ok(x) }
}

/// Answers its argument at the first poll.
///
/// # Errors
///
/// [`Down`], for [`NEVER`].
#[allow(clippy::unused_async)]
pub async fn work_now(x: u64) -> Result<u64, Down> {
    work(x)
}

/// Answers its argument at the second poll.
///
/// # Errors
///
/// [`Down`], for [`NEVER`].
pub async fn work_later(x: u64) -> Result<u64, Down> {
    let mut waited = false;
    poll_fn(|_| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        Poll::Pending
    })
    .await;
    work(x)
}
