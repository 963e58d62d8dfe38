//! What is overridden in a registry, what has happened, and the one door through which that changes.

use std::fmt;
use std::sync::{Arc, Weak};

use crate::config::living::{Living, Whose, needed, those, unknown_kind};
use crate::config::steer::acts::{Acted, Asked};
use crate::config::steer::draft::{Draft, Pages};
use crate::config::steer::due::Rest;
use crate::config::steer::error::SteerError;
use crate::config::steer::held::{Done, Held, What, overs};
use crate::config::steer::look::{as_expected, changed, find, fitting};
use crate::config::steer::seen::Override;
use crate::config::steer::signed::{Signed, Wanted};
use crate::event::{Act, AuditEntry, Deed, Ended, EventKind, SettingChange};
use crate::outcome::contained;
use crate::registry::{Registry, WeakRegistry};
use crate::settings::{Acting, Follow, Origin, Over, Sheet, is_loading, nothing_is_loaded};
use crate::sync::{Mutex, lock};

/// How many entries of the audit are kept.
pub(super) const KEPT: usize = 1024;

/// Its address is that of the book's place in a registry.
static PLACE: u8 = 0;

/// What is overridden in one registry, and what was.
pub(in crate::config) struct Book {
    pub(super) this: Weak<Self>,
    pub(super) registry: WeakRegistry,
    pub(super) pages: Mutex<Pages>,
    pub(super) rest: Mutex<Rest>,
}

impl Book {
    pub(in crate::config) fn of(registry: &Registry) -> Arc<Self> {
        registry.of_site((&raw const PLACE).addr(), || {
            Arc::new_cyclic(|this| Self {
                this: this.clone(),
                registry: registry.downgrade(),
                pages: Mutex::default(),
                rest: Mutex::default(),
            })
        })
    }

    /// Overrides all that is wanted, or nothing.
    pub(super) fn override_(
        &self,
        registry: &Registry,
        wanted: &Wanted,
        signed: &Signed,
    ) -> Result<Override, SteerError> {
        signed.check()?;
        wanted.check()?;
        self.settle(registry);
        let Wanted { kind, name, set, .. } = wanted;
        self.change(registry, &[(kind.clone(), name.clone())], |living, draft| {
            let its = find(living, kind, name)?;
            let found = as_expected(&its, wanted)?;
            let (mut seen, until) = draft.seen(kind, name, signed);
            let Override { id, who, why, until: ends, .. } = seen.clone();
            let (kind, name, entries) = (kind.clone(), name.clone(), Wanted::entries(set));
            let over = Arc::new(Over { id, kind, name, entries, origin: Origin::Overridden { who, why, until: ends } });
            let overs: Vec<_> = draft.overs(&over.kind, &over.name).into_iter().chain([over.clone()]).collect();
            seen.changes = changed(&over, &found, &fitting(&its, &overs, id)?);
            draft.begins(&seen, Deed::Overridden);
            draft.holds(Held { seen: seen.clone(), until, what: What::Settings(over) });
            Ok(seen)
        })
    }

    /// Does something that is no setting.
    pub(super) fn act(
        &self,
        registry: &Registry,
        asked: &Asked,
        expected: Option<&str>,
        signed: &Signed,
    ) -> Result<Override, SteerError> {
        signed.check()?;
        let Asked { kind, name, act } = asked;
        if unknown_kind(kind).is_none() {
            asked.check(signed.time.is_some())?;
        }
        self.settle(registry);
        self.change(registry, &[(kind.clone(), name.clone())], |living, draft| {
            find(living, kind, name)?;
            draft.as_expected(asked, expected)?;
            asked.would_do(registry)?;
            let (mut seen, until) = draft.seen(kind, name, signed);
            seen.act = Some(*act);
            let ended = if *act == Act::Reset { draft.resets(seen.id, asked) } else { Vec::new() };
            let mut done = Done { asked: asked.clone(), saved: None, ended };
            // Before anything is done, which would leave its traces in what is counted, and with those who listen.
            #[cfg(feature = "config")]
            if act.lasts() || !done.ended.is_empty() {
                self.writes_ahead(draft, Held { seen: seen.clone(), until, what: What::Act(done.clone()) })?;
            }
            let why: Arc<str> = seen.why.clone().into();
            let by: Arc<str> = format!("{act} by {}: {why}", seen.who).into();
            let Acted { saved, was, is, follow } = asked.act(registry, &why, &by, signed.time, self.acting())?;
            draft.is_certain = true;
            draft.follows.push(follow);
            seen.changes = vec![SettingChange::new("state", was, is)];
            draft.begins(&seen, Deed::Acted(*act));
            if saved.is_some() {
                done.saved = saved;
                draft.holds(Held { seen: seen.clone(), until, what: What::Act(done) });
            }
            Ok(seen)
        })
    }

