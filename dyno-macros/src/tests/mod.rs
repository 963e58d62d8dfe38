//! What can be tested without a compiler round it. Mistakes as a user sees them are in the workspace's `tests/ui`.

mod expected;
mod free;
mod futures;
mod mistakes;
#[cfg(not(any(feature = "aspect", feature = "breaker", feature = "cache")))]
mod off;
mod options;
mod random;
mod shapes;
mod stack;
mod values;
mod words;

use proc_macro2::TokenStream;

/// The tokens of a piece of Rust.
fn tokens(rust: &str) -> TokenStream {
    rust.parse().expect("the test holds valid tokens")
}
