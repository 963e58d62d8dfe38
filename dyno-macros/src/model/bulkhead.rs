//! `bulkhead = 32`, `bulkhead = "name"`, `bulkhead = true`, `bulkhead("name", permits = 32, queue = 10, ..)`.

use syn::Ident;

use crate::parse::{Entry, Form, Kind, Opt, Value};

use super::asked::{Asked, Origin};
use super::policy::{Argument, Policy, read_list};
use super::read::{Reader, Rule, Setting};

/// The options inside `bulkhead(..)`.
pub(super) const OPTIONS: [&str; 4] = ["name", "permits", "queue", "queue_timeout"];

/// More than the runtime gives out.
const TOO_MANY: u32 = 1_000_000_001;

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(Asked { opt, origin }: Asked, reader: &mut Reader<'_>) -> Option<Policy> {
    let key = opt.key.clone();
    match opt.form {
        Form::Bare => Some(Policy::named(None)),
        Form::List(entries) => {
            let origin = if origin == Origin::Bulkhead { origin } else { Origin::BulkheadOption };
            Some(read_settings(&key, entries, origin, reader))
        }
        Form::Value(value) => match &value.kind {
            Kind::Bool(true) => Some(Policy::named(None)),
            Kind::Bool(false) | Kind::Off => None,
            Kind::Text(_) => Some(Policy::named(Some(reader.policy_name("bulkhead", "bulkhead", &value)?))),
            // Of permits alone.
            Kind::Number(_) => Some(read_settings(&key, vec![Entry::Plain(value)], Origin::BulkheadOption, reader)),
            Kind::Expr(_) => {
                reader.errors.at(&value, NEEDS_KEY);
                None
            }
        },
    }
}

const NEEDS_KEY: &str =
    "this may be a name or a number of permits: write `bulkhead(name = ..)` or `bulkhead(permits = ..)`";

fn read_settings(key: &Ident, mut entries: Vec<Entry>, origin: Origin, reader: &mut Reader<'_>) -> Policy {
    match entries.first() {
        Some(Entry::Plain(Value { kind: Kind::Number(_), .. })) => {
            if let Entry::Plain(value) = entries.remove(0) {
                let opt = Opt { key: Ident::new("permits", key.span()), form: Form::Value(value) };
                entries.insert(0, Entry::Named(opt));
            }
            other_counts(&mut entries, reader);
        }
        Some(Entry::Plain(value @ Value { kind: Kind::Expr(_), .. })) => {
            reader.errors.at(value, NEEDS_KEY);
            entries.remove(0);
        }
        _ => {}
    }
    let (bulkhead, gathered) = read_list(entries, origin, reader, read_setting);
    check_together(&gathered, &bulkhead, reader);
    bulkhead
}

/// Behind the permits a count is the queue, and behind that there is none.
fn other_counts(entries: &mut Vec<Entry>, reader: &mut Reader<'_>) {
    let mut has_queue = entries.iter().any(|entry| matches!(entry, Entry::Named(opt) if opt.key == "queue"));
    entries.retain(|entry| match entry {
        Entry::Plain(value @ Value { kind: Kind::Number(count), .. }) if count.count().is_ok() => {
            let remedy = if has_queue {
                "a bulkhead has `permits` and a `queue`, so remove this one".to_owned()
            } else {
                format!("write `queue = {count}`")
            };
            reader.errors.at(value, format_args!("{} without the name of an option: {remedy}", value.describe()));
            has_queue = true;
            false
        }
        _ => true,
    });
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<(&'static str, Argument)> {
    let key = opt.key.to_string();
    let method = OPTIONS.into_iter().find(|option| *option == key)?;
    let rule = |off, zero| Rule { off, zero };
    let argument = match method {
        "permits" => {
            let permits = reader.count(opt, rule(false, "no call could ever be made"))?;
            if let (Setting::Given(TOO_MANY..), Form::Value(value)) = (&permits, &opt.form) {
                reader.errors.at(value, "a bulkhead has 1,000,000,000 permits at most");
                return None;
            }
            Argument::Count(permits)
        }
        "queue" => Argument::Count(reader.count(opt, rule(false, ""))?),
        _ => Argument::Duration(reader.duration(opt, rule(true, "nobody could wait; write `off` for no limit"))?),
    };
    Some((method, argument))
}

/// Rules between settings.
fn check_together(gathered: &[Opt], bulkhead: &Policy, reader: &mut Reader<'_>) {
    let is_written = |key: &str| gathered.iter().any(|opt| opt.key == key);
    let waits = match bulkhead.argument("queue") {
        Some(Argument::Count(Setting::Given(0))) => false,
        Some(_) => true,
        None => is_written("queue"),
    };
    let limits = bulkhead.declared.iter().find(|declared| {
        declared.method == "queue_timeout" && !matches!(declared.argument, Argument::Duration(Setting::Off))
    });
    if let (Some(limit), false) = (limits, waits) {
        reader.errors.at(&limit.method, "nobody waits where there is no queue: say with `queue = ..` how many may");
    }
}
