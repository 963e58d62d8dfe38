//! A short mark of a piece of source: the same tokens always have the same, whatever stands around them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use proc_macro2::TokenStream;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// Gives FNV-1a of 64 bits, folded to 32.
pub(crate) fn mark<'a>(tokens: impl IntoIterator<Item = &'a TokenStream>) -> u32 {
    let text = tokens.into_iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    folded(text.bytes())
}

/// Gives the first function of a crate its mark, and each other that is the same to the letter another one: axum's `#[debug_handler]`, among
/// others, copies a function into one that stands beside it, where what belongs to the original is in scope as well.
///
/// How many there were is the one thing that expansions know of each other. The compiler makes them in the same order each time.
pub(crate) fn told_apart(mark: u32) -> u32 {
    static SEEN: Mutex<BTreeMap<u32, u32>> = Mutex::new(BTreeMap::new());
    if !proc_macro::is_available() {
        return mark;
    }
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let before = seen.entry(mark).or_default();
    let mark = next(mark, *before);
    *before += 1;
    mark
}

/// The mark of the one that has so many before it.
pub(super) fn next(mark: u32, before: u32) -> u32 {
    if before == 0 { mark } else { folded(mark.to_le_bytes().into_iter().chain(before.to_le_bytes())) }
}

fn folded(bytes: impl Iterator<Item = u8>) -> u32 {
    let hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    let [low, high] = [hash & 0xffff_ffff, hash >> 32].map(|half| u32::try_from(half).unwrap_or_default());
    low ^ high
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::next;

    #[test]
    fn those_that_are_the_same_to_the_letter_are_told_apart() {
        let marks: BTreeSet<_> = (0..1_000).map(|before| next(0x1f2e_3d4c, before)).collect();
        assert_eq!((marks.len(), next(0x1f2e_3d4c, 0)), (1_000, 0x1f2e_3d4c));
    }
}
