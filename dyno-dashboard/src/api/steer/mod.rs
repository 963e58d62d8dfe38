//! What an operator changes: settings and states, each with a reason, tried before and taken back after.

mod asked;
mod refused;
mod told;

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dyno::{Act, DryRun, Override, Registry, SteerError};
use serde_json::{Value, json};

pub(super) use self::told::{over, with_origin};

use crate::api::steer::asked::{Acting, Overriding, Undoing, read};
use crate::api::steer::refused::{nothing_of_that_name, refused};
use crate::api::{Refusal, json as answer};
use crate::door::CanSteer;
use crate::render::render;
use crate::sampler::Sampler;

/// `GET /api/v1/operator`: whether anybody can be one.
pub(crate) async fn operator(Extension(CanSteer(can_steer)): Extension<CanSteer>) -> Response {
    answer(json!({ "version": 1, "can_steer": can_steer }).to_string())
}

/// `POST /api/v1/operator`: whether who asks is one. Others do not come as far as this.
pub(crate) async fn is_operator(body: Body) -> Result<Response, Refusal> {
    let asked::Nothing {} = read(body).await?;
    Ok(answer(json!({ "version": 1, "is_operator": true }).to_string()))
}

/// `GET /api/v1/overrides`
pub(crate) async fn overrides() -> Result<Response, Refusal> {
    written(|| json!({ "version": 1, "overrides": told::in_force() })).await
}

/// `GET /api/v1/audit`
pub(crate) async fn audit() -> Result<Response, Refusal> {
    let all = || settings().audit().iter().map(told::entry).collect::<Vec<_>>();
    written(move || json!({ "version": 1, "entries": all() })).await
}

/// `GET /api/v1/settings/{kind}/{name}`: what there is to be changed of one thing.
pub(crate) async fn thing(asked: Result<Path<(String, String)>, PathRejection>) -> Result<Response, Refusal> {
    let Path((kind, name)) = asked.map_err(|error| {
        let remedy = "write names in UTF-8, with `%` before what a path cannot have";
        Refusal::new(StatusCode::BAD_REQUEST, error.body_text(), remedy)
    })?;
    let found = render(move || told::thing(&kind, &name).ok_or_else(|| nothing_of_that_name(&kind, &name))).await??;
    Ok(answer(found.to_string()))
}

/// `POST /api/v1/overrides`
pub(crate) async fn override_(State(sampler): State<Arc<Sampler>>, body: Body) -> Result<Response, Refusal> {
    let Overriding { kind, name, settings: wanted, how, expecting } = read(body).await?;
    let how = how.checked()?;
    changed(&sampler, move || {
        let mut edit = settings().override_(kind, name).by(how.by).because(how.because).for_time(how.time);
        for (setting, value) in wanted.0 {
            edit = edit.set(setting, value);
        }
        for (setting, value) in expecting.unwrap_or_default().0 {
            edit = edit.expecting(setting, value);
        }
        if how.is_dry_run { tried(edit.dry_run()) } else { applied(edit.apply()) }
    })
    .await
}

/// `POST /api/v1/acts`
pub(crate) async fn act(State(sampler): State<Arc<Sampler>>, body: Body) -> Result<Response, Refusal> {
    let Acting { kind, name, act, how, expecting } = read(body).await?;
    let how = how.checked()?;
    let act: Act = act.parse().map_err(|_| refused::no_act(&act))?;
    changed(&sampler, move || {
        let mut acting = settings().act(kind, name, act).by(how.by).because(how.because).for_time(how.time);
        if let Some(state) = expecting {
            acting = acting.expecting(state);
        }
        if how.is_dry_run { tried(acting.dry_run()) } else { applied(acting.apply()) }
    })
    .await
}

/// `POST /api/v1/undo`
pub(crate) async fn undo(State(sampler): State<Arc<Sampler>>, body: Body) -> Result<Response, Refusal> {
    let Undoing { id, by, because } = read(body).await?;
    changed(&sampler, move || {
        let undone =
            settings().undo_by(id, asked::named(by), because.unwrap_or_default()).map_err(|error| refused(&error))?;
        Ok(json!({ "version": 1, "entry": told::entry(&undone) }))
    })
    .await
}

fn tried(tried: Result<DryRun, SteerError>) -> Result<Value, Refusal> {
    tried.map(|run| told::dry_run(&run)).map_err(|error| refused(&error))
}

fn applied(applied: Result<Override, SteerError>) -> Result<Value, Refusal> {
    let applied = applied.map_err(|error| refused(&error))?;
    Ok(json!({ "version": 1, "override": told::over(&applied) }))
}

/// Those of what the snapshots are of, whatever is in scope where this runs.
fn settings() -> dyno::Settings {
    Registry::global().settings()
}

async fn written(write: impl FnOnce() -> Value + Send + 'static) -> Result<Response, Refusal> {
    Ok(answer(render(move || write().to_string()).await?))
}

/// Runs what may write a file; all who watch see at once what has come of it.
async fn changed(
    sampler: &Sampler,
    change: impl FnOnce() -> Result<Value, Refusal> + Send + 'static,
) -> Result<Response, Refusal> {
    let written = render(change).await??;
    sampler.look_soon();
    Ok(answer(written.to_string()))
}
