//! Jobs that panic, and jobs of jobs.

use std::panic::panic_any;
use std::sync::mpsc::channel;
use std::thread;

use dyno::{Error, Pool};

use super::{Rig, id};

#[test]
fn a_panic_ends_its_job_alone_and_its_thread_is_replaced() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("once more");
        }
    }
    let pool = Pool::builder("panics").threads(1).queue(0).build().unwrap();
    let before = id(&pool);
    let panicked = pool.call(|| -> Result<(), Error> { panic!("out of stock") }).unwrap_err();
    assert_eq!(panicked.to_string(), "panics: panicked: out of stock");
    assert_ne!(id(&pool), before);
    let panicked = pool.call(|| -> Result<(), Error> { panic_any(Bomb) }).unwrap_err();
    assert_eq!(panicked.to_string(), "panics: panicked: it did not say why");
    id(&pool);
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.threads, snapshot.active, snapshot.totals.ended), (1, 0, 5));
}

#[test]
fn a_panic_starts_a_thread_for_what_waits() {
    let pool = Pool::builder("panics while another waits").threads(1).queue(1).build().unwrap();
    let mut rig = Rig::new(pool.clone());
    let (begun, has_begun) = channel();
    let (go, goes) = channel::<()>();
    let panics = thread::spawn(move || {
        pool.call(move || -> Result<(), Error> {
            begun.send(()).unwrap();
            let _ = goes.recv();
            panic!("out of stock")
        })
    });
    has_begun.recv().unwrap();
    rig.queue();
    go.send(()).unwrap();
    assert!(matches!(panics.join().unwrap(), Err(Error::Panicked { .. })));
    rig.finish().unwrap();
}

#[test]
fn a_job_of_a_job_runs_on_the_spot() {
    let outer = Pool::builder("outer").threads(1).queue(0).build().unwrap();
    let inner = Pool::builder("inner").threads(1).queue(0).build().unwrap();
    let (a, b) = (outer.clone(), inner.clone());
    let threads = outer.call(move || {
        let (first, third) = (thread::current().id(), a.clone());
        let (second, third) = b.call(move || Ok::<_, Error>((thread::current().id(), id(&third))))?;
        Ok::<_, Error>([first, second, third])
    });
    let [first, second, third] = threads.unwrap();
    assert_ne!(first, second);
    assert_eq!(second, third);
    for pool in [outer, inner] {
        let snapshot = pool.snapshot();
        assert_eq!((snapshot.active, snapshot.totals.accepted, snapshot.totals.ended), (0, 1, 1));
    }
}

#[test]
fn a_panic_of_a_job_of_a_job_leaves_the_outer_one_in_place() {
    let pool = Pool::builder("nested panic").threads(1).queue(0).build().unwrap();
    let again = pool.clone();
    let before = id(&pool);
    let caught = pool.call(move || Ok::<_, Error>(again.call(|| -> Result<(), Error> { panic!("inside") }).is_err()));
    assert!(caught.unwrap());
    assert_eq!(id(&pool), before);
}
