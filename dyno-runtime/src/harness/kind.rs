//! What kind of error something is, as its `Debug` says: the name of a variant or of a type.

use std::any::type_name;
use std::fmt::{self, Write};

/// The longest name that is one.
const LONGEST: usize = 64;

/// Names the variant of an error, or its type where `Debug` tells none.
pub(crate) fn kind<E: fmt::Debug + ?Sized>(error: &E) -> String {
    let mut name = Name::default();
    // It stops as soon as all is known.
    let _ = write!(name, "{error:?}");
    name.found().map_or_else(|| short(type_name::<E>()), ToOwned::to_owned)
}

/// A type's name without its path: `StockError` of `shop::StockError`.
pub(crate) fn short(path: &str) -> String {
    let (head, generics) = path.split_once('<').map_or((path, ""), |(head, generics)| (head, generics));
    let name = head.rsplit("::").next().unwrap_or(head);
    if generics.is_empty() { name.to_owned() } else { format!("{name}<{generics}") }
}

/// The first word of what is written, and what follows it.
#[derive(Default)]
struct Name {
    word: String,
    next: Option<char>,
}

impl Name {
    /// The word, if it is the name of a variant: nothing follows, or what it holds.
    fn found(&self) -> Option<&str> {
        let is_name = self.word.starts_with(|first: char| first.is_ascii_uppercase()) && self.word.len() <= LONGEST;
        let is_whole = self.next.is_none_or(|next| matches!(next, '(' | '{'));
        (is_name && is_whole).then_some(&*self.word)
    }
}

impl Write for Name {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for sign in text.chars() {
            match self.next {
                None if sign.is_ascii_alphanumeric() || sign == '_' => self.word.push(sign),
                // A space may stand before what a struct holds.
                None | Some(' ') => self.next = Some(sign),
                Some(_) => return Err(fmt::Error),
            }
            if self.word.len() > LONGEST {
                return Err(fmt::Error);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{kind, short};

    #[expect(dead_code, reason = "they are only shown")]
    #[derive(Debug)]
    enum Stock {
        Unknown,
        Sold(u32),
        Late { by: u32 },
    }

    #[test]
    fn a_variant_has_its_name_and_a_text_none() {
        assert_eq!(
            [Stock::Unknown, Stock::Sold(1), Stock::Late { by: 2 }].each_ref().map(kind),
            ["Unknown", "Sold", "Late"]
        );
        assert_eq!(kind(&io::Error::from(io::ErrorKind::NotFound)), "Kind");
        assert_eq!(kind("Connection refused"), "str");
        assert_eq!(kind(&"Connection".to_owned()), "String");
        assert_eq!(kind(&format_args!("Connection refused")), "Arguments<'_>");
        assert_eq!(kind(&format_args!("{}", "X".repeat(1_000))), "Arguments<'_>");
        assert_eq!(kind(&7), "i32");
    }

    #[test]
    fn a_type_has_its_last_name() {
        assert_eq!(short("shop::StockError"), "StockError");
        assert_eq!(short("alloc::boxed::Box<dyn core::error::Error>"), "Box<dyn core::error::Error>");
    }
}
