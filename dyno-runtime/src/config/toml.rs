//! Reads TOML, and tells where in it everything stands.

use std::iter;
use std::ops::Range;

use toml::de::{DeInteger, DeTable, DeValue};

use crate::config::node::{Member, Node, Spot};
use crate::config::written::{Config, place};
use crate::error::{SettingsError, SettingsErrors};
use crate::settings::{Text, Value};

/// Reads a text; `name` is what errors call it.
pub(super) fn read(name: &str, text: &str) -> Result<Config, SettingsErrors> {
    table(name, text).map(Config::new)
}

/// Reads a text as [`read`] does, whatever it is for.
pub(super) fn table(name: &str, text: &str) -> Result<Vec<Member>, SettingsErrors> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(lines.members(table.get_ref()));
    }
    let malformed = |error: toml::de::Error| SettingsError::Malformed {
        place: place(name, error.span().map(|span| lines.spot(&span))),
        problem: error.message().to_owned(),
    };
    Err(SettingsErrors(errors.into_iter().map(malformed).collect()))
}

/// The text and where its lines begin, by which a place is a line and a column.
struct Lines<'a> {
    text: &'a str,
    begins: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let begins = iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, begins }
    }

    fn spot(&self, span: &Range<usize>) -> Spot {
        let line = self.begins.partition_point(|begin| *begin <= span.start);
        let before = self.text.get(self.begins[line - 1]..span.start).unwrap_or_default();
        Spot { line, column: before.chars().count() + 1 }
    }

    fn members(&self, table: &DeTable<'_>) -> Vec<Member> {
        let mut members: Vec<_> = table
            .iter()
            .map(|(key, value)| Member {
                key: key.get_ref().to_string(),
                node: self.node(value.get_ref()),
                key_at: Some(self.spot(&key.span())),
                value_at: Some(self.spot(&value.span())),
            })
            .collect();
        members.sort_by_key(|member| member.key_at);
        members
    }

    fn node(&self, value: &DeValue<'_>) -> Node {
        Node::Value(match value {
            DeValue::Table(table) => return Node::Table(self.members(table)),
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => Value::Text(whole(number)),
            DeValue::Float(number) => {
                number.as_str().parse().map_or_else(|_| Value::Text(number.as_str().to_owned()), Value::Number)
            }
            DeValue::Boolean(value) => Value::Text(value.write()),
            DeValue::Datetime(_) => Value::Other("a date"),
            DeValue::Array(_) => Value::Other("a list"),
        })
    }
}

/// Writes a number in tens, however it stands there.
fn whole(number: &DeInteger<'_>) -> String {
    let text = number.as_str();
    i128::from_str_radix(text, number.radix()).map_or_else(|_| text.to_owned(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::settings::Value;

    #[test]
    fn everything_has_its_place() {
        let text =
            "[breaker.inventory]\nopen_for = \"2s\"\n  probes = 0x1_0 # sixteen\n[retry.\"a::b\"]\nbudget = 0.5\n";
        let mut problems = Vec::new();
        let sections = read("dyno.toml", text).unwrap().sections("dyno.toml", &mut problems);
        assert!(problems.is_empty());
        let names: Vec<_> = sections.iter().map(|it| (&*it.kind, &*it.name, &*it.place)).collect();
        assert_eq!(names, [("breaker", "inventory", "dyno.toml:1:10"), ("retry", "a::b", "dyno.toml:4:8")]);
        let entries: Vec<_> = sections.iter().flat_map(|it| &it.entries).collect();
        let places: Vec<_> = entries.iter().map(|it| (&*it.key, &*it.place, &*it.value_place)).collect();
        assert_eq!(
            places,
            [
                ("open_for", "dyno.toml:2:1", "dyno.toml:2:12"),
                ("probes", "dyno.toml:3:3", "dyno.toml:3:12"),
                ("budget", "dyno.toml:5:1", "dyno.toml:5:10"),
            ]
        );
        let values: Vec<_> = entries.iter().map(|it| it.value.clone()).collect();
        assert_eq!(values, [Value::Text("2s".into()), Value::Text("16".into()), Value::Number(0.5)]);
    }

    #[test]
    fn all_that_is_no_toml_is_told_at_once() {
        let errors = read("dyno.toml", "[a\nb = \n[c.d::e]\nf = 1 2\n").unwrap_err();
        let places: Vec<_> = errors.0.iter().map(ToString::to_string).collect();
        assert!(places.len() >= 3 && places.iter().all(|text| text.starts_with("dyno.toml:")), "{places:?}");
    }
}