    /// Takes one back: what is below it counts again.
    pub(in crate::config) fn undo(
        &self,
        registry: &Registry,
        id: u64,
        signed: Signed,
    ) -> Result<AuditEntry, SteerError> {
        signed.check()?;
        self.settle(registry);
        let about = self.about(|held| held.seen.id == id);
        let undone = self.change(registry, &about, |living, draft| {
            let Some(at) = draft.pages.held.iter().position(|held| held.seen.id == id) else {
                return Err(gone(&draft.pages, id));
            };
            if let Some(by) = draft.pages.held[at].replaced_by(&draft.pages.held) {
                return Err(SteerError::Ended { id, ended: Ended::Replaced(by) });
            }
            draft.puts_back(living, &draft.pages.held[at].clone())?;
            let Some(at) = draft.pages.held.iter().position(|held| held.seen.id == id) else {
                return Err(gone(&draft.pages, id));
            };
            let held = draft.pages.held.remove(at);
            // Before anything is taken back, which could not be done again.
            #[cfg(feature = "config")]
            self.writes_first(draft)?;
            draft.is_certain = true;
            // What was overtaken is not in force any more, and leaves the list.
            let undone = draft.takes_back(living, &held, Deed::Undone(id), signed.who(), signed.why);
            if undone.is_err() {
                draft.takes_away(&held);
            }
            Ok(undone)
        })?;
        // What is in force again may be over by now.
        self.settle(registry);
        undone
    }

    /// What is in force, the oldest first.
    pub(in crate::config) fn overrides(&self, registry: &Registry) -> Vec<Override> {
        self.settle(registry);
        let mut held = lock(&self.pages).held.clone();
        if held.is_empty() {
            return Vec::new();
        }
        let about: Vec<_> = held.iter().map(Held::whose).collect();
        let declared = needed(registry, &about);
        let loading = nothing_is_loaded();
        let living = those(registry, &about, declared);
        let is_late = held.iter().any(|one| one.is_late(&living, &held));
        for at in 0..held.len() {
            let (replaced_by, problem) = (held[at].replaced_by(&held), held[at].problem(registry, &living, &held));
            (held[at].seen.replaced_by, held[at].seen.problem) = (replaced_by, problem);
        }
        // What lives no longer than this goes without the lock.
        drop(loading);
        if is_late {
            let changed = self.change(registry, &about, |_, draft| {
                draft.is_certain = true;
                Ok(())
            });
            debug_assert!(changed.is_ok(), "nothing is decided");
        }
        held.into_iter().filter(Held::lasts).map(|held| held.seen).collect()
    }

    /// What has happened, the oldest first.
    pub(in crate::config) fn audit(&self, registry: &Registry) -> Vec<AuditEntry> {
        self.settle(registry);
        let pages = lock(&self.pages);
        let replaced = |id| {
            let held = pages.held.iter().find(|held| held.seen.id == id)?;
            held.replaced_by(&pages.held).map(Ended::Replaced)
        };
        let seen = |entry: &Arc<AuditEntry>| AuditEntry {
            ended: entry.ended.or_else(|| replaced(entry.id)),
            ..AuditEntry::clone(entry)
        };
        pages.audit.iter().map(seen).collect()
    }

