//! Overrides in a file, so that they outlive the process: one table for each, and what cannot be read stays in it as it is.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::clock::rfc3339;
use crate::config::node::{Member, Node};
use crate::config::source::shown;
use crate::config::steer::error::SteerError;
use crate::config::steer::held::Held;
use crate::config::steer::seen::Override;
use crate::config::toml::table;
use crate::config::written::{entry, place};
use crate::error::{SettingsError, is_sly};
use crate::event::Act;
use crate::settings::{Entry, Value};

const HEAD: &str = "[[override]]";
const TITLE: &str = "# What is overridden in a running program. It is written anew with each change.\n";

/// A file that is written with each change.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    path: PathBuf,
    pub(super) name: String,
    /// What could not be read in it, as it stands there.
    pub(super) strange: Vec<String>,
}

/// An override as the file has it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: u64,
    pub(super) at: SystemTime,
    pub(super) until: Option<SystemTime>,
    pub(super) who: String,
    pub(super) why: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) act: Option<Act>,
    pub(super) set: Vec<Entry>,
    /// Where it stands, or its act if it has one; and what stands there.
    pub(super) place: String,
    pub(super) text: String,
}

impl Line {
    /// Tells whether it is this that it says, whatever the number.
    pub(super) fn says(&self, held: &Held) -> bool {
        let Override { at, who, why, kind, name, act, .. } = &held.seen;
        let entries = held.over().map_or(&[][..], |over| &over.entries);
        let said = |entries: &[Entry]| {
            entries.iter().map(|entry| (entry.key.clone(), text_of(&entry.value))).collect::<Vec<_>>()
        };
        (&self.at, &self.who, &self.why, &self.kind, &self.name, &self.act) == (at, who, why, kind, name, act)
            && said(&self.set) == said(entries)
    }
}

impl Kept {
    /// Finds the file, which may not be there yet.
    pub(super) fn new(path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let name = shown(&path);
        // The file is replaced, and not a link to it.
        Self { path: fs::canonicalize(&path).unwrap_or(path), name, strange: Vec::new() }
    }

    /// Reads what is kept, and all that is wrong with it.
    ///
    /// # Errors
    ///
    /// When there is such a file, and it cannot be read.
    pub(super) fn read(&mut self) -> Result<(Vec<Line>, Vec<SettingsError>), SettingsError> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.map_err(|error| {
                let problem = format!("this file cannot be read: {error}");
                SettingsError::Malformed { place: self.name.clone(), problem }
            })?,
        };
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (number, text) in parts(&text) {
            match line(&self.name, number, &text) {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => {}
                Err(wrong) => {
                    problems.extend(wrong);
                    self.strange.push(text);
                }
            }
        }
        Ok((lines, problems))
    }

    /// Writes another file that takes the place of this one.
    pub(super) fn write(&self, held: &[Held]) -> Result<(), SteerError> {
        let mut text = TITLE.to_owned();
        // What stands before the first table must stay there.
        let (before, after): (Vec<_>, Vec<_>) = self.strange.iter().partition(|part| body(part).is_none());
        for part in before {
            text += part;
        }
        held.iter().filter(|held| held.lasts()).for_each(|held| write(&mut text, held));
        for part in after {
            text += &format!("\n{}\n", part.trim_end());
        }
        self.replace(&text).map_err(|error| SteerError::NotKept { path: self.name.clone(), problem: error.to_string() })
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let new = self.path.with_file_name(format!(".{name}.{}", std::process::id()));
        // Whatever stands there is nobody's: a link is not followed.
        let _ = fs::remove_file(&new);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&new)?;
        if let Ok(there) = fs::metadata(&self.path) {
            file.set_permissions(there.permissions())?;
        }
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        drop(file);
        let replaced = written.and_then(|()| fs::rename(&new, &self.path));
        if replaced.is_err() {
            let _ = fs::remove_file(&new);
        }
        replaced
    }
}

/// The text before the first table, and each table, with the number of lines before it.
fn parts(text: &str) -> Vec<(usize, String)> {
    let mut parts = vec![(0, String::new())];
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if body(line).is_some() {
            parts.push((number, String::new()));
        }
        if let Some((_, part)) = parts.last_mut() {
            part.push_str(line);
        }
    }
    parts
}

/// What follows the head of a table, if it begins with one. TOML has blanks in it and a note behind it as well.
fn body(text: &str) -> Option<&str> {
    let inside = text.trim_start().strip_prefix("[[")?.trim_start_matches([' ', '\t']);
    let name = ["override", "\"override\"", "'override'"].into_iter().find_map(|name| inside.strip_prefix(name))?;
    let body = name.trim_start_matches([' ', '\t']).strip_prefix("]]")?;
    let rest = body.lines().next().unwrap_or_default().trim_start();
    (rest.is_empty() || rest.starts_with('#')).then_some(body)
}

/// Reads one table; `None` where there is none.
fn line(name: &str, number: usize, text: &str) -> Result<Option<Line>, Vec<SettingsError>> {
    let is_said = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let Some(body) = body(text) else {
        let strange = text.lines().position(is_said);
        let malformed = |line: usize| {
            let problem = format!("this is no override: each stands under `{HEAD}`");
            vec![SettingsError::Malformed { place: format!("{name}:{}:1", line + 1), problem }]
        };
        return strange.map_or(Ok(None), |line| Err(malformed(line)));
    };
    // So many lines stand before it that what is wrong is told with its place in the file.
    let members = table(name, &format!("{}{body}", "\n".repeat(number))).map_err(|errors| errors.0)?;
    read(name, number, text, &members).map(Some).map_err(|problem| vec![problem])
}

