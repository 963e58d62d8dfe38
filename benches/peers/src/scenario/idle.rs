//! Calls of functions whose policies have nothing to do: an empty chain, an intact fuse, no timer.

use paths::guarded::{
    alone, blocks, filtered, filtered_async, fused, fused_async, measured_async, roomy_async, roomy_filtered_async,
    told, told_async,
};
use paths::repeat::{repeat, repeat_async};
use paths::work::{work, work_now};

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::target::Target;

pub(super) fn sync() -> Scenario {
    let nothing = || [Target::Allocations { at_most: 0.0 }];
    Scenario::new("idle", "a sync call past policies that have nothing to do", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("what an attribute costs is its row less that of `command`, which is the same call without it")
    .with("command", "#[command]: metrics, gauge", |calls| repeat(calls, |x| alone(x).unwrap_or(0)))
    .checked(|calls| counted("successes", alone::metrics().totals.calls.success, calls))
    .aims(nothing())
    .with("aspect", "#[aspect]: no filter", |calls| repeat(calls, |x| filtered(x).unwrap_or(0)))
    .aims(nothing())
    .with("fuse", "#[fuse]: intact", |calls| repeat(calls, |x| fused(x).unwrap_or(0)))
    .aims(nothing())
    .with("timed", "#[timed]: no timer", |calls| repeat(calls, |x| told(x).unwrap_or(0)))
    .aims(nothing())
    .with("time!", "time!, no command: no timer", |calls| repeat(calls, |x| blocks(x).unwrap_or(0)))
    .aims(nothing())
}

pub(super) fn scenario() -> Scenario {
    let nothing = || [Target::Allocations { at_most: 0.0 }];
    Scenario::new("idle-async", "an async call past policies that have nothing to do", |calls| {
        repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))
    })
    .note(
        "what an attribute costs is its row less that of `command`, the same call without it; what is returned takes 16 bytes, \
         and 104 where it has room for dyno's errors, which each layer of futures moves",
    )
    .with("command", "#[command]: metrics, gauge", |calls| {
        repeat_async(calls, async |x| measured_async(x).await.unwrap_or(0))
    })
    .aims(nothing())
    .with("aspect", "#[aspect]: no filter", |calls| repeat_async(calls, async |x| filtered_async(x).await.unwrap_or(0)))
    .aims(nothing())
    .with("timed", "#[timed]: no timer", |calls| repeat_async(calls, async |x| told_async(x).await.unwrap_or(0)))
    .aims(nothing())
    .with("command, room", "#[command], with room for dyno's errors", |calls| {
        repeat_async(calls, async |x| roomy_async(x).await.unwrap_or(0))
    })
    .aims(nothing())
    .with("fuse, room", "#[fuse]: intact", |calls| repeat_async(calls, async |x| fused_async(x).await.unwrap_or(0)))
    .aims(nothing())
    .with("aspect, room", "#[aspect]: no filter", |calls| {
        repeat_async(calls, async |x| roomy_filtered_async(x).await.unwrap_or(0))
    })
    .aims(nothing())
}
