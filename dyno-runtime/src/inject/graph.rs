//! What services need of each other, looked at before the first call.

use std::collections::HashSet;
use std::sync::Arc;

use crate::error::SettingsError;
use crate::inject::core::shelf;
use crate::inject::declared;
use crate::inject::missing::Asking;
use crate::inject::recipe::{Facts, ServiceScope};
use crate::registry::{Key, Registry};

/// What is wrong with how the services of a registry and its parents are put together; as if all of them were one, where `is_one` says so.
pub(crate) fn problems(registry: &Registry, is_one: bool) -> Vec<SettingsError> {
    let levels: Vec<_> = registry.lineage().collect();
    let mut search = Search { levels, is_one, way: Vec::new(), seen: HashSet::new(), problems: Vec::new() };
    if search.levels.iter().any(|level| !level.is_instance()) {
        search.problems = declared::problems();
    }
    for home in 0..search.levels.len() {
        let services = shelf(search.levels[home]).filled();
        let found = services.into_iter().filter_map(|(key, _)| search.service(home, &key));
        let mut services: Vec<_> = found.filter(|(.., at)| *at == home).collect();
        services.sort_by(|(a, ..), (b, ..)| (&a.place, &a.name).cmp(&(&b.place, &b.name)));
        for (facts, key, _) in services {
            search.visit(&facts, key, home, 0, None);
        }
    }
    search.problems
}

/// A walk from services to what they need.
struct Search<'a> {
    /// The registry, its parent, and on.
    levels: Vec<&'a Registry>,
    is_one: bool,
    /// Those that the walk came through, each with where what it needs is looked for.
    way: Vec<(Arc<Facts>, Key, usize)>,
    /// Those that were looked at, and whether for one that keeps them.
    seen: HashSet<(Key, usize, bool)>,
    problems: Vec<SettingsError>,
}

impl Search<'_> {
    /// Looks at a service that `home` has, asked for in the scope of `asker`, and at all that it needs. `keeper` is built once, and keeps what it
    /// is given.
    fn visit(&mut self, facts: &Arc<Facts>, key: Key, home: usize, asker: usize, keeper: Option<&Arc<Facts>>) {
        let is_at_home = facts.scope == ServiceScope::Singleton && !self.is_one;
        let base = if is_at_home { home } else { asker };
        if let Some(at) = self.way.iter().position(|(_, known, at)| (known, *at) == (&key, base)) {
            self.cycle(at);
            return;
        }
        let keeper = match facts.scope {
            ServiceScope::Singleton => Some(facts),
            ServiceScope::Scoped => None,
            ServiceScope::Transient => keeper,
        };
        if !self.seen.insert((key.clone(), base, keeper.is_some())) {
            return;
        }
        self.way.push((facts.clone(), key, base));
        for need in &facts.needs {
            let asking =
                Asking { name: facts.name.clone(), parameter: Some(need.parameter()), place: facts.place.clone() };
            if let Err(error) = need.check(self.levels[base], &asking) {
                self.tell(SettingsError::Missing { problem: error.to_string() });
            }
            let Some(needed) = need.needed() else { continue };
            let Some((other, needed, found)) = self.service(base, &needed) else { continue };
            if let (Some(keeper), ServiceScope::Scoped) = (keeper, other.scope) {
                self.tell(SettingsError::Inverted {
                    keeper: keeper.name.clone(),
                    place: keeper.place.clone(),
                    kept: other.name.clone(),
                });
                continue;
            }
            self.visit(&other, needed, found, base, keeper);
        }
        self.way.pop();
    }

    /// What builds this for whoever asks from here, under what it is found, and which level has it.
    fn service(&self, from: usize, key: &Key) -> Option<(Arc<Facts>, Key, usize)> {
        let mut levels = self.levels.iter().enumerate().skip(from);
        let (level, slot) = levels.find_map(|(at, level)| {
            let slot = shelf(level).find(key).filter(|slot| slot.stands(at == from))?;
            Some((at, slot))
        })?;
        match slot.leads_to() {
            Some(tag) => self.service(from, &key.tagged(&tag)),
            None => Some((slot.facts()?.downcast().ok()?, key.clone(), level)),
        }
    }

    /// Tells of those on the way that need each other, once, whichever of them it is found from.
    fn cycle(&mut self, from: usize) {
        let round = &self.way[from..];
        let first = (0..round.len()).min_by_key(|at| (&round[*at].0.name, &round[*at].0.place)).unwrap_or_default();
        let names = round.iter().cycle().skip(first).take(round.len() + 1).map(|(facts, ..)| &*facts.name);
        let way = names.collect::<Vec<_>>().join(" -> ");
        let place = round[first].0.place.clone();
        self.tell(SettingsError::Cyclic { way, place });
    }

    fn tell(&mut self, problem: SettingsError) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}
