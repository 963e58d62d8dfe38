//! The one word of a bulkhead: who is inside, how many may be, and whether anybody waits.

/// In the high half how many are inside, and above that whether anybody waits; in the low half the limit. So one comparison
/// of the halves tells whether one more may come in at once: while somebody waits, the high half is beyond every limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(pub(super) u64);

impl Word {
    /// The largest limit, which leaves room for the bit above.
    pub(super) const MAX_LIMIT: u32 = 1_000_000_000;
    /// One permit.
    pub(super) const ONE: u64 = 1 << 32;
    /// Somebody waits.
    pub(super) const QUEUED: u64 = 1 << 63;

    pub(super) fn new(limit: u32) -> Self {
        Self(limit.into())
    }

    /// Tells whether one more may come in at once.
    #[inline]
    pub(super) fn is_open(self) -> bool {
        self.0 >> 32 < self.0 & u64::from(u32::MAX)
    }

    /// Tells whether a permit is free, whoever waits for it.
    pub(super) fn has_room(self) -> bool {
        Self(self.0 & !Self::QUEUED).is_open()
    }

    #[inline]
    pub(super) fn is_queued(self) -> bool {
        self.0 & Self::QUEUED != 0
    }

    /// How many are inside.
    pub(super) fn active(self) -> u32 {
        half((self.0 & !Self::QUEUED) >> 32)
    }

    pub(super) fn limit(self) -> u32 {
        half(self.0 & u64::from(u32::MAX))
    }

    /// The same with one more inside.
    #[inline]
    pub(super) fn entered(self) -> Self {
        Self(self.0 + Self::ONE)
    }

    /// The same, when somebody waits or (`false`) nobody does.
    pub(super) fn queued(self, queued: bool) -> Self {
        Self(if queued { self.0 | Self::QUEUED } else { self.0 & !Self::QUEUED })
    }

    /// The same with another limit.
    pub(super) fn limited(self, limit: u32) -> Self {
        Self(self.0 >> 32 << 32 | u64::from(limit))
    }
}

fn half(word: u64) -> u32 {
    u32::try_from(word).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn it_is_open_up_to_its_limit_and_while_nobody_waits() {
        let word = Word::new(2);
        assert_eq!((word.active(), word.limit()), (0, 2));
        assert!(word.is_open() && word.entered().is_open());
        let full = word.entered().entered();
        assert!(!full.is_open() && !full.has_room());
        assert_eq!((full.active(), full.limit()), (2, 2));

        let queued = word.queued(true);
        assert!(queued.is_queued() && !queued.is_open() && queued.has_room());
        assert_eq!(queued.queued(false), word);
        assert!(full.limited(3).is_open() && !full.limited(1).is_open());
        assert_eq!(full.queued(true).limited(Word::MAX_LIMIT).limit(), Word::MAX_LIMIT);
        assert!(!Word::new(Word::MAX_LIMIT).queued(true).is_open());
    }
}
