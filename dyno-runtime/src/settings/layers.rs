//! Who said what a policy is set to: whoever overrides it, else whoever changed it by hand, else a source of settings, else an attribute or a builder,
//! else nobody.

use std::sync::Arc;

use crate::error::{SettingsError, UnknownName};
use crate::settings::{Entry, Origin, Over, Settings, Sheet};

/// What each layer says of the settings of one policy; the highest that says something counts.
#[derive(Debug)]
pub(crate) struct Layers<S> {
    /// What it was built with, and the defaults.
    base: S,
    given: Vec<&'static str>,
    origin: Origin,
    loaded: Vec<Said>,
    by_hand: Vec<Said>,
    overridden: Vec<Said>,
}

/// One setting, as it is written, and who said so.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    setting: &'static str,
    pub(super) value: String,
    origin: Origin,
    /// The override that says so; 0 where it is none.
    by: u64,
}

/// What overrides make of the settings, as far as they fit.
pub(super) struct Fit<S> {
    pub(super) settings: S,
    pub(super) said: Vec<Said>,
    /// Those that do not fit, each with all that is wrong.
    pub(super) misfits: Vec<(u64, Vec<SettingsError>)>,
}

/// What the settings are under what a source says, and what that is; or all that cannot be.
pub(super) type Under<S> = Result<(S, Vec<Said>), Vec<SettingsError>>;

