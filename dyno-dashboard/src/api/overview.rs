//! All of it, in one object.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use crate::api::row::{Row, Shared};
use crate::api::steer::over;
use crate::api::words::{Happened, seconds};
use crate::api::{Refusal, json, lately::repeated, policies};
use crate::render::render;
use crate::sampler::{Sampler, Tick, unix_milliseconds};

/// `/api/v1/overview`
pub(crate) async fn overview(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let tick = sampler.latest().await;
    let text = render(move || tick.overview()).await?;
    Ok(json(text))
}

/// The end of an event.
const END: &str = "\n\n";

#[derive(Serialize)]
struct Overview<'a> {
    version: u32,
    tick: u64,
    tick_seconds: f64,
    unix_milliseconds: u64,
    process: Process<'a>,
    commands: Vec<Row<'a>>,
    breakers: Vec<Value>,
    pools: Vec<Value>,
    bulkheads: Vec<Value>,
    caches: Vec<Value>,
    fuses: Vec<Value>,
    rate_limits: Vec<Value>,
    retries: Vec<Value>,
    harnesses: Vec<Value>,
    dependencies: Vec<Value>,
    overrides: Vec<Value>,
    events: Vec<Happened<'a>>,
}

#[derive(Serialize)]
struct Process<'a> {
    pid: u32,
    program: &'a str,
    dyno_version: &'static str,
    uptime_seconds: f64,
}

impl Tick {
    /// Writes the overview, once for all who ask.
    fn overview(&self) -> Bytes {
        let event = self.event();
        event.slice(self.head().len()..event.len() - END.len())
    }

    /// Writes it as an event of a stream.
    pub(super) fn event(&self) -> Bytes {
        self.event.get_or_init(|| (self.head() + &self.write_overview() + END).into()).clone()
    }

    fn head(&self) -> String {
        format!("event: overview\nid: {}\ndata: ", self.number)
    }

    /// When something was that the runtime's clock tells.
    pub(super) fn unix_milliseconds(&self, at: Duration) -> u64 {
        self.ago(self.snapshot.at.saturating_sub(at))
    }

    /// When it was so long ago.
    pub(super) fn ago(&self, time: Duration) -> u64 {
        unix_milliseconds(self.time.checked_sub(time).unwrap_or(self.time))
    }

    fn write_overview(&self) -> String {
        let snapshot = &self.snapshot;
        let (shared, repeated) = (Shared::of(snapshot), repeated(snapshot));
        let commands = snapshot.commands.iter().zip(&self.traffic);
        let program = program();
        let overview = Overview {
            version: 1,
            tick: self.number,
            tick_seconds: seconds(self.every),
            unix_milliseconds: self.now_milliseconds(),
            process: Process {
                pid: std::process::id(),
                program: &program,
                dyno_version: env!("CARGO_PKG_VERSION"),
                uptime_seconds: seconds(snapshot.at),
            },
            commands: commands.map(|(command, traffic)| Row::of(command, *traffic, &shared, self)).collect(),
            breakers: policies::all(&snapshot.breakers, |one| policies::breaker(one, self)),
            pools: policies::all(&snapshot.pools, policies::pool),
            bulkheads: policies::all(&snapshot.bulkheads, policies::bulkhead),
            caches: policies::all(&snapshot.caches, |one| policies::cache(one, &self.recent)),
            fuses: policies::all(&snapshot.fuses, policies::fuse),
            rate_limits: policies::all(&snapshot.rate_limits, policies::rate_limit),
            retries: policies::all(&snapshot.retries, |one| policies::retry(one, &self.recent, &repeated)),
            harnesses: policies::all(&snapshot.harnesses, |one| {
                policies::harness(one, |at| self.unix_milliseconds(at))
            }),
            dependencies: policies::all(&snapshot.dependencies, |one| {
                policies::dependency(one, |at| self.unix_milliseconds(at))
            }),
            overrides: self.overrides.iter().map(over).collect(),
            events: self.events.iter().map(Happened::of).collect(),
        };
        serde_json::to_string(&overview).unwrap_or_default()
    }
}

/// Names the program as it was started.
fn program() -> String {
    let path = std::env::current_exe().ok();
    let name = path.as_ref().and_then(|path| path.file_name());
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
