//! Where entries and flights are: in shards by the hash of the key, each behind a lock. Everything that callers need of it is here, so that
//! something else may stand behind it.
//!
//! Keys are compared, and entries dropped, without a lock, because `Eq` and `Drop` are the user's. Where two keys have the same hash of
//! 64 bits, the later one takes the place of the other.

use std::collections::HashMap;
use std::hash::RandomState;
use std::mem::{replace, take};
use std::sync::Arc;

use crate::cache::entry::Entry;
use crate::cache::failure::Failure;
use crate::cache::flight::{Flight, Left, wake};
use crate::cache::hashed::Hashed;
use crate::cache::key::Query;
use crate::cache::queue::{Queue, Seats};
use crate::chain::Node;
use crate::clock::Moment;
use crate::sync::{AtomicU64, Ordering::Relaxed, RwLock, read, write};

/// What a making ends with.
pub(super) type Landed<K, V> = Result<Arc<Entry<K, V>>, Failure>;

/// A flight, and the key that it is for.
#[derive(Debug)]
pub(super) struct Flown<K, V> {
    pub(super) key: K,
    pub(super) hash: u64,
    pub(super) flight: Flight<Landed<K, V>>,
    pub(super) node: Arc<Node>,
}

impl<K, V> Flown<K, V> {
    /// Begins one, led by whoever does so.
    pub(super) fn new(key: K, hash: u64, now: Moment) -> Arc<Self> {
        Arc::new(Self { key, hash, flight: Flight::new(now), node: Node::new(None) })
    }
}

/// What becomes of a flight that was to begin.
pub(super) enum Begun<K, V> {
    /// It has begun.
    Leads,
    /// There is another one, if it is for the same key; whoever waits for it has this number, and gives up in the end.
    Follows(Arc<Flown<K, V>>, u64),
    /// There is another entry by now.
    Changed,
}

/// How large a shard is before there is another one.
const SHARD: usize = 64;

#[derive(Debug)]
pub(super) struct Store<K, V> {
    shards: Box<[RwLock<Shard<K, V>>]>,
    hashing: RandomState,
    len: AtomicU64,
    evicted: AtomicU64,
}

/// On cache lines of its own, which are fetched in pairs.
#[derive(Debug)]
#[repr(align(128))]
struct Shard<K, V> {
    slots: Slots<K, V>,
    queue: Queue,
    flights: HashMap<u64, Arc<Flown<K, V>>, Hashed>,
}

#[derive(Debug)]
struct Slots<K, V>(HashMap<u64, Seated<K, V>, Hashed>);

/// An entry, and the number of its place in the queue.
type Seated<K, V> = (Arc<Entry<K, V>>, u32);

