//! Guarded calls: the only place that composes policies. A `site` is declared by an attribute, leads to the `state` of its
//! registry, and begins a `call`, whose `attempt` is admitted, limited, judged and reported.

mod admitted;
#[cfg(feature = "retry")]
mod again;
#[cfg(feature = "pool")]
mod apart;
mod attempt;
mod beside;
mod builder;
#[cfg(feature = "cache")]
mod cached;
mod call;
#[cfg(feature = "inject")]
mod checked;
mod count;
#[cfg(feature = "pool")]
mod crossing;
mod full;
mod future;
mod handle;
#[cfg(feature = "harness")]
mod harnessed;
#[cfg(feature = "inject")]
mod injected;
#[cfg(feature = "cache")]
mod keeps;
#[cfg(any(feature = "fuse", feature = "rate_limit"))]
mod keyed;
#[cfg(any(feature = "cache", feature = "fuse", feature = "rate_limit"))]
mod lent;
#[cfg(any(
    feature = "breaker",
    feature = "bulkhead",
    feature = "fuse",
    feature = "pool",
    feature = "rate_limit",
    feature = "retry"
))]
mod named;
mod no_fuse;
mod pass;
mod plan;
mod prepared;
#[cfg(feature = "bulkhead")]
mod queue;
mod quick;
mod refusal;
mod remaining;
mod returns;
mod room;
mod run;
#[cfg(feature = "inject")]
mod service;
mod settings;
mod shutdown;
mod site;
mod snapshot;
#[cfg(feature = "net")]
mod socket;
mod spec;
mod state;
mod task;
#[cfg(all(test, feature = "test-util", not(dyno_loom)))]
mod tests;
#[cfg(feature = "pool")]
mod timer;
mod trace;
mod turn;
mod wait;
mod watch;

pub use self::admitted::{Admitted, Quick, Running, run_bare};
#[cfg(feature = "retry")]
pub use self::again::{
    Again, Asks, ByDefault, Ends, Following, Hint, NameCauses, Of, Once, PlainAgain, PlainHint, PlainOf, PlainOnce,
    PlainTries, TellWait, Tries, again, parameter_again,
};
pub use self::beside::Beside;
pub use self::builder::CommandBuilder;
#[cfg(all(feature = "cache", feature = "pool"))]
pub use self::cached::on_pool;
#[cfg(feature = "cache")]
pub use self::cached::{
    Cached, Detached, Found, Maker, PlainCached, PlainCopied, PlainDetached, PlainShared, Shares, Stores, led,
    led_sync, on_runtime, owner,
};
pub use self::call::Call;
#[cfg(feature = "inject")]
pub use self::checked::checked;
pub use self::count::count;
#[cfg(feature = "pool")]
pub use self::crossing::{ApartBody, ComesBack, Goes, ParameterGoes, goes, parameter_goes};
pub use self::future::{boxed, made};
pub use self::handle::Command;
#[cfg(feature = "harness")]
pub use self::harnessed::{DebugText, Harnessed, PlainKind, PlainText, Wrong, redacted};
#[cfg(feature = "inject")]
pub use self::injected::{Lacking, LackingAnswered, PlainLacking, with, with_sync};
#[cfg(feature = "cache")]
pub use self::keeps::{
    CacheOf, Holds, Keeping, KindOf, Owning, OwningOf, Owns, PlainCacheOf, PlainKeeping, PlainKindOf, PlainOwningOf,
    PlainTelling, Returning, keeps, lives, parameter_keeps, parameter_tells, tells,
};
#[cfg(feature = "fuse")]
pub use self::keyed::fuse_key;
#[cfg(any(feature = "cache", feature = "fuse", feature = "rate_limit"))]
pub use self::lent::{Lent, PlainLent};
pub use self::no_fuse::{IsFuse, NoFuse, SomeFuse};
pub use self::plan::{Plan, PlannedPolicy, PlannedSetting};
pub use self::prepared::PreparedCall;
pub use self::refusal::Refusal;
pub use self::remaining::{remaining, within, within_sync};
pub use self::returns::{
    Answer, Carries, Ended, GivenCause, Keep, KeepAsked, Literal, OfText, PlainAnswer, PlainEnd, PlainLiteral,
    PlainReturn, Returned, carry, given_cause, judge, keep, keep_asked, parameter_carry, parameter_keep,
    parameter_refuse, refuse, text,
};
#[cfg(feature = "inject")]
pub use self::service::{Serving, served};
pub use self::settings::CommandSettings;
pub use self::shutdown::{Unfinished, shutdown};
pub use self::site::Site;
#[cfg(feature = "timing")]
pub use self::site::Title;
pub(crate) use self::site::is_copy;
pub use self::snapshot::{CommandSnapshot, MakingSnapshot, Snapshot};
#[cfg(feature = "net")]
pub use self::socket::connect;
pub use self::spec::{Place, Spec};
pub(crate) use self::state::{State, StateRef};
pub use self::task::{
    AnsweredCall, AnswersAlone, BareCall, Cancel, CarriedCall, ColdCall, EndsInTime, FallsBack, GivesCopies, IsCold,
    NoColdCall, RunsApart, SharedTask, Submit, Task, TaskCause, TaskOutput,
};
#[cfg(feature = "pool")]
pub use self::task::{Driven, Errand, OneJob, Submission, Submitted, SyncCall, SyncTask, Work};
#[cfg(feature = "pool")]
pub use self::timer::block;
pub use self::wait::{BOXED_TIMER, OWN_TIMER};
#[cfg(feature = "aspect")]
pub use self::watch::aspect;
#[cfg(feature = "breaker")]
pub use self::watch::breaker;
#[cfg(feature = "bulkhead")]
pub use self::watch::bulkhead;
#[cfg(feature = "cache")]
pub use self::watch::cache;
pub(crate) use self::watch::declared_states;
#[cfg(feature = "fuse")]
pub use self::watch::fuse;
#[cfg(feature = "harness")]
pub use self::watch::harness;
#[cfg(feature = "pool")]
pub use self::watch::pool;
#[cfg(feature = "rate_limit")]
pub use self::watch::rate_limit;
#[cfg(feature = "retry")]
pub use self::watch::retry;
pub use self::watch::{commands, events, snapshot, validate, why};
