//! Keeps the commands alive that were used last, so that one which is built anew for every request finds what it has counted.

use std::mem::take;
use std::sync::Arc;

use crate::command::state::State;
use crate::registry::Registry;
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// How many are kept at most.
const MOST: usize = 1_024;
/// How many go at once when there is no more room: so the search for the oldest costs each new one but a little.
const BATCH: usize = MOST / 8;

/// Its address is that of the commands' place in a registry.
static PLACE: u8 = 0;

/// The commands of a registry that are kept alive.
#[derive(Debug, Default)]
pub(super) struct Recent {
    now: AtomicU64,
    kept: Mutex<Vec<Arc<State>>>,
}

/// When a command was used last, in uses of all; 0 while it is not kept.
#[derive(Debug, Default)]
pub(super) struct Use(AtomicU64);

impl Recent {
    pub(super) fn of(registry: &Registry) -> Arc<Self> {
        registry.of_site((&raw const PLACE).addr(), Arc::default)
    }

    /// Keeps a command, as the one that was used last.
    pub(super) fn uses(&self, state: &Arc<State>) {
        let Some(built) = state.by_builder() else { return };
        let now = self.now.fetch_add(1, Relaxed) + 1;
        if built.used.is_noted(now) {
            return;
        }
        let gone = {
            let mut kept = lock(&self.kept);
            if !built.used.begins(now) {
                return;
            }
            let gone = if kept.len() < MOST { Vec::new() } else { make_room(&mut kept) };
            kept.push(state.clone());
            gone
        };
        // Outside of the lock: a pool may end with it.
        drop(gone);
    }
}

impl Use {
    /// Notes the use of a command that is kept; tells whether it is.
    fn is_noted(&self, now: u64) -> bool {
        self.0.fetch_update(Relaxed, Relaxed, |last| (last != 0).then_some(now)).is_ok()
    }

    /// Notes that a command is kept from now on; tells whether it was not.
    fn begins(&self, now: u64) -> bool {
        self.0.compare_exchange(0, now, Relaxed, Relaxed).is_ok()
    }

    fn last(&self) -> u64 {
        self.0.load(Relaxed)
    }

    fn ends(&self) {
        self.0.store(0, Relaxed);
    }
}

/// Takes those out that were not used for the longest time.
fn make_room(kept: &mut Vec<Arc<State>>) -> Vec<Arc<State>> {
    // Read once, because they go on being used.
    let mut by_use: Vec<_> = take(kept).into_iter().map(|state| (last_use(&state), state)).collect();
    by_use.select_nth_unstable_by_key(BATCH, |(last, _)| *last);
    let mut states = by_use.into_iter().map(|(_, state)| state);
    let gone: Vec<_> = states.by_ref().take(BATCH).collect();
    kept.extend(states);
    for built in gone.iter().filter_map(|state| state.by_builder()) {
        built.used.ends();
    }
    gone
}

fn last_use(state: &State) -> u64 {
    state.by_builder().map_or(0, |built| built.used.last())
}
