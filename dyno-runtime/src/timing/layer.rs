//! Spans and events of `tracing` as intervals and marks.

use std::cell::RefCell;
use std::fmt::{self, Debug, Write as _};
use std::mem::{replace, take};
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::timing::ambient::{self, Ambient, here};
use crate::timing::branch::{Begun, Branch};
use crate::timing::label::label;

thread_local! {
    /// The spans that this thread is in, and what it was in before each.
    static ENTERED: RefCell<Vec<Entered>> = const { RefCell::new(Vec::new()) };
}

/// Feeds the ambient [`Timer`](crate::Timer) from `tracing`: each span that is made where there is one is an interval, from then until
/// it is closed, and each event a mark. Where there is none they pass by.
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
/// spawned. Which spans and events are told is for a filter to say: `TimingLayer::new().with_filter(LevelFilter::INFO)`.
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
        let Some(here) = here() else { return };
        // Another layer of these may have been first.
        let Some(span) = cx.span(id).filter(|span| span.extensions().get::<Timed>().is_none()) else { return };
        let named = attributes.parent().and_then(|parent| inside(&cx, parent));
        let outer = named.filter(|named| Arc::ptr_eq(&named.shared, &here.shared)).unwrap_or(here);
        let mut text = Text(String::new());
        attributes.record(&mut text);
        let name = attributes.metadata().name();
        let name = if text.0.is_empty() { label(name) } else { label(format_args!("{name}:{}", text.0)) };
        let (begun, inside) = outer.begin_inside(name);
        span.extensions_mut().insert(Timed { begun, inside });
    }

    fn on_enter(&self, id: &Id, cx: Context<'_, S>) {
        if let Some(inside) = inside(&cx, id) {
            let before = ambient::replace(Some(Ambient::of(&inside)));
            let _ = ENTERED.try_with(|entered| entered.borrow_mut().push(Entered { span: id.clone(), inside, before }));
        }
    }

    fn on_exit(&self, id: &Id, _: Context<'_, S>) {
        if let Some(turn) = ENTERED.try_with(|entered| Entered::exit(&mut entered.borrow_mut(), id)).ok().flatten() {
            turn.leave();
        }
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let Some(here) = here() else { return };
        let named = event.parent().and_then(|parent| inside(&cx, parent));
        let mut text = Text(String::new());
        event.record(&mut text);
        named.unwrap_or(here).mark(label(text.0.trim_start()));
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

/// A span that a thread is in.
struct Entered {
    span: Id,
    inside: Arc<Branch>,
    before: Option<Ambient>,
}

impl Entered {
    /// Takes the last one of that span away, and gives the turn that it had on this thread. Spans may be left in any order: what was
    /// entered since goes on, and comes out where this one would have.
    fn exit(all: &mut Vec<Self>, span: &Id) -> Option<Ambient> {
        let at = all.iter().rposition(|entered| entered.span == *span)?;
        let Self { inside, before, .. } = all.remove(at);
        match all.get_mut(at) {
            Some(above) => replace(&mut above.before, before),
            None if ambient::is_in(&inside) => ambient::replace(before),
            // It was entered in a scope that has ended meanwhile, and its turn with that.
            None => None,
        }
    }
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
