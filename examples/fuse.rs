//! A costly search that is shed under load, and a new one that a tenth of the users see.
//!
//! `cargo run --example fuse`

use std::time::Duration;

use dyno::{Cause, Error, command, fuse};

/// What a shop can do without. Its fuse turns calls away, and its fallback says so in the shop's words.
#[command(fuse = "search", fallback = |cause| match cause {
    Cause::Dyno(error) => error.retry_after().map(|wait| format!("come back in {wait:.0?}")).ok_or(error),
    Cause::Own(error) => Err(error),
})]
async fn search(words: &str) -> Result<String, Error> {
    Ok(format!("three kinds of {words}")) // seconds of work for a database
}

/// What most users are not to see before it is good enough: each of them sees the same every time.
#[fuse("new search", admit = 10%, by = user)]
fn suggest(user: u32, words: &str) -> Result<String, Error> {
    Ok(format!("user {user} may mean sugar {words}"))
}

/// Runs for as long as the shop, and watches how much there is to do.
fn watch(load: f64) {
    let fuse = search::fuse();
    if load > 0.9 && fuse.is_intact() {
        fuse.blow_for(format!("{:.0} % of the machine are in use", load * 100.0), Duration::from_secs(30));
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", search("plums").await?);
    watch(0.95);
    println!("{}", search("plums").await?);
    println!("{}", search::fuse().why());
    search::fuse().reset();
    println!("{}", search("plums").await?);

    let suggested = || (0..1_000).filter(|user| suggest(*user, "plums").is_ok()).collect::<Vec<_>>();
    let few = suggested();
    println!("{} of 1,000 users are suggested something", few.len());
    dyno::fuse("new search")?.configure(|settings| settings.admit = 0.3)?;
    let more = suggested();
    println!("{} are now, {} of them as before", more.len(), few.iter().filter(|user| more.contains(user)).count());
    assert!(few.len() < more.len() && few.iter().all(|user| more.contains(user)));
    for event in dyno::events(0) {
        println!("{event}");
    }
    Ok(())
}
