//! What an earlier run of the program had been told, told again.

use std::path::Path;
use std::sync::{Arc, Weak};

use crate::clock::Moment;
use crate::config::living::{KINDS, Living, turned_off};
use crate::config::load::unknown;
use crate::config::steer::acts::{Acted, Asked};
use crate::config::steer::book::Book;
use crate::config::steer::draft::Draft;
use crate::config::steer::error::SteerError;
use crate::config::steer::held::{Done, Held, What};
use crate::config::steer::keep::{Kept, Line};
use crate::config::steer::look::named;
use crate::config::steer::seen::Override;
use crate::error::{SettingsError, SettingsErrors};
use crate::event::{Deed, SettingChange};
use crate::registry::Registry;
use crate::settings::{Acting, Origin, Over};

/// Numbers from here on are not taken from a file, into which anybody may write any: as many again are left for what is done later, each of which a
/// browser can tell from the next.
const LAST: u64 = 1 << 52;

impl Book {
    /// Takes over what is kept in a file, and keeps there what is changed from now on. Where it can be read and not written, it is owed to it.
    pub(in crate::config) fn keep(&self, registry: &Registry, path: &Path) -> Result<(), SettingsErrors> {
        let mut kept = Kept::new(path);
        let (lines, mut problems) = kept.read().map_err(|problem| SettingsErrors(vec![problem]))?;
        self.settle(registry);
        let about: Vec<_> = lines.iter().map(|line| (line.kind.clone(), line.name.clone())).collect();
        let name = kept.name.clone();
        let taken = self.change(registry, &about, |living, draft| {
            let (mut problems, mut idle, mut acts) = (Vec::new(), Vec::new(), Vec::new());
            for line in draft.numbered(lines) {
                let text = line.text.clone();
                let (kind, name, place) = (line.kind.clone(), line.name.clone(), line.place.clone());
                if let Err(problem) = draft.again(living, line, &mut idle, &mut acts) {
                    let problem = format!("{kind} `{name}`: {problem}");
                    problems.push(SettingsError::Malformed { place, problem });
                    kept.strange.push(text);
                }
            }
            draft.pages.kept = Some(Arc::new(kept));
            draft.is_certain = true;
            for (id, place) in acts {
                if let Err(problem) = draft.acts_again(id, self.acting()) {
                    idle.push(SettingsError::Malformed { place, problem: problem.to_string() });
                }
            }
            draft.follows.push(Box::new(move || {
                for problem in idle {
                    tracing::warn!(target: "dyno", "an override that was kept has no effect: {problem}");
                }
            }));
            problems.extend(self.writes_or_owes(draft));
            Ok(problems)
        });
        match taken {
            Ok(more) => problems.extend(more),
            Err(error) => problems.push(SettingsError::Malformed { place: name, problem: error.to_string() }),
        }
        if problems.is_empty() { Ok(()) } else { Err(SettingsErrors(problems)) }
    }
}

