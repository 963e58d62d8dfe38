//! A stripe for each thread that counts: its own cache lines, written with plain stores, and one more for all who have no
//! seat. Stripes are made on first use and never reset, so a thread that takes a seat over goes on where the last one ended.

use once_cell::race::OnceBox;

use super::seat::{seat, seats, sit_down};

/// Stripes of one kind.
#[derive(Debug)]
pub(crate) struct Stripes<T> {
    /// One a seat; the last one is shared.
    all: Box<[OnceBox<T>]>,
}

/// The stripe on which this thread counts, and whether it owns it.
#[derive(Debug)]
pub(crate) struct Held<'a, T> {
    pub(crate) of: &'a T,
    pub(crate) is_owned: bool,
}

impl<T: Default> Stripes<T> {
    pub(crate) fn new() -> Self {
        Self { all: (0..=seats()).map(|_| OnceBox::new()).collect() }
    }

    /// The stripe that this thread owns, if it has counted here before.
    #[inline]
    pub(crate) fn mine(&self) -> Option<&T> {
        self.all.get(seat())?.get()
    }

    /// The stripe that this thread must use, made if need be.
    pub(crate) fn held(&self) -> Held<'_, T> {
        self.mine().map_or_else(|| self.take(), |of| Held { of, is_owned: true })
    }

    #[cold]
    fn take(&self) -> Held<'_, T> {
        let seat = sit_down();
        let index = seat.unwrap_or(self.all.len() - 1);
        Held { of: self.all[index].get_or_init(Box::default), is_owned: seat.is_some() }
    }

    /// All that are used, with their index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.all.iter().enumerate().filter_map(|(index, stripe)| Some((index, stripe.get()?)))
    }

    /// How many there may be.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}
