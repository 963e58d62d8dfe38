//! What is in force, what was done, and what would be, as JSON.

use std::time::SystemTime;

use dyno::{Act, AuditEntry, Deed, DryRun, Ended, Origin, Override, Registry, SettingChange};
use serde_json::{Value, json};

use crate::sampler::unix_milliseconds;

/// All that is in force, oldest first.
pub(super) fn in_force() -> Vec<Value> {
    super::settings().overrides().iter().map(over).collect()
}

pub(in crate::api) fn over(over: &Override) -> Value {
    json!({
        "id": over.id,
        "unix_milliseconds": unix_milliseconds(over.at),
        "who": over.who,
        "why": over.why,
        "until_unix_milliseconds": when(over.until),
        "kind": over.kind,
        "name": over.name,
        "act": over.act.map(|act| act.to_string()),
        "changes": changes(&over.changes),
        "replaced_by": over.replaced_by,
        "problem": over.problem,
    })
}

pub(super) fn entry(entry: &AuditEntry) -> Value {
    let (deed, act, of) = match &entry.deed {
        Deed::Overridden => ("overridden", None, None),
        Deed::Acted(act) => ("acted", Some(act.to_string()), None),
        Deed::Undone(of) => ("undone", None, Some(*of)),
        Deed::Expired(of) => ("expired", None, Some(*of)),
        Deed::Kept => ("kept", None, None),
        Deed::Overtaken(of) => ("overtaken", None, Some(*of)),
        _ => ("other", None, None),
    };
    let (ended, ended_by) = match &entry.ended {
        Some(Ended::Undone(by)) => (Some("undone"), Some(*by)),
        Some(Ended::Expired(by)) => (Some("expired"), Some(*by)),
        Some(Ended::Replaced(by)) => (Some("replaced"), Some(*by)),
        Some(Ended::Overtaken) => (Some("overtaken"), None),
        Some(Ended::Forgotten) => (Some("forgotten"), None),
        Some(Ended::Reset(by)) => (Some("reset"), Some(*by)),
        _ => (None, None),
    };
    json!({
        "id": entry.id,
        "unix_milliseconds": unix_milliseconds(entry.at),
        "who": entry.who,
        "why": entry.why,
        "until_unix_milliseconds": when(entry.until),
        "kind": entry.kind,
        "name": entry.name,
        "deed": deed,
        "act": act,
        "of": of,
        "changes": changes(&entry.changes),
        "ended": ended,
        "ended_by": ended_by,
        "text": entry.to_string(),
    })
}

pub(super) fn dry_run(run: &DryRun) -> Value {
    json!({
        "version": 1,
        "dry_run": {
            "changes": changes(&run.changes),
            "can_be_undone": run.can_be_undone,
            "dangerous": run.dangerous,
            "findings": serde_json::to_value(&run.findings).unwrap_or_default(),
            "words": run.words,
        },
    })
}

/// What there is to be changed of one thing; `None` where nothing is called so.
pub(super) fn thing(kind: &str, name: &str) -> Option<Value> {
    let all = super::settings().all();
    let settings: Vec<_> = all.iter().filter(|one| (&*one.kind, &*one.name) == (kind, name)).map(setting).collect();
    if settings.is_empty() {
        return None;
    }
    let overrides: Vec<_> = super::settings().overrides();
    let overrides = overrides.iter().filter(|over| (&*over.kind, &*over.name) == (kind, name)).map(self::over);
    Some(json!({
        "version": 1,
        "kind": kind,
        "name": name,
        "state": state(kind, name),
        "settings": settings,
        "acts": Act::of(kind).iter().copied().map(act).collect::<Vec<_>>(),
        "overrides": overrides.collect::<Vec<_>>(),
    }))
}

/// What can be done to it besides setting it.
fn act(act: Act) -> Value {
    json!({ "act": act.to_string(), "can_last": act.lasts(), "can_be_undone": act.can_be_undone() })
}

fn setting(setting: &dyno::Setting) -> Value {
    let mut written = json!({ "name": setting.setting, "value": setting.value });
    with_origin(&mut written, &setting.origin);
    written
}

/// The word for how something is, where it has one.
fn state(kind: &str, name: &str) -> Option<String> {
    let _global = Registry::global().enter();
    let all = dyno::snapshot();
    match kind {
        "breaker" => {
            let breaker = all.breakers.iter().find(|breaker| breaker.name == name)?;
            Some(breaker.state.as_str().to_owned())
        }
        "fuse" => {
            let fuse = all.fuses.iter().find(|fuse| fuse.name == name)?;
            Some(if fuse.is_intact() { "intact" } else { "blown" }.to_owned())
        }
        _ => None,
    }
}

/// Who says what a setting is: the word for it, and what there is beside.
fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Default => "default",
        Origin::Attribute(_) => "attribute",
        Origin::Builder(_) => "builder",
        Origin::File(_) => "file",
        Origin::Configured(_) => "configured",
        Origin::Overridden { .. } => "overridden",
        _ => "other",
    }
}

/// Adds the fields of an origin.
pub(in crate::api) fn with_origin(written: &mut Value, from: &Origin) {
    written["origin"] = origin(from).into();
    written["place"] = from.place().into();
    if let Origin::Overridden { who, why, until } = from {
        written["who"] = who.as_str().into();
        written["why"] = why.as_str().into();
        written["until_unix_milliseconds"] = when(*until).into();
    }
}

fn changes(changes: &[SettingChange]) -> Vec<Value> {
    changes.iter().map(|one| json!({ "setting": one.setting, "was": one.was, "is": one.is })).collect()
}

fn when(time: Option<SystemTime>) -> Option<u64> {
    time.map(unix_milliseconds)
}
