//! Calls that run by themselves: begun together, waited for as long as there is time, cancelled, and changed for once.
//!
//! `cargo run --example tasks`

use std::time::Duration;

use dyno::{Submit, command};
use tokio::time::sleep;

/// Asks a depot that needs its time; a far one needs more than it is given.
#[command(timeout = 300ms, fallback = 0)]
async fn stock(depot: &'static str, distance: Duration) -> Result<u32, dyno::Error> {
    sleep(distance).await;
    println!("  {depot} has answered");
    Ok(7)
}

#[tokio::main]
async fn main() -> Result<(), dyno::Error> {
    let [near, far, remote] = [50, 200, 5_000].map(Duration::from_millis);

    println!("three depots are asked at once:");
    let depots = [("near", near), ("far", far), ("remote", remote)];
    let asked = depots.map(|(depot, distance)| (depot, stock(depot, distance).submit()));
    for (depot, task) in asked {
        if !task.wait(Duration::from_millis(100)).await {
            println!("  {depot} is still counting, and goes on");
        }
        task.wait(Duration::MAX).await;
        let cause = task.cause().map(|cause| format!(" (the fallback, because {cause})")).unwrap_or_default();
        println!("{depot}: {}{cause}", task.await?);
    }

    let task = stock("remote", remote).submit();
    println!("cancelled: {:?}, {}", task.cancel("the customer left"), task.await.unwrap_err());

    let patient = stock::command("far", far).timeout(Duration::from_millis(10)).without_fallback();
    println!("in a hurry, once: {}", patient.await.unwrap_err());

    // Dropping a task ends nothing: whoever asks later finds it counted.
    drop(stock("near", near).submit());
    sleep(2 * near).await;
    println!("{} calls have ended in all", stock::metrics().totals.calls.sum());
    Ok(())
}
