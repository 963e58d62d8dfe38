//! Loads settings as a whole or not at all.

use std::collections::HashSet;
use std::mem::swap;
use std::sync::Arc;

use crate::config::living::{KINDS, Living, all, declared, unknown_kind};
use crate::config::source::Source;
use crate::config::steer::Book;
#[cfg(feature = "config-watch")]
use crate::config::watch::Watched;
use crate::config::written::Config;
use crate::error::{SettingsError, SettingsErrors, UnknownName};
use crate::event::{EventKind, SettingsLoaded, SettingsRefused};
use crate::registry::Registry;
use crate::settings::{Section, Sheet, is_loading};
use crate::sync::{Mutex, lock};

/// Its address is that of the source's place in a registry.
static PLACE: u8 = 0;

/// What a registry was loaded from.
#[derive(Debug, Default)]
pub(super) struct Loads(Mutex<Last>);

#[derive(Debug, Default)]
struct Last {
    source: Option<Source>,
    /// How many have begun to read, and which of them was taken over last: what was read earlier does not replace what was read later.
    begun: u64,
    taken: u64,
    #[cfg(feature = "config-watch")]
    watched: Vec<Watched>,
}

impl Loads {
    pub(super) fn of(registry: &Registry) -> Arc<Self> {
        registry.of_site((&raw const PLACE).addr(), Arc::default)
    }

    /// What was loaded last.
    pub(super) fn source(&self) -> Option<Source> {
        lock(&self.0).source.clone()
    }

    /// Watches as long as the registry lives.
    #[cfg(feature = "config-watch")]
    pub(super) fn keep(&self, watched: Watched) {
        lock(&self.0).watched.push(watched);
    }

    /// Reads a source and loads it. What happened is told either way.
    pub(super) fn load(&self, registry: &Registry, source: Source) -> Result<(), SettingsErrors> {
        let turn = {
            let mut last = lock(&self.0);
            last.begun += 1;
            last.begun
        };
        let (name, kept) = (source.name().to_owned(), source.clone());
        let now = || registry.clock().now();
        match source.read().and_then(|config| self.apply(registry, source, &config, turn)) {
            Ok(changes) => {
                let loaded = SettingsLoaded::new(name, changes);
                registry.event_log().push(now(), EventKind::SettingsLoaded(loaded.clone()));
                loaded.trace();
                Ok(())
            }
            Err(errors) => {
                // The first may be loaded again once it is mended.
                lock(&self.0).source.get_or_insert(kept);
                let refused = SettingsRefused::new(name, &errors);
                registry.event_log().push(now(), EventKind::SettingsRefused(refused.clone()));
                refused.trace();
                Err(errors)
            }
        }
    }

    /// Checks everything against everything, and only then sets it; gives what has changed.
    fn apply(
        &self,
        registry: &Registry,
        source: Source,
        config: &Config,
        turn: u64,
    ) -> Result<Vec<String>, SettingsErrors> {
        let mut problems = Vec::new();
        let sheet = Sheet::new(config.sections(source.name(), &mut problems));
        let mut source = Some(source);
        Book::of(registry).settle(registry);
        let declared = declared(registry);
        let loading = is_loading();
        let living = all(registry, declared);
        let before_sheet = registry.sheet();
        problems.extend(sheet.sections().iter().filter_map(|section| strange(section, &living, &before_sheet)));
        let entries = living.iter().map(|thing| sheet.of(thing.kind(), thing.name()));
        let mut concerned: Vec<_> = living.iter().zip(entries).collect();
        concerned.retain(|(thing, entries)| thing.is_concerned(entries));
        problems.extend(concerned.iter().flat_map(|(thing, entries)| thing.objections(entries)));
        problems.extend(sheet.sections().iter().flat_map(wrong));
        let is_latest = problems.is_empty() && self.takes(&mut source, turn);
        if !is_latest {
            // What lives no longer than this goes without the lock.
            drop(loading);
            return if problems.is_empty() { Ok(Vec::new()) } else { Err(SettingsErrors(in_order(problems))) };
        }
        let before: Vec<_> = concerned.iter().map(|(thing, _)| thing.planned()).collect();
        let mut follows: Vec<_> = concerned.iter().filter_map(|(thing, entries)| thing.load(entries)).collect();
        // An override may go now that did not go with what was there before.
        follows.extend(concerned.iter().filter_map(|(thing, _)| {
            let overs = before_sheet.over(thing.kind(), thing.name());
            if overs.is_empty() { None } else { thing.override_(&overs) }
        }));
        registry.set_sheet(Arc::new(sheet.with(before_sheet.overs().to_vec())));
        let changes = concerned.iter().zip(before).flat_map(|((thing, _), before)| changes(thing, before)).collect();
        drop(loading);
        for follow in follows {
            follow();
        }
        Ok(changes)
    }

