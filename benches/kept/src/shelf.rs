//! The caches, each used as its documentation shows, with keys and values of eight bytes.

use std::time::Duration;

use dyno::CachePolicy;

/// A cache of so many entries.
pub(crate) trait Shelf {
    /// Looks there, and puts the key in where it is not. Tells whether it was.
    fn hits(&self, key: u64) -> bool;
    /// Counts what it holds, when all that it puts off is done.
    fn len(&self) -> u64;
}

/// What is measured, and how it is made for so many entries.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) make: fn(u32) -> Box<dyn Shelf>,
}

pub(crate) const KINDS: &[Kind] = &[
    Kind { name: "dyno", make: |capacity| Box::new(dyno(capacity, None)) },
    Kind { name: "moka", make: |capacity| Box::new(moka::sync::Cache::new(capacity.into())) },
    Kind { name: "quick_cache", make: |capacity| Box::new(quick_cache::sync::Cache::new(capacity as usize)) },
];

/// The same where entries live for a time.
pub(crate) const WITH_TTL: &[Kind] = &[
    Kind { name: "dyno, with a ttl", make: |capacity| Box::new(dyno(capacity, Some(HOUR))) },
    Kind {
        name: "moka, with a ttl",
        make: |capacity| {
            Box::new(moka::sync::Cache::builder().max_capacity(capacity.into()).time_to_live(HOUR).build())
        },
    },
];

const HOUR: Duration = Duration::from_hours(1);

fn dyno(capacity: u32, ttl: Option<Duration>) -> dyno::Cache<u64, u64> {
    let _registry = dyno::Registry::new().enter();
    let cache = dyno::Cache::builder("kept").ttl(ttl).policy(CachePolicy::Static).capacity(capacity).build();
    cache.expect("these settings can be")
}

impl Shelf for dyno::Cache<u64, u64> {
    fn hits(&self, key: u64) -> bool {
        let is_there = self.get(&key).is_some();
        if !is_there {
            self.insert(key, key);
        }
        is_there
    }

    fn len(&self) -> u64 {
        self.stats().len
    }
}

impl Shelf for moka::sync::Cache<u64, u64> {
    fn hits(&self, key: u64) -> bool {
        let is_there = self.get(&key).is_some();
        if !is_there {
            self.insert(key, key);
        }
        is_there
    }

    fn len(&self) -> u64 {
        self.run_pending_tasks();
        self.entry_count()
    }
}

impl Shelf for quick_cache::sync::Cache<u64, u64> {
    fn hits(&self, key: u64) -> bool {
        let is_there = self.get(&key).is_some();
        if !is_there {
            self.insert(key, key);
        }
        is_there
    }

    fn len(&self) -> u64 {
        quick_cache::sync::Cache::len(self) as u64
    }
}
