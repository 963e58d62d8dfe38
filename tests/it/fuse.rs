//! The fuse: by hand, by its settings, before a function, and shares of keys.

use dyno::Error;

mod before;
mod by_hand;
mod panics;
mod settings;
mod shares;

/// The functions' error.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("it went wrong")]
    Wrong,
    #[error(transparent)]
    Guard(#[from] Error),
}

/// Why it was turned away.
#[track_caller]
fn reason<T: std::fmt::Debug>(result: Result<T, impl Into<Refused>>) -> Option<String> {
    match result.map_err(Into::into) {
        Err(Refused(Error::Blown(blown))) => blown.reason.as_ref().map(ToString::to_string),
        other => panic!("it was not turned away: {other:?}"),
    }
}

/// Dyno's error, of either type.
#[derive(Debug)]
struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Failed> for Refused {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Guard(error) => Self(error),
            Failed::Wrong => panic!("it went wrong"),
        }
    }
}
