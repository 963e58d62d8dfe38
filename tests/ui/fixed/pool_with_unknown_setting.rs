use dyno::{Error, command, pool};

#[command(pool("seven settings", threads = 4))]
fn one() -> Result<u32, Error> {
    Ok(7)
}

#[pool("seven settings")]
#[command(timeout = 2s)]
fn two() -> Result<u32, Error> {
    Ok(7)
}

#[command(pool(threads = 4, queue = 0, idle = 1s, queue_timeout = off))]
fn three() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
fn they_are_read() {
    assert_eq!(one().unwrap() + two().unwrap() + three().unwrap(), 21);
    assert_eq!(two::pool().settings().threads, 4);
}
