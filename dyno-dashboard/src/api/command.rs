//! One command, with all there is of it.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dyno::{Command, Plan, PlannedPolicy, Registry};
use serde_json::{Value, json};

use crate::api::steer::with_origin;
use crate::api::words::{Happened, settings};
use crate::api::{Refusal, history, json as answer, lately::repeated, policies};
use crate::render::render;
use crate::sampler::{Sampler, Tick};

/// `/api/v1/commands/{name}`
pub(crate) async fn command(
    State(sampler): State<Arc<Sampler>>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path(name) = name.map_err(|error| {
        let remedy = "write names in UTF-8, with `%` before what a path cannot have";
        Refusal::new(StatusCode::BAD_REQUEST, error.body_text(), remedy)
    })?;
    let tick = sampler.latest().await;
    let written = render(move || written(&sampler, &tick, &name)).await??;
    Ok(answer(written.to_string()))
}

fn written(sampler: &Sampler, tick: &Tick, name: &str) -> Result<Value, Refusal> {
    // What the snapshots are of, whatever is in scope where this runs.
    let _global = Registry::global().enter();
    let found = Command::named(name);
    let found = found.map_err(|unknown| {
        let remedy = "`/api/v1/overview` lists the names; write `/` as `%2F` in one";
        Refusal::new(StatusCode::NOT_FOUND, unknown.to_string(), remedy)
    })?;
    let all = &tick.snapshot;
    let snapshot = all.commands.iter().find(|command| command.name == name).cloned();
    let snapshot = snapshot.unwrap_or_else(|| found.snapshot());
    let plan = found.plan();
    let policies: Vec<_> = plan.policies.iter().map(planned).collect();

    let points = sampler.past().points(&snapshot);
    let breaker = all.breakers.iter().find(|one| Some(&one.name) == snapshot.breaker.as_ref());
    let pool = all.pools.iter().find(|one| Some(&one.name) == snapshot.pool.as_ref());
    let bulkhead = all.bulkheads.iter().find(|one| Some(&one.name) == snapshot.bulkhead.as_ref());
    let fuse = all.fuses.iter().find(|one| Some(&one.name) == snapshot.fuse.as_ref());
    let limit = all.rate_limits.iter().find(|one| Some(&one.name) == snapshot.rate_limit.as_ref());
    let retry = all.retries.iter().find(|one| Some(&one.name) == snapshot.retry.as_ref());
    let has_harness = |harness: &str| {
        plan.policies.iter().any(|policy| policy.policy == "harness" && policy.name.as_deref() == Some(harness))
    };
    let harness = all.harnesses.iter().find(|one| has_harness(&one.name));
    let events = tick.events.iter().map(Happened::of).filter(|event| {
        event.is_about("breaker", snapshot.breaker.as_deref())
            || event.is_about("fuse", snapshot.fuse.as_deref())
            || event.is_about("retry", snapshot.retry.as_deref())
            || event.is_by_hand(|kind, of| is_part(&plan, kind, of))
    });
    Ok(json!({
        "version": 1,
        "tick": tick.number,
        "unix_milliseconds": tick.now_milliseconds(),
        "name": snapshot.name,
        "why": snapshot.why(),
        "problem": snapshot.problem,
        "plan": { "policies": policies, "text": plan.to_string() },
        "history": history::written(points),
        "breaker": breaker.map(|one| policies::breaker(one, tick)),
        "pool": pool.map(policies::pool),
        "bulkhead": bulkhead.map(policies::bulkhead),
        "cache": snapshot.cache.as_ref().map(|one| policies::cache(one, &tick.recent)),
        "fuse": fuse.map(policies::fuse),
        "rate_limit": limit.map(policies::rate_limit),
        "retry": retry.map(|one| policies::retry(one, &tick.recent, &repeated(all))),
        "harness": harness.map(|one| policies::harness(one, |at| tick.unix_milliseconds(at))),
        "events": events.collect::<Vec<_>>(),
        "bindings": bindings(&plan),
        "snapshot": settings(&snapshot),
    }))
}

/// Tells whether somebody who changed this has changed the command.
fn is_part(plan: &Plan, kind: &str, name: &str) -> bool {
    let is_it = |policy: &PlannedPolicy| policy.policy == kind && policy.name.as_deref() == Some(name);
    (kind == "command" && name == plan.command) || plan.policies.iter().any(is_it)
}

/// Names the types that it is given, as far as it can be chosen which it is given.
fn bindings(plan: &Plan) -> Vec<String> {
    let injected: Vec<_> = plan.policies.iter().filter(|policy| policy.policy == "inject").collect();
    if injected.is_empty() {
        return Vec::new();
    }
    let wanted: HashSet<_> =
        injected.iter().flat_map(|policy| &policy.settings).map(|one| one.value.as_str()).collect();
    let all = Registry::global().settings().all().into_iter().filter(|one| one.kind == "binding");
    all.map(|one| one.name).filter(|name| wanted.contains(&*format!("`{name}`"))).collect()
}

/// One layer, each setting with who says so.
fn planned(policy: &PlannedPolicy) -> Value {
    let settings = policy.settings.iter().map(|setting| {
        let mut written = json!({ "name": setting.name, "value": setting.value });
        with_origin(&mut written, &setting.origin);
        written
    });
    json!({
        "policy": policy.policy,
        "name": policy.name,
        "state": policy.state,
        "blown": policy.blown,
        "settings": settings.collect::<Vec<_>>(),
    })
}
