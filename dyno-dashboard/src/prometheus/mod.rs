//! `/metrics`, as Prometheus reads it.

mod commands;
mod policies;
mod text;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::api::Refusal;
use crate::prometheus::text::{Family, Text};
use crate::render::render;
use crate::sampler::{Sampler, Tick};

/// `/metrics`
pub(crate) async fn metrics(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let tick = sampler.latest().await;
    let text = render(move || tick.metrics()).await?;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text.as_bytes().to_vec()).into_response())
}

impl Tick {
    /// Writes all metrics, once for all who ask.
    fn metrics(&self) -> Arc<str> {
        self.metrics.get_or_init(|| self.write_metrics().into()).clone()
    }

    fn write_metrics(&self) -> String {
        let mut text = Text::default();
        let family = Family::gauge("dyno_info", "1, with the version of dyno.");
        text.begin(family);
        text.sample(family, "", &[("version", env!("CARGO_PKG_VERSION"))], 1);
        let family = Family::gauge("dyno_uptime_seconds", "For how long dyno has counted.");
        text.begin(family);
        text.sample(family, "", &[], self.snapshot.at.as_secs_f64());
        commands::write(&mut text, self);
        policies::write(&mut text, &self.snapshot);
        text.into_string()
    }
}
