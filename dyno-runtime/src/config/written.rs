//! Settings as a source has them.

use serde::{Deserialize, Deserializer};

use crate::config::living::{turned_off, unknown_kind};
use crate::config::node::{Member, Node, Spot};
use crate::error::SettingsError;
use crate::settings::{Entry, Section, Value};

/// Settings as a source has them: a table for each kind of policy, in it one for each name, in it the settings. It is read from whatever
/// `serde` reads; names are checked when it is loaded.
///
/// Kinds are `command`, `breaker`, `bulkhead`, `cache`, `fuse`, `pool`, `rate_limit` and `retry`; names are those that errors, plans and
/// [`dyno::settings`](crate::settings) show; settings are called and written as in attributes, numbers also bare, shares also as `0.5`. A
/// `*` in a name stands for anything: `[command."stock of *"]` is for names that are made while the program runs, or for all of a kind.
/// What is said of a longer name counts before what is said of a shorter one.
///
/// The kind `binding` chooses among what is provided of one type under tags: `"dyn shop::Db" = "replica"` has whoever asks for that type
/// without a tag given the one that has this tag, unless another is swapped in, until it is bound to another, or `off`, which is as if nothing
/// stood there. It holds below as well, where nothing else is provided. Types and tags are written as errors and
/// [`dyno::settings`](crate::settings) show them; whether the chosen one goes with what services need of each other is for
/// [`validate`](crate::validate) to say.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Breaker, Config};
///
/// let read = Breaker::builder("read").build()?;
/// let config: Config = serde_json::from_str(r#"{ "breaker": { "read": { "failure_rate": "30%", "open_for": "2s" } } }"#)?;
/// dyno::settings().load(config)?;
/// assert_eq!(read.settings().open_for, Duration::from_secs(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    members: Vec<Member>,
    /// Why it is none.
    problem: Option<&'static str>,
}

impl Config {
    pub(super) fn new(members: Vec<Member>) -> Self {
        Self { members, problem: None }
    }

    /// Takes it apart into sections; `name` is that of the source. What cannot be one is put to the `problems`.
    pub(super) fn sections(&self, name: &str, problems: &mut Vec<SettingsError>) -> Vec<Section> {
        if let Some(what) = self.problem {
            let problem = format!("this is {what}, but must be a table for each kind of policy");
            problems.push(SettingsError::Malformed { place: name.to_owned(), problem });
        }
        let mut sections = Vec::new();
        for kind in &self.members {
            if let Some(problem) = turned_off(&kind.key) {
                problems.push(SettingsError::Malformed { place: place(name, kind.key_at), problem });
                continue;
            }
            if let Some(unknown) = unknown_kind(&kind.key) {
                problems.push(SettingsError::Unknown { place: place(name, kind.key_at), unknown });
                continue;
            }
            let named = match &kind.node {
                Node::Table(named) => named,
                Node::Value(value) => {
                    let what = if let Value::Other(what) = value { what } else { "a value" };
                    let remedy =
                        format!("`{0}` is {what}, but must be the table of a kind of policy, `[{0}.\"..\"]`", kind.key);
                    problems.push(malformed(name, kind, remedy));
                    continue;
                }
            };
            for section in named {
                let entries = match &section.node {
                    Node::Table(settings) => {
                        let (tables, values): (Vec<_>, Vec<_>) =
                            settings.iter().partition(|setting| setting.is_table());
                        problems.extend(tables.into_iter().map(|table| torn(name, kind, section, table)));
                        values.into_iter().map(|setting| entry(name, setting)).collect()
                    }
                    // What a type is bound to is all that is said of it.
                    Node::Value(Value::Text(_)) if kind.key == "binding" => {
                        vec![Entry { key: "to".to_owned(), ..entry(name, section) }]
                    }
                    Node::Value(_) if kind.key == "binding" => {
                        let key = &section.key;
                        let remedy =
                            format!("`{key}` is bound to a tag, and a tag is a text: write `\"{key}\" = \"replica\"`");
                        problems.push(malformed(name, section, remedy));
                        continue;
                    }
                    Node::Value(_) => {
                        let (kind, key) = (&kind.key, &section.key);
                        let remedy = format!(
                            "`{key}` stands under no name: a setting of a {kind} belongs to that of a name, `[{kind}.\"..\"]`"
                        );
                        problems.push(malformed(name, section, remedy));
                        continue;
                    }
                };
                let (kind, place) = (kind.key.clone(), place(name, section.key_at));
                sections.push(Section { kind, name: section.key.clone(), entries, place });
            }
        }
        sections
    }
}

impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Node::deserialize(deserializer)? {
            Node::Table(members) => Self::new(members),
            Node::Value(Value::Other("nothing")) => Self::default(),
            Node::Value(Value::Other(what)) => Self { members: Vec::new(), problem: Some(what) },
            Node::Value(_) => Self { members: Vec::new(), problem: Some("a value") },
        })
    }
}

/// Says how a name with a point in it is written.
fn torn(name: &str, kind: &Member, section: &Member, table: &Member) -> SettingsError {
    let (kind, section, key) = (&kind.key, &section.key, &table.key);
    let remedy = format!(
        "`{key}` is a table, but must be a setting of {kind} `{section}`; a name with a point in it stands in quotes, `[{kind}.\"{section}.{key}\"]`"
    );
    malformed(name, table, remedy)
}

pub(super) fn entry(name: &str, setting: &Member) -> Entry {
    let value = match &setting.node {
        Node::Value(value) => value.clone(),
        Node::Table(_) => Value::Other("a table"),
    };
    Entry {
        key: setting.key.clone(),
        value,
        place: place(name, setting.key_at),
        value_place: place(name, setting.value_at),
    }
}

fn malformed(name: &str, member: &Member, problem: String) -> SettingsError {
    SettingsError::Malformed { place: place(name, member.key_at), problem }
}

pub(super) fn place(name: &str, spot: Option<Spot>) -> String {
    spot.map_or_else(|| name.to_owned(), |spot| format!("{name}:{spot}"))
}
