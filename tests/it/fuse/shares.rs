//! A share of the keys, or of the calls.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::task::Poll;

use dyno::{Command, Error, Fuse, Registry, command, error, fuse};

use super::{Failed, reason};

#[dyno::test]
fn the_same_keys_pass_always_and_more_when_there_are_to_be_more() {
    let fuse = Fuse::builder("page").admit(0.1).build().unwrap();
    let passing = || (0..10_000_u32).filter(|user| fuse.check_by(user).is_ok()).collect::<BTreeSet<_>>();
    let few = passing();
    assert!((900..1_100).contains(&few.len()), "{}", few.len());
    assert_eq!(passing(), few);
    assert!((0..10_000).all(|user| fuse.admits(&user) == few.contains(&user)));
    fuse.configure(|settings| settings.admit = 0.3).unwrap();
    let more = passing();
    assert!(more.is_superset(&few) && more.len() > 2_700);
    fuse.configure(|settings| settings.admit = 0.0).unwrap();
    assert!(passing().is_empty());
    fuse.configure(|settings| settings.admit = 1.0).unwrap();
    assert_eq!(passing().len(), 10_000);
    let elsewhere = Registry::new();
    let _scope = elsewhere.enter();
    let namesake = Fuse::builder("page").admit(0.1).build().unwrap();
    assert!((0..10_000).all(|user: u32| namesake.admits(&user) == few.contains(&user)), "in another process as well");
}

#[dyno::test]
fn who_is_not_among_them_is_told_so() {
    let fuse = Fuse::builder("page").admit(0.25).build().unwrap();
    let outside = (0..100_u32).find(|user| !fuse.admits(user)).unwrap();
    let error = fuse.check_by(&outside).unwrap_err();
    assert_eq!(error.to_string(), "fuse page lets 25 % pass, and this is not among them");
    let Error::Blown(blown) = error else { panic!("{error:?}") };
    assert!(matches!(*blown, error::Blown { reason: None, since: None, retry_after: None, .. }), "{blown:?}");
    assert_eq!(blown.share, Some(0.25));
    assert_eq!(fuse.why(), "fuse page is intact and admits 25%; 1 was turned away since it was built");
    assert!(fuse.is_intact());
}

#[dyno::test]
fn without_a_key_it_goes_by_chance() {
    let fuse = Fuse::builder("page").admit(0.3).build().unwrap();
    let passed = (0..10_000).filter(|_| fuse.check().is_ok()).count();
    assert!((2_700..3_300).contains(&passed), "{passed}");
    fuse.blow("nobody");
    assert!((0..100).all(|_| fuse.check().is_err()));
}

#[fuse("new search", admit = 10%, by = user)]
fn search(user: &str, words: &str) -> Result<usize, Failed> {
    Ok(user.len() + words.len())
}

#[command(fuse = "new search")]
async fn by_chance() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
async fn before_a_function() {
    let users: Vec<_> = (0..1_000).map(|user| format!("user {user}")).collect();
    let passing: Vec<_> = users.iter().filter(|user| search(user, "plums").is_ok()).collect();
    assert!((60..140).contains(&passing.len()), "{}", passing.len());
    let fuse = search::fuse();
    assert!(
        users.iter().all(|user| fuse.admits(user) == passing.contains(&user)),
        "a `String` and its `str` are one key"
    );
    let totals = search::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.rejected), (passing.len() as u64, 1_000 - passing.len() as u64));
    let mut passed = 0;
    for _ in 0..1_000 {
        passed += u32::from(by_chance().await.is_ok());
    }
    assert!((50..160).contains(&passed), "{passed}");
    fuse.configure(|settings| settings.admit = 1.0).unwrap();
    assert!(users.iter().all(|user| search(user, "plums").is_ok()));
    fuse.blow("all of it");
    assert!(users.iter().all(|user| reason(search(user, "plums")).as_deref() == Some("all of it")));
}

#[dyno::test(paused)]
async fn after_a_time_in_which_it_was_blown_the_same_keys_pass() {
    let fuse = search::fuse();
    let users: Vec<_> = (0..200).map(|user| format!("user {user}")).collect();
    for user in &users {
        let is_in = search(user, "plums").is_ok();
        fuse.blow_for("a peak", std::time::Duration::from_secs(1));
        assert!(search(user, "plums").is_err());
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        // The first call after that time finds it as it was.
        assert_eq!(search(user, "plums").is_ok(), is_in, "{user}");
    }
}

#[command(fuse(admit = 50%, by = (tenant.clone(), &user[..2])), retry(n = 3, backoff = off), rate_limit(1_000 / 1s, by = tenant))]
async fn with_more(tenant: String, user: &str, fails: bool) -> Result<usize, Failed> {
    if fails { Err(Failed::Wrong) } else { Ok(tenant.len() + user.len()) }
}

