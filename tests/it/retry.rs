//! Attempts that follow a failed one.

#![allow(clippy::unnecessary_wraps, reason = "a guarded function returns what its shape needs")]

mod alone;
mod answered;
mod around;
mod attempts;
mod budget;
mod callers;
mod cancel;
mod compound;
mod conditional;
mod deadline;
mod herd;
mod lent;
mod names;
mod nested;
mod panics;
mod real;
mod remaining;
mod settings;
mod shapes;
mod spans;
mod time;
mod typed;

use std::sync::atomic::{AtomicU32, Ordering};

use dyno::Error;

#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("busy")]
    Busy,
    #[error("gone")]
    Gone,
    #[error("guarded")]
    Guard(#[from] Error),
}

impl PartialEq for Failed {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

/// Fails so often, then answers how often it was asked.
#[derive(Debug, Default)]
pub(crate) struct Service {
    fails: u32,
    asked: AtomicU32,
}

impl Service {
    pub(crate) fn failing(fails: u32) -> Self {
        Self { fails, ..Self::default() }
    }

    pub(crate) fn ask(&self) -> Result<u32, Failed> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        if asked <= self.fails { Err(Failed::Busy) } else { Ok(asked) }
    }

    pub(crate) fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}
