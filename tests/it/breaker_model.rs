//! The breaker against a naive model: random settings, outcomes, clock steps and hands.

use proptest::prelude::*;

use self::ops::ops;
use self::run::run;
use self::settings::setup;
use self::wild::run_wild;

mod model;
mod ops;
mod probes;
mod run;
mod settings;
mod wild;
mod window;

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_breaker_does_what_the_model_does(setup in setup(), ops in ops(80)) {
        run(&setup, &ops);
    }

    #[test]
    fn nothing_that_is_done_to_it_wedges_it(setup in setup(), ops in ops(80), leak: bool) {
        run_wild(&setup, &ops, leak);
    }
}
