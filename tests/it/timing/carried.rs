//! Tasks and pools of dyno take the timer along.

use dyno::{Submit, Timer, cache, command, mark, pool, time};
use tokio::task::yield_now;

use super::{timer, tree};

#[command]
async fn fetched(name: &'static str) {
    time!(name, {
        yield_now().await;
        mark("fetched");
    });
}

#[command(pool = "timed files")]
fn pooled(name: &'static str) -> Result<(), dyno::Error> {
    time!(name, { mark("read") });
    Ok(())
}

#[pool("timed group")]
fn alone() -> Result<(), dyno::Error> {
    time!("alone", {});
    Ok(())
}

#[command]
fn errand() {
    mark("errand");
}

#[dyno::test(flavor = "multi_thread")]
async fn tasks_nest_where_they_were_submitted() {
    let (timer, _clock) = timer();
    let work = async {
        let (one, two) = time!("submits", { (fetched("one").submit(), fetched("two").submit()) });
        one.await.unwrap();
        two.await.unwrap();
        fetched("called").await;
    };
    timer.run(work).await;
    let tree = tree(&timer);
    assert!(tree.starts_with("submits(") && tree.ends_with(") called(fetched)"), "{tree}");
    assert!(tree.contains("one(fetched)") && tree.contains("two(fetched)"), "{tree}");
    assert!(!Timer::current().is_recording());
}

#[dyno::test]
fn bodies_on_a_pool_nest_where_they_were_called() {
    let (timer, _clock) = timer();
    timer.scope(|| {
        time!("request", {
            pooled("blocks").unwrap();
            alone().unwrap();
        });
        let task = time!("submits", { pooled::command("task").submit() });
        task.result().unwrap();
        time!("errands", { errand::command().submit().result().unwrap() });
        // The thread has kept nothing.
        mark("last");
    });
    pooled("nowhere").unwrap();
    let expected = "request(blocks(read) alone) submits(task(read)) errands(errand) last";
    assert_eq!(tree(&timer), expected);
}

#[dyno::test]
async fn a_task_that_is_submitted_where_nobody_times_is_not_timed() {
    let (timer, _clock) = timer();
    let task = fetched("nowhere").submit();
    timer.run(async { task.await.unwrap() }).await;
    assert_eq!(tree(&timer), "");
}

#[cache(ttl = 30s)]
async fn price(article: String) -> Result<usize, dyno::Error> {
    time!("makes", { yield_now().await });
    Ok(article.len())
}

#[cache(ttl = 30s)]
#[pool("timed prices")]
fn price_of_pool(article: String) -> Result<usize, dyno::Error> {
    mark("makes on a pool");
    Ok(article.len())
}

#[dyno::test(flavor = "multi_thread")]
async fn the_making_of_a_value_nests_where_it_was_asked_for() {
    let (timer, _clock) = timer();
    let work = async {
        time!("misses", { price("rake".into()).await.unwrap() });
        time!("hits", { price("rake".into()).await.unwrap() });
        let task = time!("submits", { price_of_pool::command("rake".into()).submit() });
        task.await.unwrap();
    };
    timer.run(work).await;
    assert_eq!(tree(&timer), "misses(makes) hits submits(makes on a pool)");
}
