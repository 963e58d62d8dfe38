//! The print: one line for each event. [`Timer`](crate::Timer) says what its columns are.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::time::Duration;

use crate::timing::snapshot::{TimingEvent, TimingEventKind, TimingSnapshot};

impl Display for TimingSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut above, mut open) = (None, BTreeSet::new());
        for (line, event) in self.events.iter().enumerate() {
            f.write_str(if line > 0 { "\n" } else { "" })?;
            // Whole ones: what has not come is not told.
            let time = self.began.saturating_add(event.at).as_millis();
            if above.replace(time) == Some(time) {
                f.write_str("      V       ")?;
            } else {
                write!(f, "{:>14}", format!("{}.{:03}", time / 1_000, time % 1_000))?;
            }
            let (took, cpu) = durations(event);
            write!(f, " {took:>8} ")?;
            if f.alternate() {
                write!(f, "{cpu:>8} ")?;
            }
            f.write_str(&"|  ".repeat(event.depth))?;
            match event.kind {
                TimingEventKind::Began => write!(f, "+ {}", Plain(&event.name))?,
                TimingEventKind::Marked => write!(f, "- {}", Plain(&event.name))?,
                TimingEventKind::Ended if is_innermost(&open, event) => f.write_str("=")?,
                TimingEventKind::Ended => write!(f, "= {}", Plain(&event.name))?,
            }
            follow(&mut open, event);
        }
        if self.left_out > 0 {
            let (line, margin) = (if self.events.is_empty() { "" } else { "\n" }, if f.alternate() { 33 } else { 24 });
            write!(f, "{line}{:margin$}({} more left out)", "", self.left_out)?;
        }
        Ok(())
    }
}

/// How long the interval that begins there took, and the processor with it.
fn durations(event: &TimingEvent) -> (String, String) {
    if event.kind != TimingEventKind::Began {
        return (String::new(), String::new());
    }
    (event.took.map_or_else(|| "open".to_owned(), written), event.cpu.map(written).unwrap_or_default())
}

/// Whether what ends there was begun last of all that is open: they are numbered in that order.
fn is_innermost(open: &BTreeSet<usize>, event: &TimingEvent) -> bool {
    open.last() == Some(&event.id)
}

fn follow(open: &mut BTreeSet<usize>, event: &TimingEvent) {
    match event.kind {
        TimingEventKind::Began => _ = open.insert(event.id),
        TimingEventKind::Marked => {}
        TimingEventKind::Ended => _ = open.remove(&event.id),
    }
}

/// A duration, rounded before it is seen how long it is: what rounds to a second is written in seconds.
fn written(took: Duration) -> String {
    let rounded = |unit: u128| (took.as_nanos() + unit / 2) / unit;
    let (ms, s) = (rounded(10_000), rounded(10_000_000));
    match () {
        () if ms < 100_000 => format!("{}.{:02}mS", ms / 100, ms % 100),
        () if s < 6_000 => format!("{}.{:02}S", s / 100, s % 100),
        () => {
            let s = rounded(1_000_000_000);
            format!("{}m{:02}S", s / 60, s % 60)
        }
    }
}

/// A name in which nothing ends the line, or turns it round.
struct Plain<'a>(&'a str);

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(moves) {
            let end = part.chars().next_back().filter(|end| moves(*end));
            f.write_str(part.strip_suffix(moves).unwrap_or(part))?;
            end.map_or(Ok(()), |end| end.escape_default().fmt(f))?;
        }
        Ok(())
    }
}

/// Whether a letter moves others: control characters, line and paragraph separators, and what says in which direction one reads.
fn moves(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Plain, written};

    #[test]
    fn durations_are_rounded_into_their_unit() {
        let cases = [
            (0, "0.00mS"),
            (4_999, "0.00mS"),
            (5_000, "0.01mS"),
            (17_470_000, "17.47mS"),
            (999_994_999, "999.99mS"),
            (999_995_000, "1.00S"),
            (59_994_999_999, "59.99S"),
            (59_995_000_000, "1m00S"),
            (119_499_999_999, "1m59S"),
            (119_500_000_000, "2m00S"),
            (359_999_000_000_000, "5999m59S"),
        ];
        for (nanos, text) in cases {
            assert_eq!(written(Duration::from_nanos(nanos)), text, "{nanos} ns");
        }
    }

    #[test]
    fn nothing_in_a_name_ends_the_line() {
        let escaped = |name: &str| Plain(name).to_string();
        assert_eq!(escaped("key \"ü\" \\ stored"), "key \"ü\" \\ stored");
        assert_eq!(escaped("one\r\ntwo\t\u{1b}[1m\u{85}"), r"one\r\ntwo\t\u{1b}[1m\u{85}");
        assert_eq!(escaped("a\u{2028}b\u{202e}c\u{2066}d\u{200f}"), r"a\u{2028}b\u{202e}c\u{2066}d\u{200f}");
        assert_eq!(escaped("שלום\u{202f}\u{200d}"), "שלום\u{202f}\u{200d}");
        assert_eq!(escaped(""), "");
    }
}
