//! The option as it was written.

use proc_macro2::Ident;
use syn::{Expr, parse_quote};

use crate::parse::{Entry, Form, Kind, Opt, Value, in_rust};

use super::super::asked::{Asked, Origin, gather};
use super::super::policy::{Argument, Declared};
use super::super::read::{Reader, Rule, Setting};
use super::renewal::{Renewal, read_policy};
use super::{Cache, Shared};

/// The options inside `cache(..)`.
pub(in crate::model) const OPTIONS: [&str; 10] =
    ["ttl", "policy", "key", "shared", "capacity", "stale", "stale_if_error", "negative_ttl", "ttl_of", "jitter"];

const MOST_VALUES: u32 = 1_000_000_000;

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(in crate::model) fn read(Asked { opt, origin }: Asked, reader: &mut Reader<'_>) -> Option<Cache> {
    let entries = match opt.form {
        Form::Bare => Vec::new(),
        Form::List(entries) => entries,
        Form::Value(value) => match &value.kind {
            Kind::Bool(true) => Vec::new(),
            Kind::Bool(false) | Kind::Off => return None,
            Kind::Number(_) | Kind::Expr(_) => vec![Entry::Plain(value)],
            Kind::Text(_) => {
                reader.wrong_kind("cache", "a time, `true` or a list", &value, ": write `cache(ttl = 30s)`");
                return None;
            }
        },
    };
    let origin = if origin == Origin::Cache { origin } else { Origin::CacheOption };
    Some(read_settings(entries, origin, reader))
}

fn read_settings(mut entries: Vec<Entry>, origin: Origin, reader: &mut Reader<'_>) -> Cache {
    if !entries.is_empty() {
        let first = first(entries.remove(0));
        entries.insert(0, first);
    }
    let mut gathered = Vec::new();
    gather(&mut gathered, origin, entries, reader.errors);
    let mut cache = Cache::default();
    for Asked { opt, .. } in &gathered {
        match &*opt.key.to_string() {
            "key" => {
                cache.is_keyed = true;
                cache.key = read_key(opt, reader);
            }
            "ttl_of" => cache.ttl_of = reader.question(opt, "|value: &Value| .."),
            "shared" => cache.shared = Some(Shared { key: opt.key.clone(), is_so: read_shared(opt, reader) }),
            _ => cache.declared.extend(read_setting(opt, reader)),
        }
    }
    check_together(&cache, &gathered, reader);
    cache
}

/// What stands first, as the `ttl` where it is a time: a number, or a constant.
fn first(entry: Entry) -> Entry {
    let value = match entry {
        Entry::Plain(value @ Value { kind: Kind::Number(_) | Kind::Expr(_), .. }) => value,
        Entry::Named(Opt { key, form: Form::Bare }) if !key.to_string().contains(char::is_lowercase) => {
            Value::of(parse_quote!(#key))
        }
        entry => return entry,
    };
    Entry::Named(Opt { key: Ident::new("ttl", value.span()), form: Form::Value(value) })
}

fn read_shared(opt: &Opt, reader: &mut Reader<'_>) -> Option<bool> {
    match reader.flag(opt)? {
        Setting::Given(shared) => Some(shared),
        Setting::Constant(constant) => {
            let message =
                "this decides what the function becomes, before any constant has a value: write `true` or `false`";
            reader.errors.at(constant, message);
            None
        }
        Setting::Off => Some(false),
    }
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<Declared> {
    let key = opt.key.to_string();
    let rule = |off, zero| Rule { off, zero };
    let argument = match &*key {
        "ttl" => Argument::MaybeDuration(reader.duration(opt, rule(true, ""))?),
        "negative_ttl" => {
            Argument::MaybeDuration(reader.duration(opt, rule(true, "an error would not be kept; write `off`"))?)
        }
        "stale" | "stale_if_error" => Argument::Duration(reader.duration(opt, rule(false, ""))?),
        "capacity" => Argument::Count(read_capacity(opt, reader)?),
        "jitter" => Argument::Rate(reader.rate(opt, rule(false, ""))?),
        _ => Argument::Renewal(read_policy(opt, reader)?),
    };
    let method = if matches!(argument, Argument::Renewal(Renewal::Custom(_))) { "early" } else { &key };
    Some(Declared { method: Ident::new(method, opt.key.span()), argument })
}

fn read_capacity(opt: &Opt, reader: &mut Reader<'_>) -> Option<Setting<u32>> {
    let zero = "nothing could be kept; leave `cache` out";
    let capacity = reader.count(opt, Rule { off: false, zero })?;
    if let (Setting::Given(count), Form::Value(value)) = (&capacity, &opt.form) {
        if *count > MOST_VALUES {
            let message = "a cache has room for 1,000,000,000 values at most: write so many, or less";
            reader.errors.at(value, message);
            return None;
        }
    }
    Some(capacity)
}

/// The key is made anew for each call, so it may mention the arguments.
fn read_key(opt: &Opt, reader: &mut Reader<'_>) -> Option<Expr> {
    let value = reader.value(opt, "(tenant, id)")?;
    match &value.kind {
        Kind::Expr(expr) if !matches!(**expr, Expr::Closure(_) | Expr::Async(_) | Expr::Assign(_)) => {
            Some(in_rust(expr))
        }
        _ => {
            let message = format!(
                "`key` is the key itself, and this is {}: write `key = ..` with the arguments by their names, or leave it out for all of them",
                value.describe()
            );
            reader.errors.at(value, message);
            None
        }
    }
}

/// Rules between settings.
fn check_together(cache: &Cache, gathered: &[Asked], reader: &mut Reader<'_>) {
    let is_written = |key: &str| gathered.iter().any(|asked| asked.opt.key == key);
    let find = |key: &str| cache.declared.iter().find(|declared| declared.method == key);
    let is_off = |declared: &Declared| matches!(declared.argument, Argument::MaybeDuration(Setting::Off));
    if is_written("ttl") && !find("ttl").is_some_and(is_off) {
        return;
    }
    // A value that tells its time expires after that.
    if is_written("ttl_of") {
        return;
    }
    for key in ["stale", "stale_if_error", "jitter"] {
        let Some(declared) = find(key) else { continue };
        let message =
            format!("`{key}` is for what expires, and without a `ttl` nothing does: write `ttl = 30s`, or remove it");
        reader.errors.at(&declared.method, message);
    }
}
