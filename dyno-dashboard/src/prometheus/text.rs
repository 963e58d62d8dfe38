//! The text format of Prometheus, version 0.0.4.

use std::fmt::Write as _;

use crate::exported::{Family, Kind, Labels, Number, Value};

/// What is written of it.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Begins a family: all its samples must follow, and no other's.
    pub(super) fn begin(&mut self, Family { name, kind, help, .. }: &Family) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// Writes what was measured: a sample, or those of a histogram.
    pub(super) fn value(&mut self, family: &Family, labels: Labels<'_>, value: Value<'_>) {
        value.numbers(labels, |part, labels, number| self.sample(family.name, part, labels, number));
    }

    fn sample(&mut self, name: &str, part: &str, labels: Labels<'_>, value: Number) {
        self.0 += name;
        self.0 += part;
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
    use super::Text;
    use crate::exported::Number;

    #[test]
    fn values_of_labels_are_escaped() {
        let mut text = Text::default();
        text.sample("a_b", "", &[("x", "\\ \" \n ü <b>"), ("y", "")], Number::Real(1.5));
        text.sample("a_b", "_c", &[], Number::Count(7));
        assert_eq!(text.into_string(), "a_b{x=\"\\\\ \\\" \\n ü <b>\",y=\"\"} 1.5\na_b_c 7\n");
    }
}
