//! `crate = path`: dyno under another name.

use crate::command::{Failed, is_open};

mod reexported {
    pub(crate) use dyno as guards;
}

use reexported::guards;

#[guards::command(crate = guards, timeout = 60s, breaker(window = calls(10)), fallback = 7)]
async fn bundle() -> Result<u8, Failed> {
    Ok(1)
}

#[guards::timeout(60s, crate = guards)]
#[guards::breaker]
async fn on_the_first() -> Result<u8, Failed> {
    Ok(1)
}

#[guards::fallback(last_known)]
#[guards::breaker(consecutive = 3, crate = crate::weave::root::reexported::guards)]
fn on_the_last() -> Result<u8, Failed> {
    Ok(1)
}

fn last_known() -> Result<u8, Failed> {
    Ok(7)
}

macro_rules! guarded {
    ($name:ident) => {
        #[guards::fallback(|_| Ok(7), crate = $crate::weave::root::reexported::guards)]
        #[guards::breaker]
        fn $name() -> Result<u8, Failed> {
            Ok(1)
        }
    };
}

guarded!(of_a_macro);

#[guards::test(crate = guards)]
async fn every_path_starts_there() {
    assert_eq!((bundle().await.unwrap(), on_the_first().await.unwrap()), (1, 1));
    assert_eq!((on_the_last().unwrap(), of_a_macro().unwrap()), (1, 1));
    for breaker in [bundle::breaker(), on_the_first::breaker(), on_the_last::breaker(), of_a_macro::breaker()] {
        breaker.trip().unwrap();
    }
    assert_eq!((bundle().await.unwrap(), on_the_last().unwrap(), of_a_macro().unwrap()), (7, 7, 7));
    assert!(is_open(&on_the_first().await));
}

#[guards::test(crate = guards, paused)]
async fn a_test_that_waits() {
    tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
}
