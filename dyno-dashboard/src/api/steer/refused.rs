//! Why something is not changed, as answers.

use axum::http::StatusCode;
use dyno::{Act, SettingsError, SteerError};
use serde_json::{Value, json};

use crate::api::Refusal;
use crate::api::steer::told;

/// Says so with the status that fits, and what to do about it.
pub(super) fn refused(error: &SteerError) -> Refusal {
    let (status, remedy) = match error {
        SteerError::NoReason => {
            (StatusCode::UNPROCESSABLE_ENTITY, "say in `because`, in few words, why it is to be so")
        }
        SteerError::TooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "say it in fewer words"),
        SteerError::Nothing => {
            (StatusCode::UNPROCESSABLE_ENTITY, "name at least one of the `settings`, with what it shall be")
        }
        SteerError::Wrong(problems) => {
            let is_unknown = problems.0.iter().any(|problem| matches!(problem, SettingsError::Unknown { .. }));
            let status = if is_unknown { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, "`/api/v1/settings/{kind}/{name}` tells what can be set, and to what it is set now")
        }
        SteerError::Conflict { .. } | SteerError::OtherState { .. } => {
            (StatusCode::CONFLICT, "look at what it is now, and ask again if that is still what you want")
        }
        SteerError::UnknownId { .. } => {
            (StatusCode::NOT_FOUND, "`/api/v1/overrides` lists what is in force, `/api/v1/audit` what was done")
        }
        SteerError::Ended { .. } | SteerError::OnlyTold { .. } | SteerError::Overtaken { .. } => (
            StatusCode::CONFLICT,
            "`/api/v1/overrides` lists what is in force, `/api/v1/audit` what became of the rest",
        ),
        SteerError::Refused { .. } => (StatusCode::CONFLICT, "look at what it is now"),
        SteerError::Irrevocable { .. } => (StatusCode::CONFLICT, "there is nothing to be taken back"),
        SteerError::NoSuchAct { .. } | SteerError::NoTime { .. } => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "`/api/v1/settings/{kind}/{name}` tells what can be done, and for how long",
        ),
        SteerError::NoTimeAtAll => {
            (StatusCode::UNPROCESSABLE_ENTITY, "write `10m`, or leave `for` out: then it holds until it is taken back")
        }
        SteerError::NotKept { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "see to the file, and ask again"),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, "nothing has changed"),
    };
    let refusal = Refusal::new(status, error.to_string(), remedy);
    match error {
        SteerError::Conflict { changes, .. } => {
            refusal.with("changed", changes.iter().map(changed).collect::<Vec<_>>())
        }
        SteerError::OtherState { expected, found, by, .. } => {
            let mut written = json!({ "setting": "state", "expected": expected, "found": found });
            if let Some(by) = by {
                let (who, why) = (by.who.clone(), by.why.clone());
                told::with_origin(&mut written, &dyno::Origin::Overridden { who, why, until: by.until });
            }
            refusal.with("changed", vec![written])
        }
        _ => refusal,
    }
}

fn changed(change: &dyno::Changed) -> Value {
    let mut written = json!({ "setting": change.setting, "expected": change.expected, "found": change.found });
    told::with_origin(&mut written, &change.origin);
    written
}

pub(super) fn no_act(word: &str) -> Refusal {
    let known: Vec<_> = Act::ALL.iter().map(|act| format!("`{act}`")).collect();
    let error = format!("`{}` is nothing that can be done", word.escape_debug());
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error, format!("there is {}", known.join(", ")))
}

pub(super) fn nothing_of_that_name(kind: &str, name: &str) -> Refusal {
    let error = format!("no {} is called `{}`", kind.escape_debug(), name.escape_debug());
    Refusal::new(StatusCode::NOT_FOUND, error, "`/api/v1/overview` lists the names; write `/` as `%2F` in one")
}
