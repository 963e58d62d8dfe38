//! Spans and events of `tracing` as intervals and marks.

use dyno::{Timer, TimingLayer, command, mark, time};
use tokio::task::yield_now;
use tracing::instrument::WithSubscriber;
use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Instrument, debug, info, info_span};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;

use super::{MILLI, timer, tree};

fn subscriber(level: LevelFilter) -> Dispatch {
    tracing_subscriber::registry().with(TimingLayer::new().with_filter(level)).into()
}

/// Times work that tells a subscriber at level info.
fn told(work: impl FnOnce()) -> Timer {
    let (timer, _clock) = timer();
    tracing::dispatcher::with_default(&subscriber(LevelFilter::INFO), || timer.scope(work));
    timer
}

#[test]
fn spans_are_intervals_and_events_marks() {
    let timer = told(|| {
        let _request = info_span!("request", method = "GET", path = %"/", took = tracing::field::Empty).entered();
        info!("looked up");
        time!("deps", {
            info!(key = "a", number = 7, "stored {}", "twice");
            info_span!("query").in_scope(|| info!(rows = 2));
        });
        debug!("filtered");
        mark("last");
    });
    let expected = "request: method=GET path=/(looked up deps(stored twice key=a number=7 query(rows=2)) last)";
    assert_eq!(tree(&timer), expected);
}

#[test]
fn an_interval_lasts_as_its_span() {
    let (timer, clock) = timer();
    tracing::dispatcher::with_default(&subscriber(LevelFilter::INFO), || {
        let span = timer.scope(|| info_span!("long"));
        for _ in 0..3 {
            // Also where nothing else is timed.
            span.in_scope(|| mark("inside"));
            clock.advance(MILLI);
        }
        mark("nowhere");
        assert_eq!(tree(&timer), "long?(inside inside inside)");
        drop(span);
    });
    assert_eq!(timer.snapshot().events[0].took, Some(MILLI * 3));
    assert!(!Timer::current().is_recording());
}

#[test]
fn a_parent_that_is_named_is_the_parent() {
    let timer = told(|| {
        let one = info_span!("one");
        let _two = info_span!("two").entered();
        let _three = info_span!(parent: &one, "three");
        info!(parent: &one, "four");
        info_span!(parent: None, "five").in_scope(|| ());
    });
    assert_eq!(tree(&timer), "one(three four) two(five)");
}

#[test]
fn a_parent_that_is_named_is_so_on_any_thread() {
    let (timer, _clock) = timer();
    tracing::dispatcher::with_default(&subscriber(LevelFilter::INFO), || {
        let parent = timer.scope(|| info_span!("request"));
        let dispatch = tracing::dispatcher::get_default(Clone::clone);
        let work = || {
            let _job = info_span!(parent: &parent, "job").entered();
            mark("inside");
            info!(parent: &parent, "told");
            info_span!("query").in_scope(|| ());
        };
        std::thread::scope(|scope| {
            scope.spawn(|| tracing::dispatcher::with_default(&dispatch, work)).join().unwrap();
        });
        assert!(!Timer::current().is_recording());
    });
    assert_eq!(tree(&timer), "request(job(inside query) told)");
}

#[test]
fn a_span_that_is_left_in_another_scope_has_been_left() {
    let (one, _clock) = timer();
    let (other, _clock) = timer();
    tracing::dispatcher::with_default(&subscriber(LevelFilter::INFO), || {
        let span = one.scope(|| info_span!("span"));
        let entered = span.enter();
        other.scope(|| {
            drop(entered);
            mark("in the other");
        });
        assert!(!Timer::current().is_recording());
        mark("nowhere");
        // Also where something was there before.
        one.scope(|| {
            let entered = span.enter();
            other.scope(|| drop(entered));
            mark("in the scope");
        });
    });
    assert_eq!((tree(&one).as_str(), tree(&other).as_str()), ("span in the scope", "in the other"));
}

