//! What was timed, and where each interval nests: the state, the moment and what happens go in, and nobody is asked the time.

use std::num::NonZero;
use std::sync::Arc;

use crate::clock::Moment;

/// The number of an interval or a mark, from 1 in the order in which they were begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id(NonZero<u32>);

/// Everything that was timed, as far as there was room.
#[derive(Debug)]
pub(crate) struct Log {
    most: usize,
    entries: Vec<Entry>,
    happened: Vec<Happened>,
    left_out: u64,
}

/// An interval, or a mark.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: Arc<str>,
    pub(crate) parent: Option<Id>,
    pub(crate) depth: u32,
    pub(crate) begun: Moment,
    pub(crate) end: End,
}

/// Whether an interval has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It has none: it is a mark.
    Mark,
    Open,
    Ended {
        at: Moment,
        /// The processor's time that it took, in nanoseconds, if that is known.
        cpu: Option<u64>,
    },
}

/// What happened, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    Began(Id),
    Ended(Id),
}

impl Log {
    /// Makes an empty one with room for so many intervals and marks.
    pub(crate) fn new(most: usize) -> Self {
        // No number may be larger than fits.
        let most = most.min(u32::MAX as usize);
        Self { most, entries: Vec::new(), happened: Vec::new(), left_out: 0 }
    }

    /// Begins an interval, unless there is no room for it.
    pub(crate) fn begin(&mut self, parent: Option<Id>, name: Arc<str>, now: Moment) -> Option<Id> {
        self.enter(parent, name, now, End::Open)
    }

    /// Notes a mark.
    pub(crate) fn mark(&mut self, parent: Option<Id>, name: Arc<str>, now: Moment) {
        self.enter(parent, name, now, End::Mark);
    }

    /// Ends an interval, once.
    pub(crate) fn end(&mut self, id: Id, now: Moment, cpu: Option<u64>) {
        let entry = &mut self.entries[id.index()];
        if entry.end == End::Open {
            entry.end = End::Ended { at: now, cpu };
            self.happened.push(Happened::Ended(id));
        }
    }

    /// The innermost interval that is open, from this one outwards as far as `base`, which is taken as it is.
    pub(crate) fn innermost(&self, at: Option<Id>, base: Option<Id>) -> Option<Id> {
        let mut at = at;
        while let Some(id) = at.filter(|_| at != base) {
            let entry = self.entry(id);
            if entry.end == End::Open {
                return at;
            }
            at = entry.parent;
        }
        at
    }

    pub(crate) fn entry(&self, id: Id) -> &Entry {
        &self.entries[id.index()]
    }

    /// What happened, in order.
    pub(crate) fn happened(&self) -> impl Iterator<Item = Happened> {
        self.happened.iter().copied()
    }

    /// How many intervals and marks found no room.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    fn enter(&mut self, parent: Option<Id>, name: Arc<str>, begun: Moment, end: End) -> Option<Id> {
        if self.entries.len() >= self.most {
            self.left_out += 1;
            return None;
        }
        let depth = parent.map_or(0, |parent| self.entry(parent).depth + 1);
        self.entries.push(Entry { name, parent, depth, begun, end });
        let id = Id::from_word(u32::try_from(self.entries.len()).ok()?)?;
        self.happened.push(Happened::Began(id));
        Some(id)
    }
}

impl Id {
    /// The number in a word of its own, in which 0 is none.
    pub(crate) fn from_word(word: u32) -> Option<Self> {
        NonZero::new(word).map(Self)
    }

    pub(crate) fn word(id: Option<Self>) -> u32 {
        id.map_or(0, |id| id.0.get())
    }

    /// The same from 0.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Happened, Id, Log};
    use crate::clock::Moment;

    const NOW: Moment = Moment::NEVER;

    fn begin(log: &mut Log, parent: Option<Id>) -> Option<Id> {
        log.begin(parent, "x".into(), NOW)
    }

    #[test]
    fn what_is_ended_out_of_order_is_looked_past() {
        let mut log = Log::new(9);
        let one = begin(&mut log, None);
        let two = begin(&mut log, one);
        let three = begin(&mut log, two);
        log.end(two.unwrap(), NOW, None);
        assert_eq!(log.innermost(three, None), three);
        log.end(three.unwrap(), NOW, None);
        assert_eq!((log.innermost(three, None), log.innermost(three, two)), (one, two));
        log.end(one.unwrap(), NOW, None);
        assert_eq!(log.innermost(three, None), None);
    }

    #[test]
    fn an_end_counts_once() {
        let mut log = Log::new(9);
        let id = begin(&mut log, None).unwrap();
        log.end(id, NOW, Some(1));
        log.end(id, NOW, Some(2));
        assert_eq!(log.happened().collect::<Vec<_>>(), [Happened::Began(id), Happened::Ended(id)]);
    }

    #[test]
    fn what_finds_no_room_is_counted() {
        let mut log = Log::new(2);
        let id = begin(&mut log, None);
        log.mark(id, "y".into(), NOW);
        assert_eq!(begin(&mut log, id), None);
        log.mark(id, "z".into(), NOW);
        log.end(id.unwrap(), NOW, None);
        assert_eq!((log.left_out(), log.happened().count()), (2, 3));
    }
}