    /// Notes what is taken over, unless what was read later was.
    /// The source before it is left in its place, for it is the user's.
    fn takes(&self, source: &mut Option<Source>, turn: u64) -> bool {
        let mut last = lock(&self.0);
        let is_latest = last.taken < turn;
        if is_latest {
            last.taken = turn;
            swap(&mut last.source, source);
        }
        is_latest
    }
}

/// Takes back what was set by hand.
pub(super) fn release(registry: &Registry, kind: &str, name: &str) -> Result<(), SettingsErrors> {
    let declared = declared(registry);
    let loading = is_loading();
    let mut living = all(registry, declared);
    let unknown = unknown(kind, name, &living);
    living.retain(|thing| (thing.kind(), &**thing.name()) == (kind, name));
    let released: Vec<_> = living.iter().map(|thing| thing.release()).collect();
    drop(loading);
    let mut problems: Vec<_> =
        unknown.map(|unknown| SettingsError::Unknown { place: "settings".to_owned(), unknown }).into_iter().collect();
    for released in released {
        match released {
            Ok(Some(follow)) => follow(),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(SettingsErrors(problems)) }
}

/// Whether a section is for what is not there, and never will be. What was there when others were loaded may come again.
fn strange(section: &Section, living: &[Living], before: &Sheet) -> Option<SettingsError> {
    let Section { kind, name, place, .. } = section;
    if before.sections().iter().any(|known| (&known.kind, &known.name) == (kind, name)) {
        return None;
    }
    if section.is_pattern() && kind == "binding" {
        let problem = format!("a binding is of one type, and `{name}` is for any number of them: bind each of them");
        return Some(SettingsError::Malformed { place: place.clone(), problem });
    }
    if section.is_pattern() {
        return None;
    }
    unknown(kind, name, living).map(|unknown| SettingsError::Unknown { place: place.clone(), unknown })
}

/// Says what there is instead, where nothing is called so.
pub(super) fn unknown(kind: &str, name: &str, living: &[Living]) -> Option<Box<UnknownName>> {
    let Some((known, _)) = KINDS.iter().find(|(known, _)| *known == kind) else { return unknown_kind(kind) };
    let names: Vec<_> = living.iter().filter(|thing| thing.kind() == *known).map(|thing| &**thing.name()).collect();
    let is_known = names.contains(&name);
    (!is_known).then(|| Box::new(UnknownName::new(known, name, names.into_iter().map(ToOwned::to_owned).collect())))
}

/// What is wrong with a section whatever it is for. What else is set to cannot be known, so a value that does not go with the defaults may
/// well go with that.
fn wrong(section: &Section) -> Vec<SettingsError> {
    let kind = KINDS.iter().find(|(kind, _)| *kind == section.kind);
    let mut problems = kind.map_or_else(Vec::new, |(_, defaults)| defaults(&section.name, &section.entries));
    problems.retain(|problem| !matches!(problem, SettingsError::At { .. }));
    problems
}

/// Each once, as they stand in the source.
fn in_order(mut problems: Vec<SettingsError>) -> Vec<SettingsError> {
    let mut told = HashSet::new();
    // What is said of all whose names are like it is wrong for each of them.
    problems.retain(|problem| match problem {
        SettingsError::UnknownSetting { place, unknown, .. } => told.insert(format!("{place} {}", unknown.name)),
        SettingsError::NoValue { place, setting, problem, .. } => told.insert(format!("{place} {setting} {problem}")),
        problem => told.insert(problem.to_string()),
    });
    problems.sort_by_key(spot);
    problems
}

/// Line and column.
fn spot(problem: &SettingsError) -> Option<(u64, u64)> {
    let mut parts = problem.place()?.rsplit(':');
    let (column, line) = (parts.next()?, parts.next()?);
    Some((line.parse().ok()?, column.parse().ok()?))
}

fn changes(thing: &Living, before: Vec<(&'static str, String, crate::settings::Origin)>) -> Vec<String> {
    let now = thing.planned().into_iter().zip(before).filter(|((_, now, _), (_, before, _))| now != before);
    let told = |((setting, now, _), (_, before, _))| {
        format!("{} `{}`: `{setting}` was {before} and is {now}", thing.kind(), thing.name())
    };
    now.map(told).collect()
}
