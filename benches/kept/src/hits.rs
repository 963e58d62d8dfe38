//! How often those who ask find what they ask for.

use serde::Serialize;

use crate::shelf::KINDS;
use crate::trace::{KEYS, TRACES};

/// A trace, and what share of those who asked in it was served.
#[derive(Debug, Serialize)]
pub(crate) struct Hits {
    pub(crate) trace: &'static str,
    /// How much of the keys there is room for.
    pub(crate) room: f64,
    pub(crate) ratios: Vec<(&'static str, f64)>,
}

/// Runs each trace on each cache. Counted is the second half, when all are full, and no scan: a key of one is asked for once, and never found.
pub(crate) fn all(asks: usize) -> Vec<Hits> {
    let sizes = [0.01, 0.1];
    let each = TRACES.iter().flat_map(|trace| sizes.map(|room| (trace, room)));
    each.map(|(trace, room)| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a hundredth and a tenth")]
        let capacity = (KEYS as f64 * room) as u32;
        let ratios = KINDS.iter().map(|kind| {
            let shelf = (kind.make)(capacity);
            let (mut at, mut asked, mut hits) = (0, 0_u64, 0_u64);
            trace.run(asks, |key, is_scan| {
                let is_there = shelf.hits(key);
                at += 1;
                if at > asks / 2 && !is_scan {
                    asked += 1;
                    hits += u64::from(is_there);
                }
            });
            assert!(shelf.len() <= capacity.into(), "{} holds more than it may", kind.name);
            (kind.name, hits as f64 / asked as f64)
        });
        Hits { trace: trace.about, room, ratios: ratios.collect() }
    })
    .collect()
}
