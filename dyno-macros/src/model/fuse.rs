//! `fuse = "name"`, `fuse = true`, `fuse("name", admit = 10%, by = user)`.

use syn::Expr;

use crate::parse::{Entry, Form, Kind, Opt, Value};

use super::asked::{Asked, Origin};
use super::policy::{Argument, Policy, read_option};
use super::rate_limit::read_key;
use super::read::{Reader, Rule};

/// The options inside `fuse(..)`.
pub(super) const OPTIONS: [&str; 4] = ["name", "blown", "admit", "by"];

/// Reads the option in any of its forms, and the key by which it chooses who may pass; `None` when it is wrong or off.
pub(super) fn read(Asked { mut opt, origin }: Asked, reader: &mut Reader<'_>) -> (Option<Policy>, Option<Expr>) {
    let by = match &mut opt.form {
        Form::List(entries) => take_key(entries),
        _ => None,
    };
    let key = by.as_ref().and_then(|by| read_key(by, reader));
    let origins = [Origin::Fuse, Origin::FuseOption];
    let read = read_option(Asked { opt, origin }, origins, "fuse(\"name\", ..)", reader, read_setting);
    (read.map(|(fuse, _)| fuse), key)
}

/// The first key; another one is told of as any option that is given twice.
fn take_key(entries: &mut Vec<Entry>) -> Option<Opt> {
    let at = entries.iter().position(|entry| matches!(entry, Entry::Named(opt) if opt.key == "by"))?;
    match entries.remove(at) {
        Entry::Named(opt) => Some(opt),
        _ => None,
    }
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<(&'static str, Argument)> {
    match &*opt.key.to_string() {
        "blown" => Some(("blown", reason(opt, reader)?)),
        "admit" => Some(("admit", Argument::Rate(reader.rate(opt, Rule { off: false, zero: "" })?))),
        // One was taken out of the list.
        "by" => {
            reader.errors.at(&opt.key, "`by` is given twice: keep one of them");
            None
        }
        _ => None,
    }
}

/// Why it begins blown, in words.
fn reason(opt: &Opt, reader: &mut Reader<'_>) -> Option<Argument> {
    const EXAMPLE: &str = "say why, as in `blown = \"not tested yet\"`";
    match &opt.form {
        Form::Value(Value { kind: Kind::Off | Kind::Bool(false), .. }) => return Some(Argument::Text(None)),
        // As files write it.
        Form::Value(Value { kind: Kind::Text(text), .. }) if text.value() == "off" => {
            return Some(Argument::Text(None));
        }
        Form::Bare => reader.errors.at(&opt.key, EXAMPLE),
        Form::Value(value @ Value { kind: Kind::Bool(_), .. }) => reader.errors.at(value, EXAMPLE),
        Form::Value(value @ Value { kind: Kind::Text(text), .. }) if is_switch(&text.value()) => {
            reader.errors.at(value, EXAMPLE);
        }
        _ => return reader.text(opt).map(|words| Argument::Text(Some(words))),
    }
    None
}

/// Whether it is no reason: it may be meant either way.
fn is_switch(words: &str) -> bool {
    let switches = ["", "off", "on", "none", "true", "false", "yes", "no"];
    switches.iter().any(|word| words.trim().eq_ignore_ascii_case(word))
}
