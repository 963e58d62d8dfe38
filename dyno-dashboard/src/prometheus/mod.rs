//! `/metrics`, as Prometheus reads it.

mod text;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::api::Refusal;
use crate::exported::{Told, families};
use crate::prometheus::text::Text;
use crate::render::render;
use crate::sampler::{Sampler, Tick};

/// `/metrics`
pub(crate) async fn metrics(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let tick = sampler.latest().await;
    let text = render(move || tick.metrics()).await?;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

impl Tick {
    /// Writes all metrics, once for all who ask.
    fn metrics(&self) -> Bytes {
        self.metrics.get_or_init(|| self.write_metrics().into()).clone()
    }

    fn write_metrics(&self) -> String {
        let mut text = Text::default();
        let told = Told { snapshot: &self.snapshot, sums: &self.sums };
        for family in families() {
            text.begin(family);
            family.each(told, &mut |labels, value| text.value(family, labels, value));
        }
        text.into_string()
    }
}
