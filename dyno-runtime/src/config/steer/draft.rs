//! What has been decided, and is not yet so.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::SystemTime;

use crate::clock::{Moment, wall};
use crate::config::living::Living;
use crate::config::steer::acts::{Acted, Asked, Saved};
use crate::config::steer::error::SteerError;
use crate::config::steer::held::{Done, Held, What, overs};
#[cfg(feature = "config")]
use crate::config::steer::keep::Kept;
use crate::config::steer::look::{changed, named};
use crate::config::steer::seen::Override;
use crate::config::steer::signed::Signed;
use crate::event::{AuditEntry, Deed, Ended, SettingChange};
use crate::registry::Registry;
use crate::settings::{Follow, Over};

/// How many of one thing stay below others that do all they do, to come back when those are undone.
const BELOW: usize = 8;
/// How many acts are remembered that do not last, so that they can be taken back.
const PASSING: usize = 256;

/// What is overridden, and what has happened.
#[derive(Clone, Default)]
pub(super) struct Pages {
    pub(super) last: u64,
    /// The oldest first.
    pub(super) held: Vec<Held>,
    pub(super) audit: VecDeque<Arc<AuditEntry>>,
    /// Where what is held is written.
    #[cfg(feature = "config")]
    pub(super) kept: Option<Arc<Kept>>,
    /// When that is tried again, where it could not be written what has ended by itself.
    pub(super) owes: Option<Moment>,
}

impl Pages {
    /// When something is due.
    pub(super) fn wakes_at(&self) -> Option<Moment> {
        self.held.iter().map(|held| held.until).chain(self.owes).min()
    }

    /// What the file has of it, by numbers.
    #[cfg(feature = "config")]
    pub(super) fn kept_ids(&self) -> Vec<u64> {
        self.held.iter().filter(|held| held.lasts()).map(|held| held.seen.id).collect()
    }

    /// Tells whether the same is written to the same file, if to any.
    #[cfg(feature = "config")]
    pub(super) fn is_kept_as(&self, other: &Self) -> bool {
        match (&self.kept, &other.kept) {
            (one, Some(other_kept)) => {
                one.as_ref().is_some_and(|one| Arc::ptr_eq(one, other_kept)) && self.kept_ids() == other.kept_ids()
            }
            (_, None) => true,
        }
    }
}

/// What is to become of the pages, and of what follows.
pub(super) struct Draft<'a> {
    pub(super) registry: &'a Registry,
    pub(super) pages: Pages,
    pub(super) news: Vec<AuditEntry>,
    pub(super) follows: Vec<Follow<'static>>,
    /// Whether it is so whatever becomes of the file.
    pub(super) is_certain: bool,
    /// What was written to the file meanwhile, by numbers.
    #[cfg(feature = "config")]
    pub(super) written: Option<Vec<u64>>,
    pub(super) now: Moment,
    pub(super) wall: SystemTime,
}

impl<'a> Draft<'a> {
    pub(super) fn new(registry: &'a Registry, pages: Pages) -> Self {
        let now = registry.clock().now();
        let wall = wall(registry.clock(), now);
        Self {
            registry,
            pages,
            news: Vec::new(),
            follows: Vec::new(),
            is_certain: false,
            #[cfg(feature = "config")]
            written: None,
            now,
            wall,
        }
    }

    pub(super) fn number(&mut self) -> u64 {
        self.pages.last += 1;
        self.pages.last
    }

    /// When something ends that begins now.
    pub(super) fn until(&self, signed: &Signed) -> (Moment, Option<SystemTime>) {
        let until = signed.time.map_or(Moment::NEVER, |time| self.now.after(time));
        (until, (until != Moment::NEVER).then(|| wall(self.registry.clock(), until)))
    }

    /// Begins what is to be seen of something that begins now.
    pub(super) fn seen(&mut self, kind: &str, name: &str, signed: &Signed) -> (Override, Moment) {
        let (until, ends) = self.until(signed);
        let seen = Override {
            id: self.number(),
            at: self.wall,
            who: signed.who(),
            why: signed.why.clone(),
            until: ends,
            kind: kind.to_owned(),
            name: name.to_owned(),
            act: None,
            changes: Vec::new(),
            replaced_by: None,
            problem: None,
        };
        (seen, until)
    }

    /// Notes that something begins.
    pub(super) fn begins(&mut self, seen: &Override, deed: Deed) {
        let Override { id, at, who, why, until, kind, name, changes, .. } = seen.clone();
        self.news.push(AuditEntry { id, at, who, why, until, kind, name, deed, changes, ended: None });
    }

    /// Holds something from now on.
    pub(super) fn holds(&mut self, held: Held) {
        let Override { kind, name, .. } = held.seen.clone();
        self.pages.held.push(held);
        self.forget_the_buried(&kind, &name);
        let passing: Vec<_> = self.pages.held.iter().filter(|held| !held.lasts()).map(|held| held.seen.id).collect();
        let forgotten = &passing[..passing.len().saturating_sub(PASSING)];
        self.pages.held.retain(|held| !forgotten.contains(&held.seen.id));
        for id in forgotten {
            self.ends(*id, Some(Ended::Forgotten));
        }
    }

