use dyno::{Error, command, pool};

#[command(bulkhead = 4)]
async fn one() -> Result<u32, Error> {
    Ok(7)
}

#[pool("db", threads = 4)]
fn two() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
async fn each_is_bounded_in_its_own_way() {
    assert_eq!(one().await.unwrap() + two().unwrap(), 14);
}