impl<K, V> Store<K, V> {
    pub(super) fn new(capacity: u32, threads: usize) -> Self {
        let shards = (capacity as usize / SHARD).clamp(1, (4 * threads).clamp(1, 64)).next_power_of_two();
        Self {
            shards: (0..shards).map(|_| RwLock::new(Shard::default())).collect(),
            hashing: RandomState::new(),
            len: AtomicU64::new(0),
            evicted: AtomicU64::new(0),
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.len.load(Relaxed)
    }

    pub(super) fn evicted(&self) -> u64 {
        self.evicted.load(Relaxed)
    }

    #[inline]
    pub(super) fn hash(&self, key: &impl Query<K>) -> u64 {
        key.hash_by(&self.hashing)
    }

    /// Finds the entry of a hash, be it of another key.
    #[inline]
    pub(super) fn at(&self, hash: u64) -> Option<Arc<Entry<K, V>>> {
        read(self.shard(hash)).slots.0.get(&hash).map(|(entry, _)| entry.clone())
    }

    /// Finds the entry of a key.
    #[inline]
    pub(super) fn find(&self, hash: u64, key: &impl Query<K>) -> Option<Arc<Entry<K, V>>> {
        self.at(hash).filter(|entry| key.is(&entry.key))
    }

    /// Begins a flight, if the entry of its hash is the one that was `seen`.
    pub(super) fn begin(&self, new: &Arc<Flown<K, V>>, seen: Option<&Arc<Entry<K, V>>>) -> Begun<K, V> {
        let mut shard = write(self.shard(new.hash));
        if !is_same(shard.slots.0.get(&new.hash).map(|(entry, _)| entry), seen) {
            return Begun::Changed;
        }
        if let Some(other) = shard.flights.get(&new.hash) {
            return Begun::Follows(other.clone(), other.flight.joins());
        }
        shard.flights.insert(new.hash, new.clone());
        Begun::Leads
    }

    /// Ends a flight with an entry that is kept, for which others may have to leave, or with what is not: a value then leaves nothing behind that is older. Of what was
    /// invalidated meanwhile nothing is kept. One that `fails` is over only for its leader, of that number, if somebody else leads by now.
    pub(super) fn land(
        &self,
        flown: &Arc<Flown<K, V>>,
        landed: Landed<K, V>,
        fails: Option<u64>,
        is_kept: bool,
        capacity: u32,
    ) {
        let mut left = Vec::new();
        let lands = {
            let mut shard = write(self.shard(flown.hash));
            let lands = flown.flight.is_to_land(fails);
            if lands && is_flying(&shard, flown) {
                shard.flights.remove(&flown.hash);
                match &landed {
                    Ok(entry) if is_kept => self.put(&mut shard, flown.hash, entry.clone(), capacity, &mut left),
                    Ok(_) => left.extend(self.take_from(&mut shard, flown.hash)),
                    Err(_) => {}
                }
            }
            lands
        };
        if !lands {
            return;
        }
        if is_kept {
            self.shrink(flown.hash, capacity, &mut left);
        }
        flown.flight.lands(landed);
    }

    /// Leaves a flight: it is over if nobody waits for it.
    pub(super) fn leave(&self, flown: &Arc<Flown<K, V>>, leader: u64, now: Moment) {
        let asleep = {
            let mut shard = write(self.shard(flown.hash));
            let (is_over, asleep) = flown.flight.leaves(leader, now);
            if is_over && is_flying(&shard, flown) {
                shard.flights.remove(&flown.hash);
            }
            asleep
        };
        wake(asleep);
    }

    /// Waits no more: the flight is over if nobody leads it or waits for it.
    pub(super) fn give_up(&self, flown: &Arc<Flown<K, V>>, who: u64) {
        let Left { mine: _mine, next, .. } = {
            let mut shard = write(self.shard(flown.hash));
            let left = flown.flight.gives_up(who);
            if left.is_over && is_flying(&shard, flown) {
                shard.flights.remove(&flown.hash);
            }
            left
        };
        wake(next);
    }

    /// The flight of a hash, be it of another key.
    pub(super) fn flying(&self, hash: u64) -> Option<Arc<Flown<K, V>>> {
        read(self.shard(hash)).flights.get(&hash).cloned()
    }

    /// Puts an entry in; what is being made of that key is not kept.
    pub(super) fn insert(&self, hash: u64, entry: Arc<Entry<K, V>>, capacity: u32) {
        let mut left = Vec::new();
        let _flown = {
            let mut shard = write(self.shard(hash));
            self.put(&mut shard, hash, entry, capacity, &mut left);
            shard.flights.remove(&hash)
        };
        self.shrink(hash, capacity, &mut left);
    }

    /// Takes the entry of a key out, and does not keep what is being made of it.
    pub(super) fn remove(&self, hash: u64, key: &impl Query<K>) -> Option<Arc<Entry<K, V>>> {
        loop {
            let (flown, found) = {
                let shard = read(self.shard(hash));
                (shard.flights.get(&hash).cloned(), shard.slots.0.get(&hash).map(|(entry, _)| entry.clone()))
            };
            let is_flown = flown.as_ref().is_some_and(|flown| key.is(&flown.key));
            let is_found = found.as_ref().is_some_and(|found| key.is(&found.key));
            if !is_flown && !is_found {
                return None;
            }
            let mut shard = write(self.shard(hash));
            let entry = shard.slots.0.get(&hash).map(|(entry, _)| entry);
            // What was flying may have landed since.
            if !is_same(shard.flights.get(&hash), flown.as_ref()) || !is_same(entry, found.as_ref()) {
                continue;
            }
            if is_flown {
                shard.flights.remove(&hash);
            }
            return if is_found { self.take_from(&mut shard, hash) } else { None };
        }
    }

    /// Takes those out that are asked for by `is`, and does not keep anything that is being made.
    pub(super) fn remove_if(&self, mut is: impl FnMut(&Entry<K, V>) -> bool) -> u64 {
        // What is dropped is the user's, and so is its panic: by then everything is out.
        let mut removed = Vec::new();
        for shard in &self.shards {
            let (all, _flights): (Vec<_>, _) = {
                let mut shard = write(shard);
                let all = shard.slots.0.iter().map(|(hash, (entry, _))| (*hash, entry.clone())).collect();
                (all, take(&mut shard.flights))
            };
            removed.extend(all.into_iter().filter(|(hash, entry)| is(entry) && self.take_out(*hash, entry)));
        }
        removed.len() as u64
    }

    /// Takes everything out, and does not keep anything that is being made.
    pub(super) fn clear(&self) {
        let shards = self.shards.iter().map(|shard| {
            let mut shard = write(shard);
            self.len.fetch_sub(shard.slots.0.len() as u64, Relaxed);
            take(&mut *shard)
        });
        // What is dropped is the user's, and so is its panic: by then everything is out.
        let _all: Vec<_> = shards.collect();
    }

    /// Lets entries leave until no more are there than that.
    pub(super) fn shrink_to(&self, capacity: u32) {
        self.shrink(0, capacity, &mut Vec::new());
    }

    fn shard(&self, hash: u64) -> &RwLock<Shard<K, V>> {
        // The lowest bits are those by which the map finds its places.
        &self.shards[(hash >> 40) as usize & (self.shards.len() - 1)]
    }

    /// Puts an entry in. Where there is no room one of its shard leaves first, if there is any.
    fn put(
        &self,
        shard: &mut Shard<K, V>,
        hash: u64,
        entry: Arc<Entry<K, V>>,
        capacity: u32,
        left: &mut Vec<Arc<Entry<K, V>>>,
    ) {
        if let Some((old, _)) = shard.slots.0.get_mut(&hash) {
            entry.set_uses(old.uses());
            left.push(replace(old, entry));
            return;
        }
        if self.len() >= capacity.into() {
            left.extend(self.evict(shard));
        }
        let place = shard.queue.enter(hash);
        shard.slots.0.insert(hash, (entry, place));
        self.len.fetch_add(1, Relaxed);
    }

    /// Has entries leave while there are too many, in turn from each shard after that of the hash.
    fn shrink(&self, hash: u64, capacity: u32, left: &mut Vec<Arc<Entry<K, V>>>) {
        let (mut at, mut empty) = ((hash >> 40) as usize, 0);
        while self.len() > capacity.into() && empty < self.shards.len() {
            at += 1;
            match self.evict(&mut write(&self.shards[at & (self.shards.len() - 1)])) {
                Some(old) => {
                    left.push(old);
                    empty = 0;
                }
                None => empty += 1,
            }
        }
    }

    fn evict(&self, shard: &mut Shard<K, V>) -> Option<Arc<Entry<K, V>>> {
        let hash = shard.queue.leave(&shard.slots)?;
        let (old, _) = shard.slots.0.remove(&hash)?;
        self.len.fetch_sub(1, Relaxed);
        self.evicted.fetch_add(1, Relaxed);
        Some(old)
    }

    fn take_out(&self, hash: u64, entry: &Arc<Entry<K, V>>) -> bool {
        let mut shard = write(self.shard(hash));
        let is_there = is_same(shard.slots.0.get(&hash).map(|(entry, _)| entry), Some(entry));
        if is_there {
            self.take_from(&mut shard, hash);
        }
        is_there
    }

    /// Takes an entry out, which is to be dropped without a lock.
    fn take_from(&self, shard: &mut Shard<K, V>, hash: u64) -> Option<Arc<Entry<K, V>>> {
        let (old, _) = shard.slots.0.remove(&hash)?;
        self.len.fetch_sub(1, Relaxed);
        let Shard { slots, queue, .. } = shard;
        queue.tidy(slots.0.len(), slots);
        Some(old)
    }
}

impl<K, V> Default for Shard<K, V> {
    fn default() -> Self {
        Self { slots: Slots(HashMap::default()), queue: Queue::default(), flights: HashMap::default() }
    }
}

impl<K, V> Seats for Slots<K, V> {
    fn uses(&self, hash: u64, place: u32) -> Option<u32> {
        self.0.get(&hash).filter(|(_, theirs)| *theirs == place).map(|(entry, _)| entry.uses())
    }

    fn set_uses(&self, hash: u64, uses: u32) {
        if let Some((entry, _)) = self.0.get(&hash) {
            entry.set_uses(uses);
        }
    }
}

fn is_flying<K, V>(shard: &Shard<K, V>, flown: &Arc<Flown<K, V>>) -> bool {
    shard.flights.get(&flown.hash).is_some_and(|flying| Arc::ptr_eq(flying, flown))
}

fn is_same<T>(now: Option<&Arc<T>>, seen: Option<&Arc<T>>) -> bool {
    match (now, seen) {
        (None, None) => true,
        (Some(now), Some(seen)) => Arc::ptr_eq(now, seen),
        _ => false,
    }
}

#[cfg(all(test, dyno_loom))]
mod tests;
