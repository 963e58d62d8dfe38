//! What a feature brings, where it is off: run with none on.

use super::tokens;
use crate::expand::stand_in;
use crate::model::{Command, Origin, Stack};

#[test]
fn what_is_off_tells_what_turns_it_on() {
    for (option, feature) in [
        ("aspect", "aspect"),
        ("breaker", "breaker"),
        ("bulkhead = 3", "bulkhead"),
        ("cache = 30s", "cache"),
        ("fuse", "fuse"),
        ("pool", "pool"),
        ("rate_limit = 3 / 1s", "rate_limit"),
        ("retry = 3", "retry"),
    ] {
        let item = tokens("fn stock(sku: u8) -> Result<u8, dyno::Error> { Ok(sku) }");
        let Err(mistaken) = Command::read(Stack::read(Origin::Command, tokens(option), item)) else {
            panic!("{option} is taken")
        };
        let handle = mistaken.found.and_then(|command| stand_in(&command)).map(|handle| handle.to_string());
        assert!(handle.is_some_and(|handle| !handle.contains("__private")), "{option} is told of twice");
        let told: Vec<_> = mistaken.error.into_iter().map(|error| error.to_string()).collect();
        let remedy = format!("needs the feature `{feature}` of dyno-runtime: turn it on");
        assert!(matches!(&*told, [one] if one.ends_with(&remedy)), "{option}: {told:?}");
    }
}
