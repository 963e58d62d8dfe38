//! Less room is held against what was in use of it.

use std::time::Duration;

use dyno::{Bulkhead, Cache, Error, Finding, Pool, command};

use super::dry::{dry, dry_of};

#[dyno::test]
fn room_is_held_against_what_is_in_use() {
    let bulkhead = Bulkhead::builder("tills").permits(4).build().unwrap();
    let permits: Vec<_> = (0..3).map(|_| bulkhead.try_acquire().unwrap()).collect();
    let room = |run: &dyno::DryRun| match &run.findings[0] {
        Finding::Room { limit, used, peak, over, .. } => (*limit, *used, *peak, *over),
        _ => panic!("{run:?}"),
    };
    assert_eq!(room(&dry("bulkhead", &[("permits", "2")])), (2, 3, Some(3), 1));
    drop(permits);
    let run = dry("bulkhead", &[("permits", "2")]);
    assert_eq!(room(&run), (2, 0, Some(3), 0));
    assert!(!dry("bulkhead", &[("queue", "0")]).to_string().contains("there is room"));
    assert!(run.to_string().contains("too few at the peak"), "{run}");
    let _pool = Pool::builder("tills").threads(4).build().unwrap();
    assert_eq!(room(&dry("pool", &[("threads", "2")])).0, 2);
    let cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    (0..5).for_each(|key| cache.insert(key, key));
    assert_eq!(room(&dry("cache", &[("capacity", "3")])), (3, 5, None, 2));
    assert_eq!(cache.stats().len, 5);
}

#[command(bulkhead("dry shop", permits = 4), timeout = 30s)]
async fn serve(time: Duration) -> Result<(), Error> {
    tokio::time::sleep(time).await;
    Ok(())
}

#[dyno::test(paused)]
async fn room_is_held_against_the_last_seconds() {
    let second = Duration::from_secs(1);
    let (one, two, three) = tokio::join!(serve(second), serve(second), serve(second));
    one.and(two).and(three).unwrap();
    let run = dry_of("bulkhead", "dry shop", "permits", "2");
    assert!(run.words[0].contains("3 calls at most at once in the last 10 s: some of these would"), "{run}");
    assert_eq!(run.dangerous, ["`permits` = 2 is less than 3, which were needed of late"]);
    tokio::time::sleep(second * 20).await;
    let run = dry_of("bulkhead", "dry shop", "permits", "2");
    assert!(run.words[0].ends_with("it would have been too few at the peak since it was built"), "{run}");
    assert!(run.dangerous.is_empty(), "{run:?}");
}
