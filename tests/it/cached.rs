//! Functions with a cache.

mod detached;
mod ends;
mod ignored;
mod instances;
mod judged;
mod late;
mod options;
mod overtaken;
mod own_time;
mod panics;
mod pooled;
mod recursive;
mod refused;
mod shapes;

use dyno::Error;

/// What functions of these tests fail with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum Down {
    #[error("down for the {0}. time")]
    Down(u32),
    #[error("{0}")]
    Guard(String),
}

impl From<Error> for Down {
    fn from(error: Error) -> Self {
        Self::Guard(error.to_string())
    }
}