#[test]
fn spans_may_be_left_in_any_order() {
    let timer = told(|| {
        let (one, two) = (info_span!("one"), info_span!("two"));
        let (entered, above) = (one.enter(), two.enter());
        drop(entered);
        mark("in two");
        drop(above);
        mark("in none");
        let inside = one.enter();
        Timer::current().scope(|| two.in_scope(|| mark("two again")));
        mark("in one");
        drop(inside);
        mark("last");
    });
    assert_eq!(tree(&timer), "one(in one) two(in two two again) in none last");
}

#[test]
fn a_scope_that_ends_before_its_span_is_left_stays_ended() {
    let (timer, _clock) = timer();
    tracing::dispatcher::with_default(&subscriber(LevelFilter::INFO), || {
        let entered = timer.scope(|| info_span!("one").entered());
        mark("nowhere");
        drop(entered);
        mark("nowhere");
    });
    assert_eq!(tree(&timer), "one");
}

#[test]
fn a_span_that_is_entered_twice_is_left_twice() {
    let timer = told(|| {
        let one = info_span!("one");
        let first = one.enter();
        let second = Timer::current().scope(|| one.enter());
        drop(second);
        mark("in one");
        drop(first);
        mark("in none");
        let first = one.enter();
        let second = Timer::current().scope(|| one.enter());
        let third = one.enter();
        drop((second, third));
        mark("in one again");
        drop(first);
        mark("last");
    });
    assert_eq!(tree(&timer), "one(in one in one again) in none last");
}

#[test]
fn spans_of_two_subscribers_have_numbers_of_their_own() {
    let timer = told(|| {
        let one = info_span!("one");
        let first = one.enter();
        tracing::dispatcher::with_default(&subscriber(LevelFilter::INFO), || {
            let two = info_span!("two");
            let second = two.enter();
            assert_eq!(one.id(), two.id());
            drop(first);
            mark("in two");
            drop(second);
            mark("in none");
        });
    });
    assert_eq!(tree(&timer), "one(two(in two)) in none");
}

#[test]
fn two_layers_tell_of_a_span_once() {
    let (timer, _clock) = timer();
    let twice = tracing_subscriber::registry().with(TimingLayer::new()).with(TimingLayer::new());
    tracing::subscriber::with_default(twice, || {
        timer.scope(|| info_span!("one").in_scope(|| info_span!("two").in_scope(|| mark("three"))));
    });
    assert_eq!(tree(&timer), "one(two(three))");
}

#[test]
fn where_nobody_times_nothing_is_told() {
    tracing::dispatcher::with_default(&subscriber(LevelFilter::TRACE), || {
        let span = info_span!("before");
        let (timer, _clock) = timer();
        timer.scope(|| span.in_scope(|| info!("inside")));
        assert_eq!(tree(&timer), "inside");
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_future_that_is_instrumented_takes_its_timer_along() {
    let (timer, _clock) = timer();
    let read = |name: &'static str| {
        async move {
            time!(name, {
                yield_now().await;
                info!("half way");
            });
        }
        .instrument(info_span!("read"))
    };
    let work = async {
        time!("both", { tokio::join!(read("one"), read("two")) });
        let dispatch = tracing::dispatcher::get_default(Clone::clone);
        tokio::spawn(read("spawned").with_subscriber(dispatch)).await.unwrap();
    };
    timer.run(work).with_subscriber(subscriber(LevelFilter::INFO)).await;
    let expected = "both(read(one(half way)) read(two(half way))) read(spawned(half way))";
    assert_eq!(tree(&timer), expected);
}

#[command(pool = "traced files", name = "traced")]
fn traced() -> Result<(), dyno::Error> {
    mark("in the body");
    Ok(())
}

#[dyno::test]
fn the_body_of_a_command_is_inside_of_its_attempt() {
    let (timer, _clock) = timer();
    tracing::dispatcher::with_default(&subscriber(LevelFilter::DEBUG), || {
        timer.scope(|| traced().unwrap());
    });
    let tree = tree(&timer);
    assert!(tree.contains("attempt") && tree.contains("in the body"), "{tree}");
    let text = timer.to_string();
    let depth = text.lines().find(|line| line.contains("in the body")).map(|line| line.matches('|').count());
    assert_eq!(depth, Some(2), "{text}");
}
