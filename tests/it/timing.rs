//! The timer: what nests in what, the print, how intervals end, and what takes it along.

use std::time::Duration;

use dyno::{ManualClock, Timer, TimingEventKind, TimingSnapshot};

mod annotated;
mod bounds;
mod by_hand;
mod carried;
mod ends;
mod futures;
mod layer;
mod model;
mod print;
mod processor;

const MILLI: Duration = Duration::from_millis(1);

/// Builds a timer whose clock the test moves.
fn timer() -> (Timer, ManualClock) {
    let clock = ManualClock::new();
    (Timer::builder().clock(&clock).build(), clock)
}

/// Writes who is inside of whom, as `a(b c(d))`, each as long as it is open with a `?` behind it.
fn tree(timer: &Timer) -> String {
    below(&timer.snapshot(), None)
}

fn below(snapshot: &TimingSnapshot, parent: Option<usize>) -> String {
    let begun = snapshot.events.iter().filter(|event| event.kind != TimingEventKind::Ended && event.parent == parent);
    let written = begun.map(|event| {
        let is_open = event.kind == TimingEventKind::Began && event.took.is_none();
        let inside = below(snapshot, Some(event.id));
        let inside = if inside.is_empty() { inside } else { format!("({inside})") };
        format!("{}{}{inside}", event.name, if is_open { "?" } else { "" })
    });
    written.collect::<Vec<_>>().join(" ")
}
