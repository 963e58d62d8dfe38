//! What is in force, or below something that is.

use std::collections::HashSet;
use std::sync::Arc;

use crate::clock::Moment;
use crate::config::living::{Living, Whose};
use crate::config::steer::acts::{Asked, Saved};
use crate::config::steer::look::named;
use crate::config::steer::seen::Override;
use crate::event::{Act, SettingChange};
use crate::registry::Registry;
use crate::settings::Over;

#[derive(Clone)]
pub(super) struct Held {
    pub(super) seen: Override,
    pub(super) until: Moment,
    pub(super) what: What,
}

#[derive(Clone)]
pub(super) enum What {
    Settings(Arc<Over>),
    Act(Done),
}

/// What was done that is no setting.
#[derive(Clone)]
pub(super) struct Done {
    pub(super) asked: Asked,
    /// `None` where there was nothing to do it to when it was told again.
    pub(super) saved: Option<Saved>,
    /// What a reset has ended, to be in force again where that is undone.
    pub(super) ended: Vec<Held>,
}

impl Done {
    /// Tells whether it is a reset that has ended what has this number.
    pub(super) fn had_ended(&self, id: u64) -> bool {
        self.ended.iter().any(|held| held.seen.id == id)
    }
}

impl Held {
    pub(super) fn is_of(&self, kind: &str, name: &str) -> bool {
        (&*self.seen.kind, &*self.seen.name) == (kind, name)
    }

    pub(super) fn whose(&self) -> Whose {
        (self.seen.kind.clone(), self.seen.name.clone())
    }

    /// Whether it is in force until it is taken back, and not only remembered so that it can be.
    pub(super) fn lasts(&self) -> bool {
        self.seen.act.is_none_or(Act::lasts)
    }

    /// What its end has changed, where that came by itself before anybody looked.
    pub(super) fn ended_by_itself(&self, registry: &Registry) -> Option<SettingChange> {
        let is = self.done()?.asked.expired(registry)?;
        let was = self.seen.changes.first()?.is.clone();
        Some(SettingChange::new("state", was, is))
    }

    pub(super) fn over(&self) -> Option<&Arc<Over>> {
        match &self.what {
            What::Settings(over) => Some(over),
            What::Act(_) => None,
        }
    }

    pub(super) fn done(&self) -> Option<&Done> {
        match &self.what {
            What::Settings(_) => None,
            What::Act(done) => Some(done),
        }
    }

    /// What gives back what was before, of an act on this.
    pub(super) fn saved_of(&mut self, kind: &str, name: &str) -> Option<&mut Saved> {
        if !self.is_of(kind, name) {
            return None;
        }
        match &mut self.what {
            What::Settings(_) => None,
            What::Act(done) => done.saved.as_mut(),
        }
    }

    /// What stands above it, if any of that says what it does.
    pub(super) fn replaced_by(&self, all: &[Self]) -> Option<u64> {
        let above = all.iter().rev().take_while(|other| other.seen.id != self.seen.id);
        above.filter(|other| self.meets(other)).map(|other| other.seen.id).next()
    }

    /// Whether all it does is done by what stands above it as well.
    pub(super) fn is_buried(&self, above: &[&Self]) -> bool {
        match &self.what {
            What::Act(_) => above.iter().any(|other| self.meets(other)),
            What::Settings(over) => over.entries.iter().all(|entry| above.iter().any(|other| other.sets(&entry.key))),
        }
    }

    /// Why it has no effect.
    pub(super) fn problem(&self, registry: &Registry, living: &[Living], all: &[Self]) -> Option<String> {
        let Override { id, kind, name, .. } = &self.seen;
        let Some(thing) = named(living, kind, name).next() else {
            return Some(format!("no {kind} is called `{name}` just now"));
        };
        match &self.what {
            What::Act(Done { asked, saved, .. }) => match saved {
                None => Some(format!("it was not done, since no {kind} was called `{name}` at the start")),
                Some(_) if self.replaced_by(all).is_some() => None,
                Some(saved) => asked.problem(registry, saved),
            },
            What::Settings(_) => {
                let misfits =
                    thing.fitted(&overs(all, kind, name)).misfits.into_iter().filter(|(misfit, _)| misfit == id);
                let problems: Vec<_> =
                    misfits.flat_map(|(_, problems)| problems).map(|problem| problem.to_string()).collect();
                (!problems.is_empty()).then(|| problems.join("; "))
            }
        }
    }

    /// Whether it goes with what is there by now, and has no effect only because it did not before.
    pub(super) fn is_late(&self, living: &[Living], all: &[Self]) -> bool {
        let Override { id, kind, name, .. } = &self.seen;
        let thing =
            named(living, kind, name).next().filter(|thing| self.over().is_some() && !thing.is_overridden_by(*id));
        thing.is_some_and(|thing| thing.fitted(&overs(all, kind, name)).misfits.iter().all(|(misfit, _)| misfit != id))
    }

    fn sets(&self, key: &str) -> bool {
        self.over().is_some_and(|over| over.entries.iter().any(|entry| entry.key == key))
    }

    fn meets(&self, other: &Self) -> bool {
        let is_same = self.is_of(&other.seen.kind, &other.seen.name);
        is_same
            && match &self.what {
                What::Act(_) => other.over().is_none(),
                What::Settings(over) => over.entries.iter().any(|entry| other.sets(&entry.key)),
            }
    }
}

/// What was done last to each thing, where that lasts.
pub(super) fn lasting(held: &[Held]) -> Vec<Done> {
    let mut seen = HashSet::new();
    let last = held.iter().rev().filter(|held| held.done().is_some_and(|_| seen.insert(held.whose())));
    last.filter(|held| held.lasts()).filter_map(Held::done).cloned().collect()
}

/// What stands over a name, the oldest first.
pub(super) fn overs(held: &[Held], kind: &str, name: &str) -> Vec<Arc<Over>> {
    held.iter().filter(|held| held.is_of(kind, name)).filter_map(Held::over).cloned().collect()
}
