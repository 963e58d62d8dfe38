//! How long a hundred thousand readings of the clock take: their mean, which says little, and what it hides. Two threads measure, and what they
//! have counted is put together.
//!
//! `cargo run --release --example stats`

use std::thread;
use std::time::{Duration, Instant};

use dyno::{Ewma, Histogram, Summary};

const READINGS: usize = 50_000;

/// What one thread has measured: all of it, in a sorted row, and counted in 512 bytes.
fn measure() -> (Summary, Histogram) {
    let took: Vec<Duration> = (0..READINGS).map(|_| Instant::now().elapsed()).collect();
    (took.iter().copied().collect(), took.into_iter().collect())
}

fn nanos(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "nothing".to_owned(), |seconds| format!("{:.0} ns", seconds * 1e9))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let other = thread::spawn(measure);
    let (mut exact, mut counted) = measure();
    if let Ok((theirs, also_theirs)) = other.join() {
        exact.merge(&theirs);
        counted.merge(&also_theirs);
    }

    println!(
        "{} readings, {} on average, off by {}",
        exact.count(),
        nanos(exact.mean()),
        nanos(exact.moments().deviation())
    );
    for percentile in [0.0, 50.0, 99.0, 99.9, 100.0] {
        let counted = counted.percentile(percentile).unwrap_or_default();
        println!(
            "{percentile:>6} % take no longer than {:>10}, or {counted:?} as counted",
            nanos(exact.percentile(percentile))
        );
    }

    for (held, count) in counted.slots() {
        let bar = "#".repeat(usize::try_from(60 * count / counted.count())? + 1);
        println!("{:>10} {bar} {count}", format!("{:?}", held.start));
    }

    // What is usual now: the one that took longest is forgotten after a while.
    let mut usual = Ewma::new(0.1)?;
    for took in [100.0, 5_000.0, 100.0, 100.0, 100.0] {
        usual.record(took);
        println!("{took:>6} ns, usually {:.0}", usual.value().unwrap_or_default());
    }
    assert_eq!(counted.count(), 2 * READINGS as u64);
    Ok(())
}
