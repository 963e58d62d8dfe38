//! The rules of the breaker, one by one, with their numbers.

mod hands;
mod names;
mod neutral;
mod probes;
mod rule;
mod settings;
mod thresholds;
mod waits;
mod why;
mod written;
