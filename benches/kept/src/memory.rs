//! How many bytes an entry takes.

use paths::counting::count;
use serde::Serialize;

use crate::shelf::{KINDS, WITH_TTL};

/// What a cache has asked the allocator for when it is full, for each of its entries.
#[derive(Debug, Serialize)]
pub(crate) struct Bytes {
    pub(crate) name: &'static str,
    pub(crate) per_entry: f64,
}

/// There is room for so many.
pub(crate) const ENTRIES: u32 = 100_000;

/// Fills each twice over, so that everybody has had to let some go.
pub(crate) fn all() -> Vec<Bytes> {
    let each = KINDS.iter().chain(WITH_TTL).map(|kind| {
        let (shelf, counted) = count(|| {
            let shelf = (kind.make)(ENTRIES);
            for key in 0..u64::from(2 * ENTRIES) {
                shelf.hits(key);
            }
            shelf.len();
            shelf
        });
        let len = shelf.len();
        assert!(len > u64::from(ENTRIES) * 9 / 10, "{} holds {len}", kind.name);
        Bytes { name: kind.name, per_entry: counted.live as f64 / len as f64 }
    });
    each.collect()
}
