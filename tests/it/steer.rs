//! What an operator does to a running process: overrides with a reason and an end, and what is told of them.

use dyno::{Breaker, OverrideBuilder};

mod acts;
mod danger;
mod dry;
mod ends;
mod expected;
mod harm;
mod hostile;
mod kept;
mod numbers;
mod overrides;
mod refused;
mod resets;
mod room;
mod stress;
mod unwritten;

/// A breaker of this name, and an override of its failure rate, with a reason.
fn tills() -> Breaker {
    Breaker::builder("tills").build().expect("its settings are good")
}

fn override_(setting: &str, value: &str) -> OverrideBuilder {
    dyno::settings().override_("breaker", "tills").set(setting, value).by("ada").because("warehouse moves")
}

/// One setting of the breaker, as `value, from whom`.
fn shown(setting: &str) -> String {
    let one = dyno::settings().get("breaker", "tills", setting).expect("there is such a setting");
    let origin = one.origin.to_string();
    format!("{}, {}", one.value, origin.split(" at tests").next().unwrap_or_default())
}
