//! Who said what a policy is set to: whoever changed it by hand, else a source of settings, else an attribute or a builder, else nobody.

use std::sync::Arc;

use crate::error::{SettingsError, UnknownName};
use crate::settings::{Entry, Origin, Settings, Sheet};

/// What each layer says of the settings of one policy; the highest that says something counts.
#[derive(Debug)]
pub(crate) struct Layers<S> {
    /// What it was built with, and the defaults.
    base: S,
    given: Vec<&'static str>,
    origin: Origin,
    loaded: Vec<Said>,
    by_hand: Vec<Said>,
}

/// One setting, as it is written, and who said so.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    setting: &'static str,
    value: String,
    origin: Origin,
}

/// What the settings are under what a source says, and what that is; or all that cannot be.
pub(super) type Under<S> = Result<(S, Vec<Said>), Vec<SettingsError>>;

/// Which layer changes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layer<'a> {
    /// Somebody changes settings at this place.
    ByHand(&'a Origin),
    /// From now on a source says just this.
    Loaded(&'a [Said]),
    /// Nothing is set by hand any more.
    Released,
}

impl<S: Settings> Layers<S> {
    /// Begins with what was built; `given` are the settings that stand at its origin.
    pub(crate) fn new(base: S, given: &[&'static str], origin: &Origin) -> Self {
        Self { base, given: given.to_vec(), origin: origin.clone(), loaded: Vec::new(), by_hand: Vec::new() }
    }

    /// Begins with what was loaded into the registry as well; gives what holds then.
    ///
    /// # Errors
    ///
    /// The first thing that does not go with what was built.
    pub(crate) fn begin(mut self, name: &str, sheet: &Sheet) -> Result<(Self, S), SettingsError> {
        let entries = sheet.of(S::KIND, name);
        if entries.is_empty() {
            let settings = self.base.clone();
            return Ok((self, settings));
        }
        let subject = S::subject(name);
        let (settings, said) =
            self.under(&entries, &subject, |settings| settings.check(&subject)).map_err(|mut all| all.remove(0))?;
        self.loaded = said;
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
        is_other && !self.by_hand.iter().any(|said| said.setting == setting)
    }

    /// Tells who said what a setting is.
    pub(crate) fn origin(&self, setting: &str) -> Origin {
        let mut said = self.by_hand.iter().chain(&self.loaded);
        let above = said.find(|said| said.setting == setting).map(|said| said.origin.clone());
        above.unwrap_or_else(|| if self.given.contains(&setting) { self.origin.clone() } else { Origin::Default })
    }

    /// Notes that settings went from `before` to `after`.
    pub(crate) fn note(&mut self, before: &S, after: &S, layer: Layer<'_>) {
        let origin = match layer {
            Layer::ByHand(origin) => origin,
            Layer::Loaded(said) => return self.loaded = said.to_vec(),
            Layer::Released => return self.by_hand.clear(),
        };
        let (mut before, mut after) = (before.clone(), after.clone());
        for ((setting, before), (_, after)) in before.fields().into_iter().zip(after.fields()) {
            let value = after.write();
            if before.write() != value {
                self.by_hand.retain(|said| said.setting != setting);
                self.by_hand.push(Said { setting, value, origin: origin.clone() });
            }
        }
    }

    /// Gives the settings as they are without what is set by hand.
    pub(crate) fn released(&self) -> S {
        let mut settings = self.base.clone();
        // Of two that say the same the first counts.
        for said in self.loaded.iter().rev() {
            set(&mut settings, said.setting, &said.value);
        }
        settings
    }

    /// Gives the settings as they are when a source says this, with what is changed by hand above it.
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
        if problems.is_empty() { Ok((settings, said)) } else { Err(problems) }
    }
}

/// Sets what an entry says.
fn take<S: Settings>(settings: &mut S, entry: &Entry, subject: &Arc<str>) -> Result<Said, SettingsError> {
    let Entry { key, value, place, value_place } = entry;
    let mut fields = settings.fields();
    let Some((setting, field)) = fields.iter_mut().find(|(setting, _)| setting == key) else {
        let known = fields.iter().map(|(setting, _)| (*setting).to_owned()).collect();
        let unknown = Box::new(UnknownName::new("setting", key, known));
        return Err(SettingsError::UnknownSetting { place: place.clone(), subject: subject.clone(), unknown });
    };
    match value.put(*field) {
        Ok(()) => Ok(Said { setting, value: field.write(), origin: Origin::File(place.clone()) }),
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
