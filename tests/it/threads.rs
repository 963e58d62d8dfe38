//! Counting on many threads that come and go: what each counts for itself adds up.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, channel};
use std::task::{Context, Poll, Waker};
use std::thread;

use dyno::{Error, command};

type Handed = Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>;

const WAVES: u64 = 10;
const THREADS: u64 = 80;
const CALLS: u64 = 1_000;

#[command(breaker(failure_rate = off, consecutive = off))]
fn crowded(call: u64) -> Result<u64, Error> {
    if call % 100 == 99 {
        resume_unwind(Box::new("as planned"));
    }
    if call % 10 == 3 { dyno_error() } else { Ok(call) }
}

#[command(breaker(failure_rate = off, consecutive = off))]
async fn handed_over(call: u64) -> Result<u64, Error> {
    let mut polls = 0;
    poll_fn(|_| {
        polls += 1;
        if polls > 1 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    if call % 10 == 3 { dyno_error() } else { Ok(call) }
}

/// An error that costs little to make.
fn dyno_error() -> Result<u64, Error> {
    static CLOSED: std::sync::LazyLock<Error> = std::sync::LazyLock::new(|| {
        let breaker = dyno::Breaker::builder("never open").build().unwrap();
        breaker.trip().unwrap();
        breaker.admit().unwrap_err()
    });
    Err(CLOSED.clone())
}

#[test]
fn eight_hundred_threads_lose_no_count() {
    for _ in 0..WAVES {
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for call in 0..CALLS {
                        let _ = catch_unwind(AssertUnwindSafe(|| crowded(call)));
                    }
                });
            }
        });
    }
    let (all, read) = (WAVES * THREADS * CALLS, crowded::metrics());
    let totals = read.totals;
    assert_eq!((totals.started, read.in_flight), (all, 0));
    assert_eq!((totals.calls.panicked, totals.calls.failure), (all / 100, all / 10));
    assert_eq!(totals.calls.success, all - all / 100 - all / 10);
    assert_eq!(totals.attempts, totals.calls);
    assert_eq!(read.latency.count, all);
}

#[test]
fn calls_may_end_on_another_thread_than_they_began() {
    let (sender, receiver) = channel::<Handed>();
    let all = WAVES * THREADS * 50;
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while seen < all {
                let read = handed_over::metrics();
                assert!(read.totals.started >= read.totals.calls.sum() && read.in_flight <= all);
                seen = read.totals.calls.sum();
            }
        });
        scope.spawn(move || end_all(receiver));
        for _ in 0..WAVES {
            thread::scope(|wave| {
                for _ in 0..THREADS {
                    let sender = sender.clone();
                    wave.spawn(move || {
                        for call in 0..50 {
                            let mut begun: Handed = Box::pin(handed_over(call));
                            assert!(poll(&mut begun).is_pending());
                            sender.send(begun).unwrap();
                        }
                    });
                }
            });
        }
        drop(sender);
        reader.join().unwrap();
    });
    let read = handed_over::metrics();
    assert_eq!((read.totals.started, read.totals.calls.sum(), read.in_flight), (all, all, 0));
    assert_eq!(read.totals.calls.cancelled, all.div_ceil(7));
    assert!(read.peak >= 1);
}

/// Ends what others began; drops one in seven.
fn end_all(begun: Receiver<Handed>) {
    for (number, mut call) in begun.into_iter().enumerate() {
        if number % 7 != 0 {
            assert!(poll(&mut call).is_ready());
        }
    }
}

fn poll(call: &mut Handed) -> Poll<Result<u64, Error>> {
    call.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}
