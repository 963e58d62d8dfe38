//! How many calls of a command are timed, by a clock that is moved by hand and taken for the system's.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::clock::{Clock, ManualClock};
use crate::command::handle::Command;
use crate::error::Error;
use crate::registry::Registry;

const CALLS: u32 = 1_000;

/// Calls that took from 1 to 1,000 ns have this mean, if each of them was timed.
const MEAN: Duration = Duration::from_nanos(500);

fn scripted() -> (ManualClock, Registry) {
    let time = ManualClock::new();
    let clock = Clock::scripted(&time);
    (time, Registry::with_clock(clock))
}

fn call_all(command: &Command, time: &ManualClock) {
    for call in 1..=CALLS {
        let took = command.call_here(|| {
            time.advance(Duration::from_nanos(call.into()));
            Ok::<_, Error>(call)
        });
        assert_eq!(took.unwrap(), call);
    }
}

fn mean(command: &Command) -> Duration {
    command.snapshot().latency.mean.unwrap()
}

#[test]
fn every_call_of_an_exact_command_is_timed_and_few_of_another() {
    let (time, registry) = scripted();
    let _entered = registry.enter();
    let exact = Command::builder("exact").exact_latency(true).build().unwrap();
    let other = Command::builder("other").build().unwrap();
    call_all(&exact, &time);
    call_all(&other, &time);
    assert_eq!((mean(&exact), exact.snapshot().latency.max), (MEAN, Some(Duration::from_nanos(CALLS.into()))));
    assert_ne!(mean(&other), MEAN, "the clock is spared");
    assert_eq!((exact.snapshot().latency.count, other.snapshot().latency.count), (CALLS.into(), CALLS.into()));
}

#[test]
fn the_next_call_after_the_change_is_timed_and_thereafter_few_again() {
    let (time, registry) = scripted();
    let _entered = registry.enter();
    let command = Command::builder("live").build().unwrap();
    for round in 1..=40_u32 {
        call_all(&command, &time);
        command.configure(|settings| settings.exact_latency = true).unwrap();
        let longest = Duration::from_millis(round.into());
        let call = command.call_here(|| {
            time.advance(longest);
            Ok::<_, Error>(())
        });
        call.unwrap();
        assert_eq!(command.snapshot().latency.max, Some(longest));
        command.configure(|settings| settings.exact_latency = false).unwrap();
    }
    let before = command.snapshot();
    call_all(&command, &time);
    let took = |seen: &crate::command::CommandSnapshot| {
        seen.latency.mean.unwrap() * u32::try_from(seen.latency.count).unwrap()
    };
    let added = took(&command.snapshot()).saturating_sub(took(&before));
    assert!(added.abs_diff(MEAN * CALLS) > Duration::from_micros(1), "the clock is spared again");
}

/// Where many have waited in a row the next begins without the clock, unless it is to be exact.
#[test]
fn calls_that_wait_are_timed_from_their_start() {
    let (time, registry) = scripted();
    let _entered = registry.enter();
    let command = Command::builder("waiting").exact_latency(true).build().unwrap();
    for _ in 0..40 {
        let mut polls = 0;
        let body = poll_fn(|_| {
            time.advance(Duration::from_micros(30));
            polls += 1;
            if polls == 2 { Poll::Ready(Ok::<_, Error>(())) } else { Poll::Pending }
        });
        let mut call = pin!(command.call_async(body));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(call.as_mut().poll(&mut cx).is_pending());
        assert!(call.as_mut().poll(&mut cx).is_ready());
    }
    assert_eq!(mean(&command), Duration::from_micros(60));
}
