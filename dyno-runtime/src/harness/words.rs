//! What errors and panics say: the user's code, which may panic, and has no end.

use std::fmt::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How much is kept of what an error says, in characters.
const KEPT: usize = 4_000;

/// Asks for the user's words, of a `Debug`, a `Display` or a closure; `None` where these panic, which is not to change what passes.
pub(crate) fn asked<T>(words: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(words)).ok()
}

/// Writes down what is said, or as much of it as is kept, and then that there was more.
pub(crate) fn said(words: impl fmt::Display) -> String {
    let mut text = begin(words, KEPT + 1);
    if let Some((end, _)) = text.char_indices().nth(KEPT) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Writes down the first so many characters; no more are asked for.
pub(crate) fn begin(words: impl fmt::Display, most: usize) -> String {
    let mut beginning = Beginning { text: String::new(), left: most };
    // It ends with an error where all is known.
    let _ = write!(beginning, "{words}");
    beginning.text
}

struct Beginning {
    text: String,
    left: usize,
}

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for sign in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(sign);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{asked, begin, said};

    #[test]
    fn little_is_kept_of_much() {
        assert_eq!(said("a word"), "a word");
        assert_eq!(said("ä".repeat(4_000)), "ä".repeat(4_000));
        assert_eq!(said(format_args!("{}{}", "ä".repeat(3_999), "öü")), "ä".repeat(3_999) + "ö…");
        assert_eq!((begin("äöü", 2), begin("äöü", 0)), ("äö".to_owned(), String::new()));
        assert_eq!(asked(|| -> u32 { panic!("the user's") }), None);
    }
}