fn read(name: &str, number: usize, text: &str, members: &[Member]) -> Result<Line, SettingsError> {
    let here = format!("{name}:{}:1", number + 1);
    let malformed = |place: String, problem: String| SettingsError::Malformed { place, problem };
    let find = |key: &str| members.iter().find(|member| member.key == key);
    let at = |key: &str| find(key).map_or_else(|| here.clone(), |member| place(name, member.value_at));
    let maybe = |key: &str| match find(key).map(|member| &member.node) {
        None => Ok(None),
        Some(Node::Value(Value::Text(text))) => Ok(Some(text.clone())),
        Some(_) => Err(malformed(at(key), format!("`{key}` is no text"))),
    };
    let needed = |key: &str| maybe(key)?.ok_or_else(|| malformed(here.clone(), format!("`{key}` is missing here")));
    let time = |key: &str, text: &str| {
        humantime::parse_rfc3339(text)
            .map_err(|error| malformed(at(key), format!("`{key}`: `{text}` is no time: {error}")))
    };
    let known = ["id", "at", "until", "who", "why", "kind", "name", "act", "set"];
    if let Some(strange) = members.iter().find(|member| !known.contains(&&*member.key)) {
        return Err(malformed(place(name, strange.key_at), format!("an override has no `{}`", strange.key)));
    }
    let id = needed("id")?;
    let id = id.parse().map_err(|_| malformed(at("id"), format!("`id`: `{id}` is no whole number")))?;
    let act = maybe("act")?.map(|act| act.parse::<Act>()).transpose();
    let act = act.map_err(|unknown| SettingsError::Unknown { place: at("act"), unknown: Box::new(unknown) })?;
    let set: Vec<_> = match find("set").map(|member| &member.node) {
        Some(Node::Table(settings)) => settings.iter().map(|setting| entry(name, setting)).collect(),
        Some(Node::Value(_)) => return Err(malformed(at("set"), "`set` must be a table of settings".to_owned())),
        None => Vec::new(),
    };
    if set.is_empty() == act.is_none() {
        return Err(malformed(here, "an override has either `set` or `act`".to_owned()));
    }
    Ok(Line {
        id,
        at: time("at", &needed("at")?)?,
        until: maybe("until")?.map(|until| time("until", &until)).transpose()?,
        who: needed("who")?,
        why: needed("why")?,
        kind: needed("kind")?,
        name: needed("name")?,
        act,
        set,
        place: at("act"),
        text: text.to_owned(),
    })
}

fn write(text: &mut String, held: &Held) {
    let seen = &held.seen;
    let _ = write!(text, "\n{HEAD}\nid = {}\nat = {}\n", seen.id, quoted(&rfc3339(seen.at)));
    // What is further away than years are written lasts until it is undone.
    if let Some(until) = seen.until.map(rfc3339).filter(|until| !until.is_empty()) {
        let _ = writeln!(text, "until = {}", quoted(&until));
    }
    for (key, value) in [("who", &seen.who), ("why", &seen.why), ("kind", &seen.kind), ("name", &seen.name)] {
        let _ = writeln!(text, "{key} = {}", quoted(value));
    }
    if let Some(act) = seen.act {
        let _ = writeln!(text, "act = \"{act}\"");
    }
    for entry in held.over().iter().flat_map(|over| &over.entries) {
        let value = match &entry.value {
            Value::Number(_) => text_of(&entry.value),
            value => quoted(&text_of(value)),
        };
        let _ = writeln!(text, "set.{} = {value}", quoted(&entry.key));
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        // Such a one has never been in force.
        Value::Other(what) => (*what).to_owned(),
    }
}

/// A text as TOML has it in one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            '\n' => quoted.push_str("\\n"),
            _ if is_sly(sign) => quoted.push_str(&format!("\\U{:08X}", u32::from(sign))),
            _ => quoted.push(sign),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HEAD, line, parts, quoted};

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_somebody_says_is_read_as_it_was(who in any::<String>(), why in any::<String>(), name in any::<String>()) {
            let [q_who, q_why, q_name] = [&who, &why, &name].map(|text| quoted(text));
            let text = format!(
                "# title\n\n{HEAD}\nid = 7\nat = \"2026-11-23T14:03:00.000Z\"\nwho = {q_who}\nwhy = {q_why}\n\
                 kind = \"breaker\"\nname = {q_name}\nset.{q_name} = {q_why}\n"
            );
            let parts = parts(&text);
            prop_assert_eq!(parts.len(), 2);
            let line = line("kept", parts[1].0, &parts[1].1).unwrap().unwrap();
            prop_assert_eq!((line.who, line.why, line.name), (who, why, name));
        }

        #[test]
        fn nothing_that_stands_there_is_too_strange(text in any::<String>()) {
            for (number, text) in parts(&text) {
                let _ = line("kept", number, &text);
            }
            let text = format!("{HEAD}\n{text}");
            for (number, text) in parts(&text) {
                let _ = line("kept", number, &text);
            }
        }
    }
}
