use dyno::{Command, Error, command};

#[command(timeout = 1s)]
async fn count() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
async fn there_is_none_to_leave_out() {
    assert_eq!(count::command().await.unwrap(), 7);
    let stock = Command::builder("without one").build().unwrap();
    assert_eq!(stock.prepare(|| Ok::<u32, Error>(7)).call_here().unwrap(), 7);
}
