//! What the Hystrix dashboard reads: `/hystrix.stream`, with the names, numbers and pace that it expects.

mod command;
mod pool;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use futures_util::stream::unfold;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::api::{PING, Refusal, events, place};
use crate::render::render;
use crate::sampler::{Sampler, Tick};

/// How often everything is sent.
const EVERY: Duration = Duration::from_millis(500);

/// How much is sent in that time: where there is more it comes less often.
const BYTES: usize = 1 << 20;

/// The longest pause: a reader takes silence for an end.
const LONGEST: u32 = 10;

/// `/hystrix.stream`
pub(crate) async fn hystrix(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let place = place(&sampler)?;
    let start = (sampler, place, Instant::now());
    let body = unfold(start, |(sampler, place, due)| async move {
        sleep_until(due).await;
        // So long as nothing is there, a comment says that somebody is.
        let tick = timeout_at(due + EVERY, sampler.latest()).await.ok();
        let sent = match tick {
            Some(tick) => render(move || tick.hystrix()).await.ok()?,
            None => PING,
        };
        // In step, unless the reader has fallen behind.
        let due = (due + pause(sent.len())).max(Instant::now());
        Some((sent, (sampler, place, due)))
    });
    Ok(events("text/event-stream;charset=UTF-8", body))
}

impl Tick {
    /// Writes all commands and pools, once for all who ask.
    fn hystrix(&self) -> Bytes {
        self.hystrix.get_or_init(|| self.write_hystrix().into()).clone()
    }

    fn write_hystrix(&self) -> String {
        let guards = command::Guards::of(self);
        let commands = self.snapshot.commands.iter().map(|command| guards.written(command).to_string());
        let pools = self.snapshot.pools.iter().map(|pool| pool::written(pool, self).to_string());
        // A process without either still says that it lives.
        let data = commands.chain(pools).map(|data| format!("data: {data}\n\n"));
        std::iter::once(String::from_utf8_lossy(&PING).into_owned()).chain(data).collect()
    }
}

/// How long nothing more is sent after so much.
fn pause(sent: usize) -> Duration {
    let times = u32::try_from(1 + sent / BYTES).unwrap_or(u32::MAX);
    (EVERY * times.min(2 * LONGEST)).min(Duration::from_secs(LONGEST.into()))
}

/// Names reach the page unescaped, and a backslash breaks its cell: what could be taken for anything but text is replaced.
fn cleaned(name: &str) -> String {
    name.chars()
        .map(|letter| match letter {
            '<' | '>' | '"' | '\\' | '&' | '\'' => '_',
            letter if letter.is_control() => '_',
            letter => letter,
        })
        .collect()
}

/// Whole milliseconds; what is nothing is 0.
fn milliseconds(time: Option<Duration>) -> u64 {
    time.map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
