//! A short mark of a piece of source: the same tokens always have the same, whatever stands around them.

use proc_macro2::TokenStream;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// Gives eight hexadecimal digits (FNV-1a of 64 bits, folded to 32).
pub(crate) fn mark<'a>(tokens: impl IntoIterator<Item = &'a TokenStream>) -> String {
    let text = tokens.into_iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let hash = text.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}