#[dyno::test]
async fn the_key_is_made_once_for_all_attempts_and_beside_other_keys() {
    let is_in = |tenant: &str, user: &str| with_more::fuse().admits(&(tenant.to_owned(), user));
    let users = ["ada", "bob", "cyd", "dan", "eve", "fay", "gus", "hal"];
    let [inside, outside] =
        [true, false].map(|wanted| users.into_iter().find(|user| is_in("acme", &user[..2]) == wanted));
    let (inside, outside) = (inside.unwrap(), outside.unwrap());
    assert_eq!(with_more("acme".to_owned(), inside, false).await.unwrap(), 7);
    assert!(matches!(with_more("acme".to_owned(), inside, true).await, Err(Failed::Wrong)));
    assert_eq!(with_more::metrics().totals.retries, 2);
    assert_eq!(reason(with_more("acme".to_owned(), outside, false).await), None);
    assert_eq!(with_more::metrics().totals.retries, 2, "a refusal is not attempted again");
    let plan = with_more::plan().to_string();
    assert!(plan.contains("admit = 50%") && plan.contains("by = (tenant.clone(), & user [.. 2])"), "{plan}");
}

#[command(cache(ttl = 30s, key = page), fuse("detached", admit = 50%, by = user))]
async fn detached(user: u32, page: u32) -> Result<u32, Failed> {
    Ok(user / 1_000 + page)
}

async fn in_a_while(user: &u32) -> u32 {
    tokio::task::yield_now().await;
    *user
}

#[command(cache(ttl = 30s, key = page), fuse("led", admit = 50%, by = in_a_while(user).await))]
async fn led(user: &u32, page: u32) -> Result<u32, Failed> {
    Ok(*user / 1_000 + page)
}

/// Whoever is not let in waits with the key until somebody waits for the value.
fn last_of_two(user: u32) -> u32 {
    while !here::fuse().admits(&user) && here::metrics().cache.unwrap().waited == 0 {
        std::thread::yield_now();
    }
    user
}

#[command(cache(ttl = 30s, key = page), fuse("here", admit = 50%, by = last_of_two(user)))]
fn here(user: u32, page: u32) -> Result<u32, Failed> {
    Ok(user / 1_000 + page)
}

/// Polls all of them at once.
async fn join_all<F: Future>(calls: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut calls: Vec<_> = calls.map(|call| (Box::pin(call), None)).collect();
    poll_fn(|cx| {
        for (call, ended) in calls.iter_mut().filter(|(_, ended)| ended.is_none()) {
            if let Poll::Ready(answer) = call.as_mut().poll(cx) {
                *ended = Some(answer);
            }
        }
        if calls.iter().all(|(_, ended)| ended.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    calls.into_iter().filter_map(|(_, ended)| ended).collect()
}

/// Six who are let in, before whom and between whom are six who are not.
fn in_and_out(fuse: &Fuse) -> Vec<u32> {
    let [inside, outside] = [true, false].map(|is_in| (0..99_u32).filter(move |user| fuse.admits(user) == is_in));
    outside.zip(inside).take(6).flat_map(|(outside, inside)| [outside, inside]).collect()
}

#[dyno::test]
async fn under_a_cache_each_is_told_of_his_own_key() {
    let users = in_and_out(&detached::fuse());
    let answers = join_all(users.iter().map(|user| detached(*user, 7))).await;
    let found: Vec<_> = answers.into_iter().map(|answer| answer.map_err(|error| reason(Err::<(), _>(error)))).collect();
    assert_eq!((&found[0], &found[1]), (&Err(None), &Ok(7)), "who led was turned away, and the next was not");
    assert!(users.iter().zip(&found).all(|(user, found)| !detached::fuse().admits(user) || *found == Ok(7)));

    let users = in_and_out(&led::fuse());
    let answers = join_all(users.iter().map(|user| led(user, 7))).await;
    let found: Vec<_> = answers.into_iter().map(|answer| answer.map_err(|error| reason(Err::<(), _>(error)))).collect();
    assert_eq!((&found[0], &found[1]), (&Err(None), &Ok(7)));
    assert!(users.iter().zip(&found).all(|(user, found)| !led::fuse().admits(user) || *found == Ok(7)));
    // Blown, it turns all of them away at once.
    led::fuse().blow("shut");
    for answer in join_all(users.iter().map(|user| led(user, 8))).await {
        assert_eq!(reason(answer).as_deref(), Some("shut"));
    }
}

#[dyno::test]
fn on_threads_as_well() {
    let [outside, inside] = in_and_out(&here::fuse())[..2] else { unreachable!("there are twelve") };
    let registry = Registry::current();
    std::thread::scope(|scope| {
        let call = |user| {
            let registry = registry.clone();
            scope.spawn(move || {
                let _scope = registry.enter();
                here(user, 7)
            })
        };
        let led = call(outside);
        while here::metrics().cache.unwrap().running == 0 {
            std::thread::yield_now();
        }
        assert_eq!(call(inside).join().unwrap().unwrap(), 7);
        assert_eq!(reason(led.join().unwrap()), None);
    });
}

#[dyno::test]
fn a_built_command_has_keys_as_well() {
    let command = Command::builder("page of the tenant").fuse(|fuse| fuse.admit(0.2)).build().unwrap();
    let passes = |user: &u32| command.prepare(move || Ok::<_, Failed>(1)).by(user).call().is_ok();
    let passing: Vec<_> = (0..1_000_u32).filter(passes).collect();
    assert!((150..250).contains(&passing.len()), "{}", passing.len());
    assert_eq!((0..1_000_u32).filter(passes).collect::<Vec<_>>(), passing);
    let by_chance = (0..1_000).filter(|_| command.call(|| Ok::<_, Failed>(1)).is_ok()).count();
    assert!((130..270).contains(&by_chance), "{by_chance}");
    assert!(command.plan().to_string().contains("by = &key"));
}
