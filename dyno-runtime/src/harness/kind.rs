//! What kind of error something is: the name of a variant, as its `Debug` says, or of a type.

use std::any::type_name;
use std::fmt;
use std::io;
use std::sync::Arc;

use crate::error::Error;
use crate::harness::words::{asked, begin};

/// The longest name that is one.
const LONGEST: usize = 64;
/// How much of a `Debug` is looked at: an `io::Error` names its kind after a number.
const HEAD: usize = 128;

/// Types whose `Debug` is that of `io::Error`.
const OF_IO: [fn() -> &'static str; 3] =
    [type_name::<io::Error>, type_name::<Arc<io::Error>>, type_name::<Box<io::Error>>];

/// Names the variant of an error, or its type where `Debug` tells none; of an `io::Error` its `ErrorKind`. A `Debug` may say what a user wrote: unless
/// `is_open`, it is believed of types alone whose `Debug` is known.
pub(crate) fn kind<E: fmt::Debug + ?Sized>(error: &E, is_open: bool) -> String {
    let path = type_name::<E>().trim_start_matches('&');
    let is_io = OF_IO.iter().any(|of_io| path == of_io());
    if !is_open && !is_io && path != type_name::<Error>() {
        return short(path);
    }
    let head = asked(|| begin(format_args!("{error:?}"), HEAD)).unwrap_or_default();
    let of_io = || if is_io || path.contains("dyn ") { kind_of_io(&head) } else { None };
    of_io().or_else(|| variant(&head)).map_or_else(|| short(path), ToOwned::to_owned)
}

/// A type's name without its path: `StockError` of `shop::StockError`.
pub(crate) fn short(path: &str) -> String {
    let (head, generics) = path.split_once('<').map_or((path, ""), |(head, generics)| (head, generics));
    let name = head.rsplit("::").next().unwrap_or(head);
    if generics.is_empty() { name.to_owned() } else { format!("{name}<{generics}") }
}

/// The first word, if it is the name of a variant: nothing follows, or what it holds.
fn variant(debug: &str) -> Option<&str> {
    let word = word(debug);
    let rest = &debug[word.len()..];
    let holds = rest.strip_prefix(' ').unwrap_or(rest);
    let is_whole = rest.is_empty() || holds.starts_with('{') || rest.starts_with('(');
    (is_whole && is_name(word)).then_some(word)
}

/// The `ErrorKind` of an `io::Error`, which shows it in one of four ways.
fn kind_of_io(debug: &str) -> Option<&str> {
    let kind = debug.strip_prefix("Kind(").or_else(|| {
        let (head, rest) = debug.split_once("kind: ")?;
        let is_one = ["Custom { ", "Error { "].contains(&head) || head.starts_with("Os { code: ");
        is_one.then_some(rest)
    });
    kind.map(word).filter(|word| is_name(word))
}

fn word(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').unwrap_or(text.len());
    &text[..end]
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase()) && word.len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use std::fmt;
    use std::io;
    use std::sync::Arc;

    use super::{kind, short};
    use crate::error::{Error, Recursive};

    #[expect(dead_code, reason = "they are only shown")]
    #[derive(Debug)]
    enum Stock {
        Unknown,
        Sold(u32),
        Late { by: u32 },
    }

    /// Its `Debug` is what a user wrote.
    struct Told(&'static str);

    impl fmt::Debug for Told {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    fn open<E: fmt::Debug + ?Sized>(error: &E) -> String {
        kind(error, true)
    }

    #[test]
    fn a_variant_has_its_name_and_a_text_none() {
        assert_eq!(
            [Stock::Unknown, Stock::Sold(1), Stock::Late { by: 2 }].each_ref().map(open),
            ["Unknown", "Sold", "Late"]
        );
        assert_eq!(open("Connection refused"), "str");
        assert_eq!(open(&"Connection".to_owned()), "String");
        assert_eq!(open(&format_args!("Connection refused")), "Arguments<'_>");
        assert_eq!(open(&format_args!("{}", "X".repeat(1_000))), "Arguments<'_>");
        assert_eq!(open(&format_args!("{}", "X".repeat(65))), "Arguments<'_>");
        assert_eq!(open(&7), "i32");
    }

    #[test]
    fn one_of_io_has_that_of_io() {
        let os = || io::Error::from_raw_os_error(2);
        let custom = || io::Error::new(io::ErrorKind::TimedOut, "Hunter2");
        let told = io::Error::other("Os { code: 1, kind: Hunter2");
        let bare = || io::Error::from(io::ErrorKind::ConnectionRefused);
        for is_open in [true, false] {
            let kinds = [os(), custom(), bare()].map(|error| kind(&&error, is_open));
            assert_eq!(kinds, ["NotFound", "TimedOut", "ConnectionRefused"]);
            assert_eq!(kind(&told, is_open), "Other");
            assert_eq!(
                (kind(&Arc::new(bare()), is_open), kind(&Box::new(os()), is_open)),
                ("ConnectionRefused".into(), "NotFound".into())
            );
        }
        let boxed: [Box<dyn std::error::Error>; 3] = [os().into(), custom().into(), bare().into()];
        assert_eq!(boxed.each_ref().map(open), ["NotFound", "TimedOut", "ConnectionRefused"]);
    }

    #[test]
    fn what_is_not_open_is_known_by_its_type() {
        let closed = [kind(&Told("Hunter2"), false), kind(&Arc::new(Told("Hunter2")), false), kind("Hunter2", false)];
        assert_eq!(closed, ["Told", "Arc<dyno::harness::kind::tests::Told>", "str"]);
        assert_eq!(open(&Told("Hunter2")), "Hunter2", "a name, as far as can be seen");
        assert_eq!(kind(&Error::from(Recursive { name: "Hunter2".into() }), false), "Recursive");
    }

    #[test]
    fn a_type_has_its_last_name() {
        assert_eq!(short("shop::StockError"), "StockError");
        assert_eq!(short("alloc::boxed::Box<dyn core::error::Error>"), "Box<dyn core::error::Error>");
    }
}
