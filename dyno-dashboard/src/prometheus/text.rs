//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write as _};

/// What is written of it.
#[derive(Debug, Default)]
pub(super) struct Text(String);

/// One name, with all that is measured under it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) help: &'static str,
}

impl Family {
    pub(super) const fn counter(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: "counter", help }
    }

    pub(super) const fn gauge(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: "gauge", help }
    }

    pub(super) const fn histogram(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: "histogram", help }
    }
}

/// The names and values of labels.
pub(super) type Labels<'a> = &'a [(&'a str, &'a str)];

impl Text {
    /// Begins a family: all its samples must follow, and no other's.
    pub(super) fn begin(&mut self, Family { name, kind, help }: Family) {
        _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// Writes a sample; `suffix` is that of a part of a histogram.
    pub(super) fn sample(&mut self, family: Family, suffix: &str, labels: Labels<'_>, value: impl Display) {
        self.0 += family.name;
        self.0 += suffix;
        for (at, (name, value)) in labels.iter().enumerate() {
            self.0.push(if at == 0 { '{' } else { ',' });
            self.0 += name;
            self.0 += "=\"";
            self.0.extend(value.chars().flat_map(Escaped::of));
            self.0.push('"');
        }
        let end = if labels.is_empty() { "" } else { "}" };
        _ = writeln!(self.0, "{end} {value}");
    }

    /// Writes a family of which each thing has one sample at most.
    pub(super) fn family<'a, T: 'a>(
        &mut self,
        family: Family,
        label: &str,
        things: impl IntoIterator<Item = &'a T>,
        read: impl Fn(&'a T) -> (&'a str, Option<f64>),
    ) {
        self.begin(family);
        for (name, value) in things.into_iter().map(read) {
            if let Some(value) = value {
                self.sample(family, "", &[(label, name)], value);
            }
        }
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A letter of a label as it is written.
struct Escaped([char; 2], usize);

impl Escaped {
    fn of(letter: char) -> Self {
        match letter {
            '\\' => Self(['\\', '\\'], 0),
            '"' => Self(['\\', '"'], 0),
            '\n' => Self(['\\', 'n'], 0),
            other => Self([other, other], 1),
        }
    }
}

impl Iterator for Escaped {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let next = self.0.get(self.1).copied();
        self.1 += 1;
        next
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, Text};

    #[test]
    fn values_of_labels_are_escaped() {
        let (mut text, family) = (Text::default(), Family::gauge("a_b", "Says so."));
        text.begin(family);
        text.sample(family, "", &[("x", "\\ \" \n ü <b>"), ("y", "")], 1.5);
        text.sample(family, "", &[], 7);
        assert_eq!(
            text.into_string(),
            "# HELP a_b Says so.\n# TYPE a_b gauge\na_b{x=\"\\\\ \\\" \\n ü <b>\",y=\"\"} 1.5\na_b 7\n"
        );
    }
}
