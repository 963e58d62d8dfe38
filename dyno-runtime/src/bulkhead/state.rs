//! The gate of a bulkhead: never more inside than its limit, and whoever waits is let in in the order of coming.
//!
//! Coming in is one exchange of the word, and leaving one subtraction, while nobody waits. Whoever has to wait says so in the word, under
//! the lock of the queue; from then on nobody comes in but by way of the queue, and whoever leaves hands the permit on.

use std::collections::VecDeque;
use std::mem::swap;
use std::task::Waker;

use crate::bulkhead::word::Word;
use crate::outcome::contained;
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// Who is inside, and who waits.
#[derive(Debug)]
pub(crate) struct Gate {
    word: Alone,
    /// The most that were ever inside at once.
    peak: AtomicU64,
    /// How many may wait; changed under the lock.
    room: AtomicU64,
    queue: Mutex<Queue>,
}

/// The word on cache lines of its own (they are fetched in pairs): whoever looks at the peak beside it would take it from whoever
/// comes in, and coming in would cost twice as much.
#[derive(Debug)]
#[repr(align(128))]
struct Alone(AtomicU64);

/// Why somebody is not let in: what there was, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full {
    pub(crate) active: u32,
    pub(crate) queued: u32,
    pub(crate) limit: u32,
}

/// What becomes of somebody who may wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    In,
    Queued(Ticket),
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

#[derive(Debug)]
struct Queue {
    /// How many tickets were ever drawn.
    drawn: u64,
    /// Oldest first. Whoever is let in has left.
    waiting: VecDeque<(Ticket, Waker)>,
}

/// What one look at the queue came to.
enum Step {
    Done(Result<Entry, Full>),
    /// Somebody older goes first.
    LetIn(Waker),
}

impl Gate {
    pub(crate) fn new(limit: u32, queue: u32) -> Self {
        Self {
            word: Alone(AtomicU64::new(Word::new(limit).0)),
            peak: AtomicU64::new(0),
            room: AtomicU64::new(queue.into()),
            queue: Mutex::new(Queue { drawn: 0, waiting: VecDeque::new() }),
        }
    }

    /// Comes in, if there is room and nobody waits for it.
    #[inline]
    pub(crate) fn enter_at_once(&self) -> bool {
        let mut word = self.word();
        while word.is_open() {
            match self.exchange(word, word.entered()) {
                Ok(entered) => {
                    self.notes_peak(entered);
                    return true;
                }
                Err(now) => word = now,
            }
        }
        false
    }

    /// Tells whether there is a queue at all.
    pub(crate) fn has_queue(&self) -> bool {
        self.room.load(Ordering::Relaxed) > 0
    }

    /// Comes in or is turned away; does not wait.
    #[cold]
    pub(crate) fn enter(&self) -> Result<(), Full> {
        let word = self.word();
        if !word.is_queued() && !word.is_open() {
            return Err(full(word, 0));
        }
        self.ask(&mut None).map(|_| ())
    }

    /// Comes in, or waits for that at the end of the queue, if it has room. The waker is taken if it is needed.
    #[cold]
    pub(crate) fn line_up(&self, waker: Waker) -> Result<Entry, Full> {
        // What is left of it is dropped without the lock, because it is the user's.
        self.ask(&mut Some(waker))
    }

    /// Tells whether whoever has this ticket still waits, and whom to wake. Whoever does not was let in.
    pub(crate) fn still_waits(&self, ticket: Ticket, waker: &Waker) -> bool {
        let is_known = self.place(ticket, |(_, known)| known.will_wake(waker));
        if is_known != Some(false) {
            return is_known.is_some();
        }
        // Cloned and dropped without the lock, because it is the user's.
        let mut waker = waker.clone();
        self.place(ticket, |(_, known)| swap(known, &mut waker)).is_some()
    }

    /// Leaves the queue. Tells whether that was too late: then it had been let in, and has to leave.
    pub(crate) fn give_up(&self, ticket: Ticket) -> bool {
        let left = {
            let queue = &mut *lock(&self.queue);
            let left = queue.at(ticket).and_then(|at| queue.waiting.remove(at));
            if queue.waiting.is_empty() {
                self.word.0.fetch_and(!Word::QUEUED, Ordering::Relaxed);
            }
            left
        };
        left.is_none()
    }

    /// Gives a permit back: to whoever waits longest, if anybody does.
    #[inline]
    pub(crate) fn leave(&self) {
        if Word(self.word.0.fetch_sub(Word::ONE, Ordering::Release)).is_queued() {
            self.hand_over();
        }
    }

