//! What would follow from an act.

use crate::config::steer::dry::Found;
use crate::config::steer::seen::Override;
use crate::event::Act;

/// What would follow from an act on something that stands so; `ended` are what a reset would end.
pub(in crate::config::steer) fn of_act(act: Act, was: &str, is: &str, ended: &[Override]) -> Found {
    let mut found = Found::default();
    if was == is {
        found.say(format!("it is {was} already"));
    }
    found.say(match act {
        Act::Trip => "all would be turned away until its wait is over, and then probes would decide",
        Act::Reset => "all would pass; what has been counted so far is forgotten",
        Act::ForceOpen => "all would be turned away",
        Act::Disable => "all would pass, and nothing would be counted",
        Act::MetricsOnly => "all would pass, and be counted with nothing following from that",
        Act::Blow => "all would be turned away, for the reason that is given",
        Act::Clear => "all that is in it would be made again by those who ask next",
    });
    for Override { id, who, why, act, .. } in ended {
        let what = act.map(|act| format!("{act} ")).unwrap_or_default();
        found.say(format!("#{id}, {what}by {who}: {why}, would end with it"));
    }
    match act {
        Act::Trip => found.warn("every call is turned away until its wait is over"),
        Act::ForceOpen | Act::Blow => found.warn("every call is turned away"),
        Act::Disable | Act::MetricsOnly => found.warn("what it guards is unguarded"),
        Act::Clear => found.warn("what is in it is gone for good"),
        Act::Reset => {}
    }
    found.say(match act {
        Act::Clear => format!("{was} would be dropped"),
        _ => format!("undone, it would be {was} again, unless something else happens to it"),
    });
    found
}
