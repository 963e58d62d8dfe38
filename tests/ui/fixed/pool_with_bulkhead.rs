use dyno::{Error, bulkhead, command, pool};

#[command(pool("a pool of four", threads = 4))]
fn one() -> Result<u32, Error> {
    Ok(7)
}

#[bulkhead(4)]
fn two() -> Result<u32, Error> {
    Ok(7)
}

#[pool(threads = 4)]
fn three() -> Result<u32, Error> {
    Ok(7)
}

#[command(timeout = 2s, pool(threads = 4))]
fn four() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
fn threads_bound_the_calls() {
    assert_eq!(one().unwrap() + two().unwrap() + three().unwrap() + four().unwrap(), 28);
    assert_eq!(four::pool().settings().threads, 4);
}
