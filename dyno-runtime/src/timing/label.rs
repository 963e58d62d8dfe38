//! What intervals and marks are called.

use std::fmt::{self, Display, Write as _};
use std::sync::Arc;

/// How many bytes of a name are kept.
pub(super) const LONGEST: usize = 256;

/// Writes a name down, as much of it as is kept.
pub(super) fn label(name: impl Display) -> Arc<str> {
    let mut short = Short(String::new());
    // It fails when there is no more room, and what is there is kept.
    let _ = write!(short, "{name}");
    short.0.into()
}

/// A text that ends with `…` where it would be too long.
struct Short(String);

impl fmt::Write for Short {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let room = LONGEST - self.0.len().min(LONGEST);
        if more.len() <= room {
            self.0.push_str(more);
            return Ok(());
        }
        let fits = (0..=room).rev().find(|end| more.is_char_boundary(*end)).unwrap_or(0);
        self.0.push_str(&more[..fits]);
        self.0.push('…');
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, label};

    #[test]
    fn a_long_name_is_cut_between_letters() {
        assert_eq!(&*label(format_args!("{}: {}", "page", 7)), "page: 7");
        let full = "x".repeat(LONGEST);
        assert_eq!(&*label(&full), full);
        assert_eq!(&*label(format_args!("{full}{}", 'y')), format!("{full}…"));
        let cut = label("ü".repeat(LONGEST) + "x");
        assert_eq!((cut.len(), cut.chars().last()), (LONGEST + '…'.len_utf8(), Some('…')));
        assert_eq!(label(format_args!("{}ü", "x".repeat(LONGEST - 1))).len(), LONGEST - 1 + '…'.len_utf8());
    }
}
