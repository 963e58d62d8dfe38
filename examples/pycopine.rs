//! The example of pycopine, statement by statement: a service that is slow, unreliable or both, as a command that one can wait for,
//! submit, forget, run in parallel, and cancel. No runtime is needed: a function that blocks runs on a pool of threads.
//!
//! `cargo run --example pycopine`

use std::io;
use std::thread;
use std::time::Duration;

use dyno::command;

/// The most useless piece of code ever.
fn crappy_service(input: &str) -> io::Result<String> {
    thread::sleep(Duration::from_millis(50));
    if *fastrand::choice(&["OK", "OK", "oops"]).unwrap_or(&"OK") != "OK" {
        return Err(io::Error::other("we broke something"));
    }
    Ok(input.to_owned())
}

/// Does nothing with the input, but with style.
#[command(pool("crappy", threads = 4), fallback = |_| Ok(input))]
fn my_command(input: String) -> io::Result<String> {
    crappy_service(&input)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Run and wait for the result.
    let result = my_command("input".to_owned())?;
    println!("waited for: {result}");

    // Give up after a while.
    let result = my_command::command("input".to_owned()).submit().result_timeout(Duration::from_millis(20));
    println!("gave up: {}", result.unwrap_err());

    // Fire and forget.
    my_command::command("input".to_owned()).submit();

    // Do stuff in parallel.
    let one = my_command::command("input a".to_owned()).submit();
    let two = my_command::command("input b".to_owned()).submit();
    println!("in parallel: {:?}", [one.result()?, two.result()?]);

    // Change your mind midway through.
    let task = my_command::command("input".to_owned()).submit();
    if task.wait(Duration::from_millis(20)) {
        println!("in time: {}", task.result()?);
    } else {
        println!("cancelled: {:?}", task.cancel(io::Error::other("no time for this")));
    }

    // Manage thread pool and queue sizes on demand, at run time, from everywhere.
    dyno::pool("crappy")?.resize(8, 100)?;
    println!("{}", dyno::why("crappy")?);
    Ok(())
}
