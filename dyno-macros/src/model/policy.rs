//! A policy that is shared by name: its name, and what it is set to, `breaker("name", failure_rate = 50%, ..)`.

use std::time::Duration;

use syn::{Expr, Ident};

use crate::parse::{Entry, Form, Kind, Opt, Value};

use super::asked::{Asked, Origin, gather};
use super::cache::Renewal;
use super::read::{Reader, Setting};
use super::retry::{Backoff, Jitter};

/// The policy that a function asks for.
#[derive(Default)]
pub(crate) struct Policy {
    /// `None` is the command's own; of a pool without settings, that of the group.
    pub(crate) name: Option<Expr>,
    pub(crate) declared: Vec<Declared>,
}

/// One setting: a method of the builder and what it is given.
pub(crate) struct Declared {
    pub(crate) method: Ident,
    pub(crate) argument: Argument,
}

/// What a method of the builder is given.
pub(crate) enum Argument {
    Duration(Setting<Duration>),
    Rate(Setting<f64>),
    Count(Setting<u32>),
    /// One that may be none.
    MaybeCount(Setting<u32>),
    /// So many in what time.
    Limit(Setting<u32>, Setting<Duration>),
    Flag(Setting<bool>),
    Calls(Setting<u32>),
    /// A rule for how long to stay open.
    Rule(Expr),
    Backoff(Box<Backoff>),
    /// That of a closure.
    CustomBackoff,
    Jitter(Jitter),
    /// Words, or none.
    Text(Option<Expr>),
    /// A time that may be none.
    MaybeDuration(Setting<Duration>),
    /// When a cache makes a value anew.
    Renewal(Renewal),
}

impl Policy {
    /// Whether a count is given, and is one.
    pub(super) fn declares_one(&self, method: &str) -> bool {
        self.declared.iter().any(|declared| {
            declared.method == method && matches!(declared.argument, Argument::Count(Setting::Given(1)))
        })
    }

    /// One with its defaults, or with what stands elsewhere.
    pub(super) fn named(name: Option<Expr>) -> Self {
        Self { name, declared: Vec::new() }
    }

    /// What a setting was given.
    pub(super) fn argument(&self, key: &str) -> Option<&Argument> {
        self.declared.iter().find(|declared| declared.method == key).map(|declared| &declared.argument)
    }
}

/// Reads an option that is a name or a list, in any of its forms, with its settings as they were written; `None` when it is off or wrong.
/// `list` is what a list is written like.
pub(super) fn read_option(
    Asked { opt, origin }: Asked,
    [alone, inside]: [Origin; 2],
    list: &str,
    reader: &mut Reader<'_>,
    read_setting: fn(&Opt, &mut Reader<'_>) -> Option<(&'static str, Argument)>,
) -> Option<(Policy, Vec<Opt>)> {
    let word = opt.key.to_string();
    let bare = |name| Some((Policy::named(name), Vec::new()));
    match opt.form {
        Form::Bare => bare(None),
        Form::List(entries) => {
            let origin = if origin == alone { alone } else { inside };
            Some(read_list(entries, origin, reader, read_setting))
        }
        Form::Value(value) => match &value.kind {
            Kind::Bool(true) => bare(None),
            Kind::Bool(false) | Kind::Off => None,
            Kind::Text(_) | Kind::Expr(_) => bare(Some(reader.policy_name(&word, &word, &value)?)),
            Kind::Number(_) => {
                reader.wrong_kind(&word, "a name, `true` or a list", &value, &format!(": write `{list}`"));
                None
            }
        },
    }
}

/// Reads the list: a name may stand first, and settings are read by `read_setting`, which gives a method of the builder and what that
/// is given. The settings as they were written come back as well, for rules between them.
pub(super) fn read_list(
    mut entries: Vec<Entry>,
    origin: Origin,
    reader: &mut Reader<'_>,
    read_setting: fn(&Opt, &mut Reader<'_>) -> Option<(&'static str, Argument)>,
) -> (Policy, Vec<Opt>) {
    let mut policy = Policy::named(None);
    if let Some(Entry::Plain(value)) = entries.first().filter(|entry| is_name(entry)) {
        policy.name = reader.policy_name(origin.word(), "name", value);
        entries.remove(0);
        for entry in &entries {
            match entry {
                Entry::Named(opt) if opt.key == "name" => {
                    reader.errors.at(&opt.key, "the name is given twice: keep one of them");
                }
                _ => {}
            }
        }
    }
    let mut gathered = Vec::new();
    gather(&mut gathered, origin, entries, reader.errors);
    let gathered: Vec<Opt> = gathered.into_iter().map(|Asked { opt, .. }| opt).collect();
    for opt in &gathered {
        if opt.key == "name" {
            policy.name = reader.text(opt);
        } else if let Some((method, argument)) = read_setting(opt, reader) {
            policy.declared.push(Declared { method: Ident::new(method, opt.key.span()), argument });
        }
    }
    (policy, gathered)
}

fn is_name(entry: &Entry) -> bool {
    matches!(entry, Entry::Plain(Value { kind: Kind::Text(_) | Kind::Expr(_), .. }))
}
