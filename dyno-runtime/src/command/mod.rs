//! Guarded calls: the only place that composes policies. A `site` is declared by an attribute, leads to the `state` of its
//! registry, and begins a `call`, whose `attempt` is admitted, limited, judged and reported.

mod attempt;
#[cfg(feature = "breaker")]
mod breakers;
mod budget;
mod call;
mod handle;
mod returns;
mod settings;
mod site;
mod snapshot;
mod state;

pub use self::attempt::Attempt;
#[cfg(feature = "breaker")]
pub use self::breakers::breaker;
pub use self::call::Call;
pub use self::handle::Command;
pub use self::returns::{
    Answer, Carries, Ended, Keep, Literal, PlainAnswer, PlainEnd, PlainLiteral, PlainReturn, Returned, carry, judge,
    keep,
};
pub use self::settings::CommandSettings;
pub use self::site::{Declared, Place, Site, Spec};
pub use self::snapshot::{CommandSnapshot, Snapshot, events, snapshot, validate, why};
