//! What a function owns is dropped in the order of a plain function: the locals of the body, then the arguments, last first.

use std::sync::Mutex;

use dyno::command;

use super::{Answer, Failed};

type Log = Mutex<Vec<&'static str>>;

/// Writes its name into the log when it is dropped.
struct Noted<'a>(&'a Log, &'static str);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.0.lock().expect("nobody panics").push(self.1);
    }
}

type Pair<'a> = (Noted<'a>, Noted<'a>);

fn plain<'a>(log: &'a Log, a: Noted<'a>, mut b: Noted<'a>, _c: Noted<'a>, (d, mut e): Pair<'a>) {
    let _local = Noted(log, "local");
    (b.1, e.1) = ("b", "e");
    assert!(a.1 != d.1);
}

#[command]
fn guarded<'a>(log: &'a Log, a: Noted<'a>, mut b: Noted<'a>, _c: Noted<'a>, (d, mut e): Pair<'a>) {
    let _local = Noted(log, "local");
    (b.1, e.1) = ("b", "e");
    assert!(a.1 != d.1);
}

#[command]
async fn later<'a>(log: &'a Log, a: Noted<'a>, mut b: Noted<'a>, _c: Noted<'a>, (d, mut e): Pair<'a>) {
    let _local = Noted(log, "local");
    (b.1, e.1) = ("b", "e");
    assert!(a.1 != d.1);
    std::future::ready(()).await;
}

#[command(breaker, fallback = |_| { tried.clear(); Ok(()) })]
fn lending<'a>(tried: &mut Vec<u8>, log: &'a Log, _a: Noted<'a>, (b, _): (Noted<'a>, u8)) -> Answer<()> {
    let _local = Noted(log, b.1);
    if tried.is_empty() { Ok(()) } else { Err(Failed) }
}

/// Takes apart in each way what leaves some of it where it is.
macro_rules! leaving {
    ($(#[$attr:meta])* fn $name:ident) => {
        $(#[$attr])*
        #[expect(clippy::toplevel_ref_arg, reason = "it is what is tested")]
        fn $name<'a>(a: Noted<'a>, _: Noted<'a>, (c, _): Pair<'a>, ref _e: Noted<'a>, _f: Noted<'a>) -> Answer<()> {
            let _local = Noted(c.0, "local");
            if a.1 == "a" { Ok(()) } else { Err(Failed) }
        }
    };
    ($(#[$attr:meta])* async fn $name:ident) => {
        $(#[$attr])*
        #[expect(clippy::toplevel_ref_arg, reason = "it is what is tested")]
        async fn $name<'a>(
            a: Noted<'a>,
            _: Noted<'a>,
            (c, _): Pair<'a>,
            ref _e: Noted<'a>,
            _f: Noted<'a>,
        ) -> Answer<()> {
            let _local = Noted(c.0, "local");
            std::future::ready(()).await;
            if a.1 == "a" { Ok(()) } else { Err(Failed) }
        }
    };
}

leaving!(fn unguarded);
leaving!(#[command] fn bare);
leaving!(#[command(breaker)] fn admitted);
leaving!(#[command(breaker, failure_if = |_| false, ignore = |_| true)] fn judged);
leaving!(#[command(breaker, fallback = |_| Ok(()))] fn answered);
leaving!(#[command(bulkhead = 1, rate_limit = 5 / 1s)] fn in_turn);
leaving!(async fn unguarded_later);
leaving!(#[command] async fn bare_later);
leaving!(#[command(timeout = 2s)] async fn limited_later);
leaving!(#[command(breaker, fallback = |_| Ok(()))] async fn answered_later);

struct Shelf<'a>(Noted<'a>);

impl Shelf<'_> {
    #[command]
    fn consumed(self, _a: Noted<'_>, _b: Noted<'_>) {
        let _local = Noted(self.0.0, "local");
    }
}

/// Gives the log of a call, which is handed one thing for each name.
fn order(call: impl for<'a> FnOnce(&'a Log, [Noted<'a>; 5])) -> Vec<&'static str> {
    let log = Log::default();
    call(&log, ["a", ".", "c", "d", "."].map(|name| Noted(&log, name)));
    log.into_inner().expect("nobody panics")
}

#[dyno::test]
fn arguments_go_after_locals_and_in_the_opposite_order() {
    let expected = ["local", "e", "d", "c", "b", "a"];
    assert_eq!(order(|log, [a, b, c, d, e]| plain(log, a, b, c, (d, e))), expected);
    assert_eq!(order(|log, [a, b, c, d, e]| guarded(log, a, b, c, (d, e))), expected);
}

#[dyno::test]
async fn so_do_those_of_an_async_function() {
    let log = Log::default();
    let [a, b, c, d, e] = ["a", ".", "c", "d", "."].map(|name| Noted(&log, name));
    later(&log, a, b, c, (d, e)).await;
    assert_eq!(*log.lock().expect("nobody panics"), ["local", "e", "d", "c", "b", "a"]);
}

/// Calls it with something for each place.
macro_rules! left {
    ($call:ident $($wait:tt)*) => {{
        let log = Log::default();
        let [a, b, c, d, e, f] = ["a", "b", "c", "d", "e", "f"].map(|name| Noted(&log, name));
        assert_eq!($call(a, b, (c, d), e, f) $($wait)*, Ok(()));
        log.into_inner().expect("nobody panics")
    }};
}

#[dyno::test]
fn what_a_pattern_leaves_goes_with_its_argument() {
    let expected = left!(unguarded);
    assert_eq!(expected, ["local", "f", "e", "c", "d", "b", "a"]);
    for order in [left!(bare), left!(admitted), left!(judged), left!(answered), left!(in_turn)] {
        assert_eq!(order, expected);
    }
}

#[dyno::test]
async fn so_does_what_one_of_an_async_function_leaves() {
    let expected = left!(unguarded_later.await);
    for order in [left!(bare_later.await), left!(limited_later.await), left!(answered_later.await)] {
        assert_eq!(order, expected);
    }
}

#[dyno::test]
fn so_do_those_of_a_method_and_of_a_body_that_borrows() {
    let consumed = order(|_, [a, b, c, _d, _e]| Shelf(c).consumed(a, b));
    assert_eq!(consumed[..4], ["local", ".", "a", "c"]);
    let lent = order(|log, [a, b, _c, _d, _e]| assert_eq!(lending(&mut vec![1], log, a, (b, 0)), Ok(())));
    assert_eq!(lent[..3], [".", ".", "a"]);
}
