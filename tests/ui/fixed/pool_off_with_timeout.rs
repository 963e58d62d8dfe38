use dyno::{Error, command};

#[command(timeout = 2s)]
fn stock() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
fn it_has_the_pool_of_its_group() {
    assert_eq!(stock().unwrap(), 7);
    assert_eq!(stock::pool().name(), module_path!());
}
