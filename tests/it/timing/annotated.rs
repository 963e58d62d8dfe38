//! Functions with `#[timed]`: each call is an interval, with all its attempts.

use std::future::Future;
use std::pin::Pin;

use dyno::{Error, Timer, command, mark, timed};
use tokio::task::yield_now;

/// Who is inside of whom.
fn tree(timer: &Timer) -> String {
    super::tree(timer).replace("it::timing::annotated::", "").replace("Shop::", "")
}

/// Has no room for dyno's error, for which the fallback answers.
#[derive(Debug)]
struct Failed;

#[timed]
fn plain(id: u32) -> u32 {
    inner(&id)
}

#[timed]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what is tested")]
fn inner(id: &u32) -> u32 {
    *id
}

#[timed]
#[command(timeout = 5s, retry(n = 3, backoff = fixed(1ms)), fallback = 9)]
async fn guarded(id: u32) -> Result<u32, Failed> {
    yield_now().await;
    Ok(inner(&id) + attempt().await?)
}

#[timed]
async fn attempt() -> Result<u32, Failed> {
    Err(Failed)
}

impl Shop {
    #[timed]
    async fn price(&mut self) -> &mut u32 {
        yield_now().await;
        &mut self.0
    }

    #[timed]
    fn later(&self) -> Pin<Box<dyn Future<Output = u32> + Send + '_>> {
        Box::pin(async move {
            yield_now().await;
            self.0
        })
    }

    #[timed]
    fn opaque(&self) -> impl Future<Output = u32> + '_ {
        async move { self.0 }
    }
}

struct Shop(u32);

#[dyno::test]
async fn each_call_is_an_interval() {
    assert_eq!(plain(7), 7, "nobody looks");
    let timer = Timer::new();
    assert_eq!(timer.scope(|| plain(7)), 7);
    assert_eq!(tree(&timer), "plain(inner)");

    let timer = Timer::new();
    assert_eq!(timer.run(guarded(7)).await.unwrap(), 9);
    assert_eq!(tree(&timer), "guarded(inner attempt inner attempt inner attempt)");

    let timer = Timer::new();
    let mut shop = Shop(3);
    let prices = timer.run(async {
        *shop.price().await += 1;
        shop.later().await + shop.opaque().await
    });
    assert_eq!(prices.await, 8);
    assert_eq!(tree(&timer), "price later opaque");
}

#[dyno::test]
async fn calls_that_go_on_at_the_same_time_are_beside_each_other() {
    let timer = Timer::new();
    let both = timer.run(async { tokio::join!(guarded(1), guarded(2)) });
    let (one, two) = both.await;
    assert_eq!((one.unwrap(), two.unwrap()), (9, 9));
    let inside = "(inner attempt inner attempt inner attempt)";
    // The second begins while the first is open, in which it is not.
    assert_eq!(tree(&timer), format!("guarded{inside} guarded{inside}"), "{timer}");
}

#[timed]
#[command(timeout = 20ms)]
async fn endless() -> Result<u32, Error> {
    std::future::pending().await
}

#[timed]
#[command(pool, timeout = 5s)]
fn apart(id: u32) -> Result<u32, Error> {
    Ok(inner(&id))
}

#[dyno::test]
async fn however_it_ends_the_interval_does() {
    let timer = Timer::new();
    timer.run(endless()).await.unwrap_err();
    // Polled once, and dropped.
    tokio::select! {
        biased;
        ended = timer.run(endless()) => panic!("{ended:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(tree(&timer), "endless endless", "{timer}");

    let timer = Timer::new();
    assert_eq!(timer.scope(|| apart(5)).unwrap(), 5);
    assert_eq!(timer.run(async { apart::command(5).submit().await }).await.unwrap(), 5);
    assert_eq!(tree(&timer), "apart(inner) apart(inner)", "{timer}");
}

#[timed]
#[command(timeout = 5s)]
fn in_time(id: u32) -> Result<u32, Error> {
    Ok(inner(&id))
}

#[timed]
#[command(pool, aspect, cache(ttl = 1m))]
fn filtered(id: u32) -> Result<u32, Error> {
    Ok(inner(&id))
}

impl Shop {
    #[timed]
    #[command(pool, handle = false)]
    fn aside(id: u32) -> Result<u32, Error> {
        Ok(inner(&id))
    }
}

#[dyno::test(flavor = "multi_thread")]
async fn a_call_that_is_submitted_to_a_pool_is_an_interval_as_well() {
    filtered::aspect().push(|args, next| async move {
        mark("filter");
        next.call(args).await
    });
    let timer = Timer::new();
    let submitted = timer.run(async {
        in_time::command(1).submit().await.unwrap();
        filtered::command(2).submit().await.unwrap();
        in_time::command(3).submit().await.unwrap() + filtered::command(2).submit().await.unwrap()
    });
    assert_eq!(submitted.await, 5);
    assert_eq!(tree(&timer), "in_time(inner) filtered(filter inner) in_time(inner) filtered(filter)", "{timer}");

    let timer = Timer::new();
    assert_eq!(timer.scope(|| (in_time(1).unwrap(), Shop::aside(2).unwrap())), (1, 2));
    assert_eq!(tree(&timer), "in_time(inner) aside(inner)", "{timer}");
}
