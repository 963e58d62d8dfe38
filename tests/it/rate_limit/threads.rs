//! Many threads at one limit.

use std::sync::Barrier;
use std::thread;

use super::{SECOND, limit};

const THREADS: usize = 4;

#[test]
fn threads_share_a_burst_exactly() {
    let (limit, clock) = limit(|it| it.limit(1_000, SECOND).burst(500));
    for expected in [500, 100] {
        let barrier = Barrier::new(THREADS);
        let passed: usize = thread::scope(|scope| {
            let come = || {
                barrier.wait();
                (0..400).filter(|_| limit.try_acquire().is_ok()).count()
            };
            [(); THREADS].map(|()| scope.spawn(come)).map(|one| one.join().unwrap()).into_iter().sum()
        });
        assert_eq!(passed, expected);
        clock.advance(SECOND / 10);
    }
    assert_eq!(limit.snapshot().rejected, 2 * 1_600 - 600);
}

#[test]
fn threads_make_one_bucket_for_a_key() {
    let (limit, _clock) = limit(|it| it.limit(1, SECOND));
    let barrier = Barrier::new(THREADS);
    let passed: usize = thread::scope(|scope| {
        let come = || {
            barrier.wait();
            (0..2_000_u32).filter(|key| limit.try_acquire_by(key).is_ok()).count()
        };
        [(); THREADS].map(|()| scope.spawn(come)).map(|one| one.join().unwrap()).into_iter().sum()
    });
    assert_eq!((passed, limit.snapshot().keys), (2_000, 2_000));
}
