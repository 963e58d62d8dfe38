//! The word of a bucket under every interleaving of two or three threads.

use loom::sync::Arc;
use loom::thread;

use crate::rate_limit::bucket::{Bucket, LivePace};
use crate::rate_limit::state::Pace;

const NOW: u64 = 1_000;

fn pace(interval: u64, burst: u64, patience: u64) -> Pace {
    Pace { interval, tolerance: interval * burst, patience }
}

fn shared(pace: Pace) -> Arc<(Bucket, LivePace)> {
    Arc::new((Bucket::default(), LivePace::new(pace)))
}

#[test]
fn loom_never_more_pass_than_a_burst() {
    loom::model(|| {
        let shared = shared(pace(10, 2, 0));
        let comes = {
            let shared = Arc::clone(&shared);
            move || usize::from(shared.0.take(&shared.1, NOW, |_| 0).is_ok())
        };
        let others = [thread::spawn(comes.clone()), thread::spawn(comes.clone())];
        let passed = comes() + others.map(|one| one.join().unwrap()).into_iter().sum::<usize>();
        assert_eq!((passed, shared.0.available(&shared.1.read().0, NOW)), (2, 0));
    });
}

#[test]
fn loom_each_who_waits_has_a_turn_of_its_own() {
    loom::model(|| {
        let shared = shared(pace(10, 1, 20));
        let comes = {
            let shared = Arc::clone(&shared);
            move || shared.0.take(&shared.1, NOW, |pace| pace.patience).map(|(turn, _)| turn.delay).unwrap()
        };
        let others = [thread::spawn(comes.clone()), thread::spawn(comes.clone())];
        let mut delays: Vec<_> = others.map(|one| one.join().unwrap()).to_vec();
        delays.push(comes());
        delays.sort_unstable();
        assert_eq!(delays, [0, 10, 20]);
    });
}

/// The older of two gives its turn back just when the younger comes: it is the younger's, or lost, and never taken twice.
#[test]
fn loom_a_turn_that_is_given_back_is_taken_once() {
    loom::model(|| {
        let shared = shared(pace(10, 1, 100));
        let patience = |pace: &Pace| pace.patience;
        shared.0.take(&shared.1, NOW, patience).unwrap();
        let (turn, own) = shared.0.take(&shared.1, NOW, patience).unwrap();
        let comes = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.0.take(&shared.1, NOW, patience).unwrap().0.delay
        });
        let is_back = shared.0.give_back(turn, &own);
        let delay = comes.join().unwrap();
        assert!(delay == 10 && is_back || delay == 20 && !is_back, "{delay} {is_back}");
        let next = shared.0.take(&shared.1, NOW, patience).unwrap().0.delay;
        assert_eq!(next, delay + 10);
    });
}

/// One comes just when a slow pace becomes a fast one: nobody has to wait by the slow one any more.
#[test]
fn loom_a_change_of_pace_holds_for_whoever_comes_next() {
    loom::model(|| {
        let (slow, fast) = (pace(1_000_000, 1, 0), pace(10, 1, 0));
        let shared = shared(slow);
        let comes = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.0.take(&shared.1, NOW, |_| 0).is_ok()
        });
        shared.1.change(fast);
        shared.0.take_over(&fast, NOW, &slow);
        assert!(comes.join().unwrap());
        assert_eq!(shared.1.read().0, fast, "nobody reads half of a pace");
        assert!(shared.0.take(&shared.1, NOW + fast.interval, |_| 0).is_ok());
    });
}
