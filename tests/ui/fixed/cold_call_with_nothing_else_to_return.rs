use dyno::command;

#[command(breaker, fallback = 0)]
async fn count() -> u32 {
    7
}

#[command(breaker = "cold stock", fallback = 0)]
async fn stock() -> Result<u32, dyno::Error> {
    Ok(7)
}

#[dyno::test]
async fn the_one_answers_and_the_other_has_room() {
    assert_eq!(count::command().await, 7);
    assert_eq!(stock::command().without_fallback().await.unwrap(), 7);
    stock::breaker().trip().unwrap();
    assert!(stock::command().without_fallback().await.is_err());
}
