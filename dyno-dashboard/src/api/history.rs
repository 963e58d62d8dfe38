//! The traffic of the last two minutes.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dyno::CommandSnapshot;
use serde::Serialize;

use crate::api::words::thousandths;
use crate::api::{Refusal, json};
use crate::render::render;
use crate::sampler::{History, Past, Sampler, Tick, Traffic, unix_milliseconds};

/// `/api/v1/history`
pub(crate) async fn history(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let tick = sampler.latest().await;
    let text = render(move || all(&sampler.past(), &tick)).await?;
    Ok(json(text))
}

#[derive(Serialize)]
struct All<'a> {
    version: u32,
    tick: u64,
    unix_milliseconds: Vec<u64>,
    commands: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    name: &'a str,
    calls_per_second: Vec<f32>,
    errors_per_second: Vec<f32>,
}

/// The history of one command, with its times.
#[derive(Serialize)]
pub(super) struct Alone {
    unix_milliseconds: Vec<u64>,
    calls_per_second: Vec<f32>,
    errors_per_second: Vec<f32>,
}

impl Past {
    /// Gives the points of a command, with when they were.
    pub(super) fn points(&self, command: &CommandSnapshot) -> Vec<(u64, Traffic)> {
        let points: Vec<_> = self.history(command).into_iter().flat_map(History::points).collect();
        let times: Vec<_> = self.times().map(unix_milliseconds).collect();
        // A younger command has fewer, and its last is as old as the last of all.
        let skip = times.len().saturating_sub(points.len());
        times.into_iter().skip(skip).zip(points).collect()
    }
}

pub(super) fn written(points: Vec<(u64, Traffic)>) -> Alone {
    let (unix_milliseconds, traffic): (_, Vec<_>) = points.into_iter().unzip();
    let (calls_per_second, errors_per_second) = rates(traffic);
    Alone { unix_milliseconds, calls_per_second, errors_per_second }
}

fn all(past: &Past, tick: &Tick) -> String {
    let commands = tick.snapshot.commands.iter().filter_map(|command| {
        let (calls_per_second, errors_per_second) = rates(past.history(command)?.points());
        Some(One { name: &command.name, calls_per_second, errors_per_second })
    });
    let all = All {
        version: 1,
        tick: tick.number,
        unix_milliseconds: past.times().map(unix_milliseconds).collect(),
        commands: commands.collect(),
    };
    serde_json::to_string(&all).unwrap_or_default()
}

fn rates(points: impl IntoIterator<Item = Traffic>) -> (Vec<f32>, Vec<f32>) {
    let rounded = |traffic: Traffic| (thousandths(traffic.calls_per_second), thousandths(traffic.errors_per_second));
    points.into_iter().map(rounded).unzip()
}