    /// Takes back what is held no longer, and notes that.
    ///
    /// # Errors
    ///
    /// What it was done to is something else by now.
    pub(super) fn takes_back(
        &mut self,
        living: &[Living],
        held: &Held,
        deed: Deed,
        who: String,
        why: String,
    ) -> Result<AuditEntry, SteerError> {
        let signed: Arc<str> = match deed {
            Deed::Expired(_) => format!("the time of {who} was over").into(),
            _ => format!("undone by {who}: {why}").into(),
        };
        let gone = match &held.what {
            What::Settings(over) => Ok(self.without(living, over)),
            What::Act(Done { asked, saved: Some(saved), .. }) => self.goes_back(held.seen.id, asked, saved, &signed),
            What::Act(_) => Ok(Vec::new()),
        };
        let id = held.seen.id;
        let changes = match (gone, deed) {
            // It may have ended by itself just before, and told what it was.
            (Ok(changes), Deed::Expired(_)) => changes.into_iter().map(|change| held.seen.since_then(change)).collect(),
            (Ok(changes), _) => changes,
            // What is over is over, whatever has become of it.
            (Err(_), Deed::Expired(_)) => held.ended_by_itself(self.registry).into_iter().collect(),
            (Err(error), _) => {
                self.ends(id, Some(Ended::Overtaken));
                return Err(error);
            }
        };
        let entry = self.tells(&held.seen, deed, who, why, changes);
        let by = entry.id;
        self.ends(id, Some(if matches!(deed, Deed::Expired(_)) { Ended::Expired(by) } else { Ended::Undone(by) }));
        Ok(entry)
    }

    /// Notes what has happened to something that was begun before.
    pub(super) fn tells(
        &mut self,
        seen: &Override,
        deed: Deed,
        who: String,
        why: String,
        changes: Vec<SettingChange>,
    ) -> AuditEntry {
        let id = self.number();
        let Override { kind, name, .. } = seen.clone();
        let entry = AuditEntry { id, at: self.wall, who, why, until: None, kind, name, deed, changes, ended: None };
        self.news.push(entry.clone());
        entry
    }

    /// What stands over a name, the oldest first.
    pub(super) fn overs(&self, kind: &str, name: &str) -> Vec<Arc<Over>> {
        overs(&self.pages.held, kind, name)
    }

    /// What is changed by it that an override is held no longer.
    fn without(&self, living: &[Living], over: &Over) -> Vec<SettingChange> {
        let Some(thing) = named(living, &over.kind, &over.name).next() else { return Vec::new() };
        let after = thing.fitted(&self.overs(&over.kind, &over.name)).written;
        let mut changes = changed(over, &thing.planned(), &after);
        changes.retain(|change| change.was != change.is);
        changes
    }

    /// Has something be again what it was before an act; or, where another act stands above, has that go back so far.
    fn goes_back(
        &mut self,
        id: u64,
        asked: &Asked,
        saved: &Saved,
        signed: &Arc<str>,
    ) -> Result<Vec<SettingChange>, SteerError> {
        let Asked { kind, name, .. } = asked;
        if let Some(next) = self.act_above(id, kind, name) {
            next.goes_back_with(saved);
            return Ok(Vec::new());
        }
        let gone = asked.go_back(self.registry, saved, signed);
        let (now, acted) = gone.map_err(|now| SteerError::Overtaken { id, now })?;
        let Acted { was, is, follow, .. } = acted;
        self.follows.push(follow);
        is_back(&mut self.pages.held, asked, &now);
        Ok(vec![SettingChange::new("state", was, is)])
    }

    /// The act that was done next to this.
    fn act_above(&mut self, id: u64, kind: &str, name: &str) -> Option<&mut Saved> {
        self.pages.held.iter_mut().filter(|held| held.seen.id > id).find_map(|held| held.saved_of(kind, name))
    }

    pub(super) fn ends(&mut self, id: u64, ended: Option<Ended>) {
        if let Some(entry) = self.pages.audit.iter_mut().find(|entry| entry.id == id) {
            Arc::make_mut(entry).ended = ended;
        }
    }

    /// Lets those go for good that nobody would miss: others do all they do, and there are many of them.
    fn forget_the_buried(&mut self, kind: &str, name: &str) {
        let its: Vec<_> = self.pages.held.iter().filter(|held| held.is_of(kind, name)).collect();
        let buried = its.iter().enumerate().filter(|(at, held)| held.is_buried(&its[at + 1..]));
        let buried: Vec<_> = buried.map(|(_, held)| Held::clone(held)).collect();
        for held in &buried[..buried.len().saturating_sub(BELOW)] {
            let id = held.seen.id;
            self.pages.held.retain(|held| held.seen.id != id);
            let saved = held.done().and_then(|done| done.saved.as_ref());
            if let (Some(saved), Some(next)) = (saved, self.act_above(id, kind, name)) {
                next.goes_back_with(saved);
            }
            self.ends(id, Some(Ended::Forgotten));
        }
    }
}

/// Notes that something is as the last that was done to it has left it.
fn is_back(held: &mut [Held], Asked { kind, name, .. }: &Asked, now: &Saved) {
    if let Some(last) = held.iter_mut().rev().find_map(|held| held.saved_of(kind, name)) {
        last.is_back(now);
    }
}