    /// Has a change decided while nobody else changes anything, and then does it. `decide` is ours: it runs under a lock.
    pub(super) fn change<R>(
        &self,
        registry: &Registry,
        about: &[Whose],
        decide: impl FnOnce(&[Living], &mut Draft<'_>) -> Result<R, SteerError>,
    ) -> Result<R, SteerError> {
        let declared = needed(registry, about);
        let loading = is_loading();
        let living = those(registry, about, declared);
        let mut draft = Draft::new(registry, lock(&self.pages).clone());
        let decided = decide(&living, &mut draft);
        #[cfg(feature = "config")]
        let decided = decided.and_then(|decided| self.keeps(&mut draft).map(|()| decided));
        let acted = std::mem::take(&mut draft.follows);
        let mut follows: Vec<Follow<'_>> = Vec::new();
        let mut told = Vec::new();
        if decided.is_ok() {
            follows = take_over(registry, &living, &draft);
            told = self.write(draft);
        }
        drop(loading);
        for follow in acted.into_iter().chain(follows) {
            contained(follow);
        }
        for entry in told {
            entry.trace();
        }
        self.rest(registry);
        decided
    }

    pub(super) fn acting(&self) -> Weak<dyn Acting> {
        self.this.clone()
    }

    /// What would be changed, to look at.
    pub(super) fn drafted<'a>(&self, registry: &'a Registry) -> Draft<'a> {
        Draft::new(registry, lock(&self.pages).clone())
    }

    /// What stands over a name, the oldest first.
    pub(super) fn overs(&self, kind: &str, name: &str) -> Vec<Arc<Over>> {
        overs(&lock(&self.pages).held, kind, name)
    }

    /// Whose are those that are held and are like that.
    pub(super) fn about(&self, is_it: impl Fn(&Held) -> bool) -> Vec<Whose> {
        lock(&self.pages).held.iter().filter(|held| is_it(held)).map(Held::whose).collect()
    }

    fn write(&self, mut draft: Draft<'_>) -> Vec<Arc<AuditEntry>> {
        let told: Vec<_> = draft.news.into_iter().map(Arc::new).collect();
        draft.pages.audit.extend(told.iter().cloned());
        let surplus = draft.pages.audit.len().saturating_sub(KEPT);
        draft.pages.audit.drain(..surplus);
        *lock(&self.pages) = draft.pages;
        for entry in &told {
            draft.registry.event_log().push(draft.now, EventKind::Steered(entry.clone()));
        }
        told
    }
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

/// Has what lives follow, and what is made later begin with it.
fn take_over<'a>(registry: &Registry, living: &'a [Living], draft: &Draft<'_>) -> Vec<Follow<'a>> {
    let sheet = registry.sheet();
    let overs: Vec<_> = draft.pages.held.iter().filter_map(Held::over).cloned().collect();
    let now = Arc::new(Sheet::clone(&sheet).with(overs));
    let follows = living.iter().filter_map(|thing| {
        let [before, now] = [&sheet, &now].map(|sheet| sheet.over(thing.kind(), thing.name()));
        // What did not go before may go by now.
        if before.is_empty() && now.is_empty() { None } else { thing.override_(&now) }
    });
    let follows = follows.collect();
    registry.set_sheet(now);
    follows
}

/// Says why something cannot be taken back that is not held.
fn gone(pages: &Pages, id: u64) -> SteerError {
    let Some(entry) = pages.audit.iter().find(|entry| entry.id == id) else { return SteerError::UnknownId { id } };
    match (entry.ended, entry.deed) {
        (Some(ended), _) => SteerError::Ended { id, ended },
        (None, Deed::Acted(Act::Clear)) => SteerError::Irrevocable { id },
        (None, of) => SteerError::OnlyTold { id, of },
    }
}