    /// Changes both limits. Whoever is inside stays, and so does whoever waits; [`Gate::hand_over`] lets in whoever may come in now.
    pub(crate) fn resize(&self, limit: u32, queue: u32) {
        let _queue = lock(&self.queue);
        self.room.store(queue.into(), Ordering::Relaxed);
        let mut word = self.word();
        while let Err(now) = self.exchange(word, word.limited(limit)) {
            word = now;
        }
    }

    /// Who is inside and who waits, at one moment.
    pub(crate) fn look(&self) -> Full {
        let queue = lock(&self.queue);
        let word = self.word();
        // Whoever is let in by what was just given back counts as inside.
        let queued = queue.len();
        let next = word.limit().saturating_sub(word.active()).min(queued);
        Full { active: word.active() + next, queued: queued - next, limit: word.limit() }
    }

    /// The most that were ever inside at once.
    pub(crate) fn peak(&self) -> u32 {
        u32::try_from(self.peak.load(Ordering::Relaxed)).unwrap_or(u32::MAX)
    }

    /// Lets in whoever waits, as long as there is room.
    #[cold]
    pub(crate) fn hand_over(&self) {
        loop {
            let next = self.let_in(&mut lock(&self.queue));
            match next {
                Some(waker) => wake(waker),
                None => return,
            }
        }
    }

    fn ask(&self, waker: &mut Option<Waker>) -> Result<Entry, Full> {
        loop {
            let step = self.step(&mut lock(&self.queue), waker);
            match step {
                Step::Done(entry) => return entry,
                Step::LetIn(waker) => wake(waker),
            }
        }
    }

    fn step(&self, queue: &mut Queue, waker: &mut Option<Waker>) -> Step {
        loop {
            if let Some(next) = self.let_in(queue) {
                return Step::LetIn(next);
            }
            let word = self.word();
            if word.is_open() {
                if let Ok(entered) = self.exchange(word, word.entered()) {
                    self.notes_peak(entered);
                    return Step::Done(Ok(Entry::In));
                }
            } else if word.has_room() {
                // Somebody has just left: whoever waits longest goes first.
            } else if waker.is_none() || u64::from(queue.len()) >= self.room.load(Ordering::Relaxed) {
                return Step::Done(Err(full(word, queue.len())));
            } else if self.exchange(word, word.queued(true)).is_ok() {
                // Whoever leaves from now on finds the bit, and comes for the lock.
                queue.drawn += 1;
                let ticket = Ticket(queue.drawn);
                queue.waiting.extend(waker.take().map(|waker| (ticket, waker)));
                return Step::Done(Ok(Entry::Queued(ticket)));
            }
        }
    }

    /// Lets in whoever waits longest, if there is room.
    fn let_in(&self, queue: &mut Queue) -> Option<Waker> {
        let mut word = self.word();
        while word.has_room() && !queue.waiting.is_empty() {
            match self.exchange(word, word.entered().queued(queue.waiting.len() > 1)) {
                Ok(entered) => {
                    self.notes_peak(entered);
                    return queue.waiting.pop_front().map(|(_, waker)| waker);
                }
                Err(now) => word = now,
            }
        }
        None
    }

    /// Looks after one place in the queue, if it is still taken.
    fn place<R>(&self, ticket: Ticket, look: impl FnOnce(&mut (Ticket, Waker)) -> R) -> Option<R> {
        let queue = &mut *lock(&self.queue);
        let at = queue.at(ticket)?;
        queue.waiting.get_mut(at).map(look)
    }

    #[inline]
    fn word(&self) -> Word {
        Word(self.word.0.load(Ordering::Relaxed))
    }

    /// Makes `before` into `after`, and gives that back, or what it is instead.
    #[inline]
    fn exchange(&self, before: Word, after: Word) -> Result<Word, Word> {
        let exchanged = self.word.0.compare_exchange(before.0, after.0, Ordering::Acquire, Ordering::Relaxed);
        exchanged.map(|_| after).map_err(Word)
    }

    #[inline]
    fn notes_peak(&self, entered: Word) {
        let active = u64::from(entered.active());
        if active > self.peak.load(Ordering::Relaxed) {
            self.peak.fetch_max(active, Ordering::Relaxed);
        }
    }
}

impl Queue {
    fn len(&self) -> u32 {
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX)
    }

    fn at(&self, ticket: Ticket) -> Option<usize> {
        self.waiting.binary_search_by_key(&ticket, |(waiting, _)| *waiting).ok()
    }
}

/// Wakers are the user's: one that panics must not keep others from being let in.
fn wake(waker: Waker) {
    contained(|| waker.wake());
}

fn full(word: Word, queued: u32) -> Full {
    Full { active: word.active(), queued, limit: word.limit() }
}
