//! Spans and events of `tracing` as intervals and marks.

use std::fmt::{self, Debug, Write as _};
use std::mem::take;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::timing::ambient::{self, here};
use crate::timing::branch::{Begun, Branch};
use crate::timing::label::label;

/// Feeds the ambient [`Timer`](crate::Timer) from `tracing`: each span that is made where there is one is an interval, from then until
/// it is closed, and each event a mark. Where there is none they pass by, unless they name a parent that is timed:
/// `info_span!(parent: &request, ..)`, on whatever thread.
///
/// ```
/// use dyno::{Timer, TimingLayer};
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let subscriber = tracing_subscriber::registry().with(TimingLayer::new());
/// tracing::subscriber::with_default(subscriber, || {
///     let timer = Timer::new();
///     timer.scope(|| {
///         let _request = tracing::info_span!("request", path = "/").entered();
///         tracing::info!(key = 7, "stored");
///     });
///     let text = timer.to_string();
///     assert!(text.contains("+ request: path=/\n") && text.contains("|  - stored key=7\n"), "{text}");
/// });
/// ```
///
/// An interval has the name of its span and the fields that this was made with, a mark the message and the fields of its event. What is
/// timed while a span is entered is inside of it, on whatever thread: a future that is instrumented takes its timer along when it is
/// spawned. Which spans and events are told is for a filter to say: `TimingLayer::new().with_filter(LevelFilter::INFO)`. Of two layers each tells of an event.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimingLayer(());

impl TimingLayer {
    /// Makes one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<S> Layer<S> for TimingLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        let Some(outer) = outer(&cx, attributes) else { return };
        // Another layer of these may have been first.
        let Some(span) = cx.span(id).filter(|span| span.extensions().get::<Timed>().is_none()) else { return };
        let mut text = Text(String::new());
        attributes.record(&mut text);
        let name = attributes.metadata().name();
        let name = if text.0.is_empty() { label(name) } else { label(format_args!("{name}:{}", text.0)) };
        let (begun, inside) = outer.begin_inside(name);
        span.extensions_mut().insert(Timed { begun, inside });
    }

    fn on_enter(&self, id: &Id, cx: Context<'_, S>) {
        if let Some(inside) = inside(&cx, id) {
            ambient::enter(id.into_u64(), &inside);
        }
    }

    fn on_exit(&self, id: &Id, cx: Context<'_, S>) {
        let inside = inside(&cx, id);
        if inside.is_some() || cx.span(id).is_none() {
            ambient::leave(id.into_u64(), inside.as_ref());
        }
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let named = event.parent().and_then(|parent| inside(&cx, parent));
        let Some(outer) = named.or_else(here) else { return };
        let mut text = Text(String::new());
        event.record(&mut text);
        outer.mark(label(text.0.trim_start()));
    }

    fn on_close(&self, id: Id, cx: Context<'_, S>) {
        let timed = cx.span(&id).and_then(|span| span.extensions_mut().remove::<Timed>());
        drop(timed);
    }
}

/// The interval of a span, which ends with it, and the branch inside of it.
struct Timed {
    #[expect(dead_code, reason = "it is only dropped")]
    begun: Begun,
    inside: Arc<Branch>,
}

/// What a new span is inside of: its named parent, if that is timed by the timer that is here, or there is none here.
fn outer<S>(cx: &Context<'_, S>, attributes: &Attributes<'_>) -> Option<Arc<Branch>>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let (here, named) = (here(), attributes.parent().and_then(|parent| inside(cx, parent)));
    let is_elsewhere =
        |named: &Arc<Branch>| here.as_ref().is_some_and(|here| !Arc::ptr_eq(&named.shared, &here.shared));
    named.filter(|named| !is_elsewhere(named)).or(here)
}

/// The branch inside of a span, if that is timed.
fn inside<S>(cx: &Context<'_, S>, span: &Id) -> Option<Arc<Branch>>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    cx.span(span)?.extensions().get::<Timed>().map(|timed| timed.inside.clone())
}

/// Fields as text, each after a space, the message first.
struct Text(String);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // A text takes whatever it is given.
        let _: fmt::Result = match field.name() {
            "message" => {
                let rest = take(&mut self.0);
                write!(self.0, " {value:?}{rest}")
            }
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
