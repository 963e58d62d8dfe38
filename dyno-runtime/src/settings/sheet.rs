//! What is said of all policies: a section for each kind and name that a source has, and what stands above all.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::settings::{Entry, Over};

/// What was loaded last into a registry, and what is overridden in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    sections: Vec<Section>,
    overs: Vec<Arc<Over>>,
}

/// The settings of what has a name, or of all whose names are like it.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// The word of the attribute, such as `breaker`.
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) entries: Vec<Entry>,
    /// Where it stands.
    pub(crate) place: String,
}

impl Sheet {
    /// Those further down are what is said of a name in particular.
    pub(crate) fn new(mut sections: Vec<Section>) -> Self {
        sections.sort_by_key(|section| (Reverse(section.is_pattern()), section.name.len()));
        Self { sections, overs: Vec::new() }
    }

    /// The same with these overrides, the oldest first.
    pub(crate) fn with(self, overs: Vec<Arc<Over>>) -> Self {
        Self { overs, ..self }
    }

    pub(crate) fn overs(&self) -> &[Arc<Over>] {
        &self.overs
    }

    /// What overrides say of a name, the oldest first.
    pub(crate) fn over(&self, kind: &str, name: &str) -> Vec<Arc<Over>> {
        self.overs.iter().filter(|over| (&*over.kind, &*over.name) == (kind, name)).cloned().collect()
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// What is said of a name; what comes later counts.
    pub(crate) fn of(&self, kind: &str, name: &str) -> Vec<Entry> {
        let its = self.sections.iter().filter(|section| section.kind == kind && section.is_of(name));
        its.flat_map(|section| section.entries.iter().cloned()).collect()
    }
}

impl Section {
    /// Whether it is for names that nobody may have yet: a `*` stands for anything.
    pub(crate) fn is_pattern(&self) -> bool {
        self.name.contains('*')
    }

    fn is_of(&self, name: &str) -> bool {
        match self.name.split_once('*') {
            None => self.name == name,
            Some((begin, end)) => {
                name.len() >= begin.len() + end.len() && name.starts_with(begin) && name.ends_with(end)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Section, Sheet};
    use crate::settings::{Entry, Value};

    fn section(name: &str, value: &str) -> Section {
        let entry = Entry {
            key: "n".into(),
            value: Value::Text(value.into()),
            place: String::new(),
            value_place: String::new(),
        };
        Section { kind: "retry".into(), name: name.into(), entries: vec![entry], place: String::new() }
    }

    #[test]
    fn what_is_said_of_a_name_comes_after_what_is_said_of_all_like_it() {
        let sheet = Sheet::new(vec![section("stock of acme", "5"), section("stock of *", "4"), section("*", "3")]);
        let of = |kind, name| {
            let entries = sheet.of(kind, name).into_iter();
            entries
                .map(|entry| if let Value::Text(text) = entry.value { text } else { String::new() })
                .collect::<String>()
        };
        assert_eq!(of("retry", "stock of acme"), "345");
        assert_eq!(of("retry", "stock of beta"), "34");
        assert_eq!(of("retry", "stock of"), "3");
        assert_eq!(of("breaker", "stock of acme"), "");
    }

    #[test]
    fn begin_and_end_do_not_overlap() {
        assert!(section("ab*ba", "").is_of("abba"));
        assert!(!section("ab*ba", "").is_of("aba"));
    }
}