/// Which layer changes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layer<'a> {
    /// Somebody says this of some settings.
    ByHand(&'a [Said]),
    /// From now on a source says just this.
    Loaded(&'a [Said]),
    /// Nothing is set by hand any more.
    Released,
    /// From now on overrides say just this.
    Overridden(&'a [Said]),
}

impl Said {
    /// Notes what somebody changed.
    pub(super) fn changes<S: Settings>(before: &S, after: &S, origin: &Origin) -> Vec<Self> {
        let (before, after) = (before.written().into_iter(), after.written().into_iter());
        let changed = before.zip(after).filter(|((_, before), (_, after))| before != after);
        changed.map(|(_, (setting, value))| Self { setting, value, origin: origin.clone(), by: 0 }).collect()
    }
}

impl<S: Settings> Layers<S> {
    /// Begins with what was built; `given` are the settings that stand at its origin.
    pub(crate) fn new(base: S, given: &[&'static str], origin: &Origin) -> Self {
        let (loaded, by_hand, overridden) = Default::default();
        Self { base, given: given.to_vec(), origin: origin.clone(), loaded, by_hand, overridden }
    }

    /// Begins with what was loaded into the registry as well; gives what holds then.
    ///
    /// # Errors
    ///
    /// The first thing that does not go with what was built.
    pub(crate) fn begin(mut self, name: &str, sheet: &Sheet) -> Result<(Self, S), SettingsError> {
        let (entries, overs) = (sheet.of(S::KIND, name), sheet.over(S::KIND, name));
        let mut settings = self.base.clone();
        if entries.is_empty() && overs.is_empty() {
            return Ok((self, settings));
        }
        let subject = S::subject(name);
        let check = |settings: &S| settings.check(&subject);
        if !entries.is_empty() {
            (settings, self.loaded) = self.under(&entries, &subject, check).map_err(|mut all| all.remove(0))?;
        }
        if !overs.is_empty() {
            // What does not fit is told by whoever lists overrides.
            let fit = self.fit(&overs, &subject, check);
            (settings, self.overridden) = (fit.settings, fit.said);
        }
        Ok((self, settings))
    }

    /// What it was built with, whatever it is set to now.
    pub(crate) fn base(&self) -> &S {
        &self.base
    }

    /// Where it was built.
    pub(crate) fn built_at(&self) -> &Origin {
        &self.origin
    }

    /// Whether a source says anything of it.
    pub(crate) fn is_loaded(&self) -> bool {
        !self.loaded.is_empty()
    }

    /// Tells whether a source says of a setting what it did not say before, where nobody has set that by hand.
    #[cfg(feature = "fuse")]
    pub(crate) fn is_news(&self, said: &[Said], setting: &str) -> bool {
        let is_it = |said: &&Said| said.setting == setting;
        let (before, now) = (self.loaded.iter().find(is_it), said.iter().find(is_it));
        let is_other = now.is_some_and(|now| before.is_none_or(|before| before.value != now.value));
        is_other && !self.by_hand.iter().chain(&self.overridden).any(|said| said.setting == setting)
    }

    /// Tells whether an override says of a setting what none said before.
    #[cfg(feature = "fuse")]
    pub(crate) fn is_overridden_anew(&self, said: &[Said], setting: &str) -> bool {
        let by = |said: &[Said]| said.iter().find(|said| said.setting == setting).map(|said| said.by);
        by(said).is_some_and(|now| by(&self.overridden).is_none_or(|before| before < now))
    }

    /// Whether the override of this number says anything of it.
    pub(super) fn is_overridden_by(&self, id: u64) -> bool {
        self.overridden.iter().any(|said| said.by == id)
    }

    /// Whether an override says anything of it.
    pub(super) fn is_overridden(&self) -> bool {
        !self.overridden.is_empty()
    }

    /// Tells who said what a setting is.
    pub(crate) fn origin(&self, setting: &str) -> Origin {
        let mut said = self.overridden.iter().chain(&self.by_hand).chain(&self.loaded);
        let above = said.find(|said| said.setting == setting).map(|said| said.origin.clone());
        above.unwrap_or_else(|| if self.given.contains(&setting) { self.origin.clone() } else { Origin::Default })
    }

    /// Notes what a layer says from now on.
    pub(crate) fn note(&mut self, layer: Layer<'_>) {
        match layer {
            Layer::ByHand(said) => {
                self.by_hand.retain(|known| !said.iter().any(|new| new.setting == known.setting));
                self.by_hand.extend_from_slice(said);
            }
            Layer::Loaded(said) => self.loaded = said.to_vec(),
            Layer::Released => self.by_hand.clear(),
            Layer::Overridden(said) => self.overridden = said.to_vec(),
        }
    }

    /// Gives the settings as they are without overrides, where this is set by hand as well.
    pub(super) fn below(&self, said: &[Said]) -> S {
        let mut settings = self.released();
        self.by_hand.iter().chain(said).for_each(|said| _ = set(&mut settings, said.setting, &said.value));
        settings
    }

    /// Gives the settings as they are without overrides and what is set by hand.
    pub(super) fn released(&self) -> S {
        let mut settings = self.base.clone();
        put(&mut settings, &self.loaded);
        settings
    }

    /// Puts what overrides say over settings.
    pub(super) fn override_(&self, settings: &mut S) {
        put(settings, &self.overridden);
    }

    /// Gives the settings as they are under overrides: each that goes with what is there, and with those before it.
    pub(super) fn fit(
        &self,
        overs: &[Arc<Over>],
        subject: &Arc<str>,
        check: impl Fn(&S) -> Result<(), SettingsError>,
    ) -> Fit<S> {
        let mut fit = Fit { settings: self.below(&[]), said: Vec::new(), misfits: Vec::new() };
        for over in overs {
            let (mut settings, mut said, mut problems) = (fit.settings.clone(), Vec::new(), Vec::new());
            for entry in &over.entries {
                match take(&mut settings, entry, subject) {
                    Ok(new) => said.push(Said { origin: over.origin.clone(), by: over.id, ..new }),
                    Err(problem) => problems.push(problem),
                }
            }
            if let Err(problem) = check(&settings) {
                let by = over.entries.iter().find(|entry| Some(&*entry.key) == problem.setting());
                let place = by.or(over.entries.first()).map(|entry| entry.value_place.clone()).unwrap_or_default();
                problems.push(SettingsError::At { place, problem: Box::new(problem) });
            }
            if problems.is_empty() {
                fit.settings = settings;
                fit.said.splice(..0, said);
            } else {
                fit.misfits.push((over.id, problems));
            }
        }
        fit
    }

    /// Gives the settings as they are when a source says this, with what is changed by hand and overridden above it.
    ///
    /// # Errors
    ///
    /// All that cannot be, each with its place.
    pub(crate) fn under(
        &self,
        entries: &[Entry],
        subject: &Arc<str>,
        check: impl Fn(&S) -> Result<(), SettingsError>,
    ) -> Under<S> {
        let (mut settings, mut said, mut problems) = (self.base.clone(), Vec::new(), Vec::new());
        for entry in entries {
            match take(&mut settings, entry, subject) {
                Ok(new) => said.push(new),
                Err(problem) => problems.push(problem),
            }
        }
        // Of two that say the same, the later one.
        said.reverse();
        for said in &self.by_hand {
            set(&mut settings, said.setting, &said.value);
        }
        let mut base = self.base.clone();
        while let Err(problem) = check(&settings) {
            let wrong = problem.setting();
            let by = entries.iter().rev().find(|entry| Some(&*entry.key) == wrong);
            let place = by.or(entries.first()).map(|entry| entry.value_place.clone()).unwrap_or_default();
            problems.push(SettingsError::At { place, problem: Box::new(problem) });
            // Without it, something else may be found that is wrong as well.
            let Some(field) = base.fields().into_iter().find(|(setting, _)| by.is_some_and(|by| by.key == *setting))
            else {
                break;
            };
            let (setting, value) = (field.0, field.1.write());
            if !set(&mut settings, setting, &value) {
                break;
            }
        }
        if problems.is_empty() && self.is_overridden() {
            self.override_(&mut settings);
            if let Err(problem) = check(&settings) {
                let by = entries.iter().rev().find(|entry| Some(&*entry.key) == problem.setting());
                let place = by.or(entries.first()).map(|entry| entry.value_place.clone()).unwrap_or_default();
                problems.push(SettingsError::At { place, problem: Box::new(problem) });
            }
        }
        if problems.is_empty() { Ok((settings, said)) } else { Err(problems) }
    }
}

/// Puts what a layer says over settings; of two that say the same the first counts.
fn put<S: Settings>(settings: &mut S, said: &[Said]) {
    for said in said.iter().rev() {
        set(settings, said.setting, &said.value);
    }
}

/// Sets what an entry says.
pub(super) fn take<S: Settings>(settings: &mut S, entry: &Entry, subject: &Arc<str>) -> Result<Said, SettingsError> {
    let Entry { key, value, place, value_place } = entry;
    let mut fields = settings.fields();
    let Some((setting, field)) = fields.iter_mut().find(|(setting, _)| setting == key) else {
        let known = fields.iter().map(|(setting, _)| (*setting).to_owned()).collect();
        let unknown = Box::new(UnknownName::new("setting", key, known));
        return Err(SettingsError::UnknownSetting { place: place.clone(), subject: subject.clone(), unknown });
    };
    match value.put(*field) {
        Ok(()) => Ok(Said { setting, value: field.write(), origin: Origin::File(place.clone()), by: 0 }),
        Err(problem) => Err(SettingsError::NoValue {
            place: value_place.clone(),
            subject: subject.clone(),
            setting: key.clone(),
            problem,
        }),
    }
}

/// Sets what was written by a setting of the same name; tells whether it was anything else.
fn set<S: Settings>(settings: &mut S, setting: &str, value: &str) -> bool {
    let mut fields = settings.fields();
    let found = fields.iter_mut().find(|(name, field)| *name == setting && field.write() != value);
    found.is_some_and(|(_, field)| field.set(value).is_ok())
}
