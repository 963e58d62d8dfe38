//! Who leaves when there is no more room: S3-FIFO (J. Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023). A small
//! queue for what is new, a main one for what was used while it was there, and the names of those who left the small one of late: who is
//! asked for again goes to the main one at once.

use std::collections::{HashSet, VecDeque};

use crate::cache::hashed::Hashed;

/// What part of all the small queue is.
const SMALL: usize = 10;

/// A place in a queue: of the entry with that hash, if its place has that number.
type Place = (u64, u32);

/// The order in which entries leave.
#[derive(Debug, Default)]
pub(super) struct Queue {
    small: VecDeque<Place>,
    main: VecDeque<Place>,
    gone: VecDeque<u64>,
    ghosts: HashSet<u64, Hashed>,
    next: u32,
}

/// What the entries say to the queue.
pub(super) trait Seats {
    /// How often the entry was used that has this place; `None` if nobody has it any more.
    fn uses(&self, hash: u64, place: u32) -> Option<u32>;
    /// Counts the uses anew, from here.
    fn set_uses(&self, hash: u64, uses: u32);
}

impl Queue {
    /// Puts in who is new, and gives the number of its place.
    pub(super) fn enter(&mut self, hash: u64) -> u32 {
        let place = self.next;
        self.next = place.wrapping_add(1);
        if self.ghosts.remove(&hash) {
            self.main.push_back((hash, place));
        } else {
            self.small.push_back((hash, place));
        }
        place
    }

    /// Finds who leaves, and takes it out.
    pub(super) fn leave(&mut self, seats: &impl Seats) -> Option<u64> {
        loop {
            let is_new = self.small.len() * SMALL >= self.small.len() + self.main.len();
            let (hash, place) = if is_new { self.small.pop_front() } else { self.main.pop_front() }?;
            match seats.uses(hash, place) {
                None => {}
                Some(0) => {
                    if is_new {
                        self.remember(hash);
                    }
                    return Some(hash);
                }
                Some(uses) => {
                    seats.set_uses(hash, if is_new { 0 } else { uses - 1 });
                    self.main.push_back((hash, place));
                }
            }
        }
    }

    /// Forgets places that nobody has, once they are more than the others: `len` have one.
    pub(super) fn tidy(&mut self, len: usize, seats: &impl Seats) {
        if self.small.len() + self.main.len() > 2 * len + 32 {
            self.small.retain(|(hash, place)| seats.uses(*hash, *place).is_some());
            self.main.retain(|(hash, place)| seats.uses(*hash, *place).is_some());
        }
    }

    fn remember(&mut self, hash: u64) {
        if self.ghosts.insert(hash) {
            self.gone.push_back(hash);
        }
        while self.gone.len() > self.small.len() + self.main.len() {
            if let Some(oldest) = self.gone.pop_front() {
                self.ghosts.remove(&oldest);
            }
        }
    }
}