impl Draft<'_> {
    /// Gives numbers to lines that are not held yet, so that they rise as the lines follow each other: those that do keep their own. What is told from
    /// now on has higher ones.
    fn numbered(&mut self, lines: Vec<Line>) -> Vec<Line> {
        let mut there: Vec<_> = self.pages.held.iter().collect();
        let mut last = self.pages.last;
        let mut numbered = Vec::new();
        for mut line in lines {
            // One that says the same twice is held twice.
            if let Some(at) = there.iter().position(|held| line.says(held)) {
                there.swap_remove(at);
                continue;
            }
            last = if line.id > last && line.id < LAST { line.id } else { last + 1 };
            line.id = last;
            numbered.push(line);
        }
        self.pages.last = last;
        numbered
    }

    /// Holds what a line says, unless its time is over; or says why that cannot be. What does not go with what there is is held, and idle. Of `acts` are
    /// those that are still to be done.
    fn again(
        &mut self,
        living: &[Living],
        line: Line,
        idle: &mut Vec<SettingsError>,
        acts: &mut Vec<(u64, String)>,
    ) -> Result<(), String> {
        let Line { id, at, until, who, why, kind, name, act, set, place, .. } = line;
        let ends = until.map_or(Moment::NEVER, |until| self.registry.clock().moment_of(until));
        let (replaced_by, problem) = (None, None);
        let mut seen = Override { id, at, who, why, until, kind, name, act, changes: Vec::new(), replaced_by, problem };
        if ends <= self.now {
            let (who, why) = (seen.who.clone(), seen.why.clone());
            self.tells(&seen, Deed::Expired(id), who, why, Vec::new());
            return Ok(());
        }
        let Override { kind, name, .. } = seen.clone();
        if let Some(act) = act {
            let asked = Asked { kind, name, act };
            asked.check(false).map_err(|error| error.to_string())?;
            if !act.lasts() {
                return Err(format!("`{act}` does not last, so that it is not done again"));
            }
            match unknown(&asked.kind, &asked.name, living) {
                Some(unknown) => idle.push(SettingsError::Unknown { place, unknown }),
                None => acts.push((id, place)),
            }
            self.begins(&seen, Deed::Kept);
            self.holds(Held { seen, until: ends, what: What::Act(Done { asked, saved: None, ended: Vec::new() }) });
            return Ok(());
        }
        let origin = Origin::Overridden { who: seen.who.clone(), why: seen.why.clone(), until };
        let over = Arc::new(Over { id, kind: kind.clone(), name: name.clone(), entries: set, origin });
        let overs: Vec<_> = self.overs(&kind, &name).into_iter().chain([over.clone()]).collect();
        let thing = named(living, &kind, &name).next();
        let wrong: Vec<_> = match (thing, KINDS.iter().find(|(known, _)| *known == kind)) {
            (Some(thing), _) => {
                let misfits = thing.fitted(&overs).misfits.into_iter();
                misfits.filter(|(misfit, _)| *misfit == id).flat_map(|(_, problems)| problems).collect()
            }
            // What it goes with is known once it is there.
            (None, Some((_, defaults))) => {
                let wrong = defaults(&name, &over.entries).into_iter();
                wrong.filter(|problem| !matches!(problem, SettingsError::At { .. })).collect()
            }
            (None, None) => {
                let problem = turned_off(&kind).unwrap_or_else(|| format!("no kind of policy is called `{kind}`"));
                vec![SettingsError::Malformed { place, problem }]
            }
        };
        idle.extend(wrong);
        if let Some(thing) = thing {
            seen.changes = super::look::changed(&over, &thing.planned(), &thing.fitted(&overs).written);
        }
        self.begins(&seen, Deed::Kept);
        self.holds(Held { seen, until: ends, what: What::Settings(over) });
        Ok(())
    }

    /// Does again what is held by this number, unless others stand above it with all they do.
    fn acts_again(&mut self, id: u64, acting: Weak<dyn Acting>) -> Result<(), SteerError> {
        let Some(held) = self.pages.held.iter_mut().find(|held| held.seen.id == id) else { return Ok(()) };
        let (What::Act(done), seen) = (&mut held.what, &mut held.seen) else { return Ok(()) };
        let act = done.asked.act;
        let why: Arc<str> = seen.why.clone().into();
        let by: Arc<str> = format!("{act} by {}: {why}", seen.who).into();
        let left = (held.until != Moment::NEVER).then(|| held.until.since(self.now));
        let Acted { saved, was, is, follow } = done.asked.act(self.registry, &why, &by, left, acting)?;
        self.follows.push(follow);
        done.saved = saved;
        seen.changes = vec![SettingChange::new("state", was, is)];
        if let Some(entry) = self.news.iter_mut().find(|entry| entry.id == id) {
            entry.changes.clone_from(&seen.changes);
        }
        Ok(())
    }
}
