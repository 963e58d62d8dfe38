//! An operator who is never content.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub(crate) const CHANGES_A_MINUTE: u32 = 1_000;

pub(crate) struct Steering {
    stop: Sender<()>,
    operator: JoinHandle<Result<(), String>>,
}

impl Steering {
    /// Begins to override a setting of the breaker that is called, and to take that back, in turn.
    pub(crate) fn begin() -> Self {
        let (stop, stopped) = mpsc::channel();
        let operator = thread::spawn(move || {
            let mut over = None;
            while stopped.recv_timeout(Duration::from_secs(60) / CHANGES_A_MINUTE) == Err(RecvTimeoutError::Timeout) {
                over = change(over)?;
            }
            over.map_or(Ok(()), |id| change(Some(id)).map(drop))
        });
        Self { stop, operator }
    }

    /// Takes back what is left.
    pub(crate) fn end(self) -> Result<(), String> {
        drop(self.stop);
        self.operator.join().map_err(|_| "the operator panicked".to_owned())?
    }
}

/// Does the next of its changes: takes back what there is, or makes it.
fn change(over: Option<u64>) -> Result<Option<u64>, String> {
    let steer = dyno::settings();
    match over {
        Some(id) => steer.undo(id).map(|_| None),
        None => {
            let change = steer.override_("breaker", "closed").set("failure_rate", "60%");
            change.because("a change is as good as a rest").apply().map(|over| Some(over.id))
        }
    }
    .map_err(|error| error.to_string())
}
