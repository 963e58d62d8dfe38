//! What has settings that change while it runs: by hand, or because others are loaded.

use std::ops::Deref;
use std::ptr;
use std::sync::Arc;

use crate::error::SettingsError;
use crate::settings::editing::{Editing, tells_all};
use crate::settings::layers::{Fit, Said, Under, take};
use crate::settings::{Entry, Layer, Layers, Origin, Over, Settings};
use crate::sync::plain::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A policy with a name, or a command.
pub(crate) trait Live {
    type Settings: Settings;

    fn name(&self) -> &Arc<str>;

    fn settings(&self) -> Self::Settings;

    /// Looks at its layers.
    fn layers<R>(&self, look: impl FnOnce(&Layers<Self::Settings>) -> R) -> R;

    /// Says why it cannot have such settings. It may run while somebody [looks](Live::layers), so it does not.
    fn check(&self, settings: &Self::Settings) -> Result<(), SettingsError> {
        settings.check(&self.subject())
    }

    /// Says why nobody would ask for a setting.
    fn unused(&self, _setting: &str) -> Option<&'static str> {
        None
    }

    /// Takes `after` over and notes the layer, if the settings are still `before`. Then it gives what follows from them.
    fn take_over<'a>(&'a self, before: &Self::Settings, after: &Self::Settings, layer: Layer<'_>)
    -> Option<Follow<'a>>;

    /// What it is called in errors.
    fn subject(&self) -> Arc<str> {
        Self::Settings::subject(self.name())
    }

    /// What it is set to, each with its origin.
    fn planned(&self) -> Vec<(&'static str, String, Origin)> {
        let written = self.settings().written().into_iter();
        self.layers(|layers| written.map(|(setting, value)| (setting, value, layers.origin(setting))).collect())
    }
}

/// What follows from other settings, such as that somebody who waits has room now. It may run what is the user's, so no lock is held.
pub(crate) type Follow<'a> = Box<dyn FnOnce() + 'a>;

/// Changes settings by hand, as a whole or not at all. `edit` is user code and runs on a copy without a lock; when somebody else
/// changed them meanwhile, it runs again on what they are now. If it was `edit` itself that did, and does so each time, there would be no
/// end: that is an error.
pub(crate) fn configure<L: Live>(
    thing: &L,
    origin: &Origin,
    mut edit: impl FnMut(&mut L::Settings),
) -> Result<(), SettingsError> {
    let mut editing = Editing::begin(ptr::from_ref(thing).addr());
    loop {
        let before = thing.settings();
        let mut after = before.clone();
        edit(&mut after);
        thing.check(&after)?;
        let said = Said::changes(&before, &after, origin);
        let taken = {
            let _still = nothing_is_loaded();
            if let Some((below, above)) = thing.layers(|layers| overridden(layers, &said, &after)) {
                thing.check(&below)?;
                thing.check(&above)?;
                after = above;
            }
            thing.take_over(&before, &after, Layer::ByHand(&said))
        };
        if let Some(follow) = taken {
            if before != after {
                editing.tells_those_around();
            }
            follow();
            return Ok(());
        }
        if !editing.may_run_again() {
            return Err(SettingsError::Recursive { subject: thing.subject() });
        }
    }
}

/// Where there are overrides: the settings as they will be without them, and as they are with them.
fn overridden<S: Settings>(layers: &Layers<S>, said: &[Said], after: &S) -> Option<(S, S)> {
    layers.is_overridden().then(|| {
        let mut above = after.clone();
        layers.override_(&mut above);
        (layers.below(said), above)
    })
}

/// Any of them, kept by this.
pub(crate) struct Kept<P>(pub(crate) P);

/// Any of them, whatever its settings are.
pub(crate) trait AnyLive {
    fn kind(&self) -> &'static str;
    fn name(&self) -> &Arc<str>;
    fn planned(&self) -> Vec<(&'static str, String, Origin)>;

    /// Whether a source says anything of it, or has.
    fn is_concerned(&self, entries: &[Entry]) -> bool;

    /// Says why it cannot have what a source says; nothing changes.
    fn objections(&self, entries: &[Entry]) -> Vec<SettingsError>;

    /// Has what a source says, if it can. Only while [`is_loading`], or before anybody knows of it.
    fn load(&self, entries: &[Entry]) -> Option<Follow<'_>>;

    /// Takes back what was set by hand, if what is below it can be. Only while [`is_loading`].
    fn release(&self) -> Result<Option<Follow<'_>>, SettingsError>;

    /// Reads a value of one of its settings, and writes it as that does.
    fn reads(&self, entry: &Entry) -> Result<String, SettingsError>;

    /// Says what overrides would make of it; nothing changes.
    fn fitted(&self, overs: &[Arc<Over>]) -> Fitted;

    /// Tells whether it has an override.
    fn is_overridden_by(&self, id: u64) -> bool;

    /// Has just these overrides, as far as they fit. Only while [`is_loading`], or before anybody knows of it.
    fn override_(&self, overs: &[Arc<Over>]) -> Option<Follow<'_>>;
}

/// What overrides make of something.
pub(crate) struct Fitted {
    /// What it is set to then.
    pub(crate) written: Vec<(&'static str, String)>,
    /// The overrides that do not fit, each with all that is wrong.
    pub(crate) misfits: Vec<(u64, Vec<SettingsError>)>,
}

impl<P: Deref<Target: Live>> AnyLive for Kept<P> {
    fn kind(&self) -> &'static str {
        <P::Target as Live>::Settings::KIND
    }

    fn name(&self) -> &Arc<str> {
        self.0.name()
    }

    fn planned(&self) -> Vec<(&'static str, String, Origin)> {
        self.0.planned()
    }

    fn is_concerned(&self, entries: &[Entry]) -> bool {
        !entries.is_empty() || self.0.layers(Layers::is_loaded)
    }

    fn objections(&self, entries: &[Entry]) -> Vec<SettingsError> {
        let mut problems = self.unused(entries);
        problems.extend(self.under(entries).err().unwrap_or_default());
        problems
    }

    fn load(&self, entries: &[Entry]) -> Option<Follow<'_>> {
        let (after, said) = self.under(entries).ok()?;
        self.take_over(&after, Layer::Loaded(&said))
    }

    fn release(&self) -> Result<Option<Follow<'_>>, SettingsError> {
        let mut after = self.0.layers(Layers::released);
        self.0.check(&after)?;
        self.0.layers(|layers| layers.override_(&mut after));
        self.0.check(&after)?;
        Ok(self.take_over(&after, Layer::Released))
    }

    fn reads(&self, entry: &Entry) -> Result<String, SettingsError> {
        take(&mut self.0.settings(), entry, &self.0.subject()).map(|said| said.value)
    }

    fn fitted(&self, overs: &[Arc<Over>]) -> Fitted {
        let unused = overs.iter().map(|over| (over.id, self.unused(&over.entries)));
        let mut misfits: Vec<_> = unused.filter(|(_, problems)| !problems.is_empty()).collect();
        let fit = self.fit(overs);
        misfits.extend(fit.misfits);
        Fitted { written: fit.settings.written(), misfits }
    }

    fn is_overridden_by(&self, id: u64) -> bool {
        self.0.layers(|layers| layers.is_overridden_by(id))
    }

    fn override_(&self, overs: &[Arc<Over>]) -> Option<Follow<'_>> {
        let fit = self.fit(overs);
        self.take_over(&fit.settings, Layer::Overridden(&fit.said))
    }
}

impl<P: Deref<Target: Live>> Kept<P> {
    /// Takes settings over; an edit on this thread that it is inside of finds them changed.
    fn take_over(&self, after: &<P::Target as Live>::Settings, layer: Layer<'_>) -> Option<Follow<'_>> {
        let before = self.0.settings();
        if before != *after {
            tells_all(ptr::from_ref(&*self.0).addr());
        }
        self.0.take_over(&before, after, layer)
    }

    /// Says of which entries nobody would ask.
    fn unused(&self, entries: &[Entry]) -> Vec<SettingsError> {
        let unused = entries.iter().filter_map(|entry| {
            let Entry { key, place, .. } = entry;
            let problem = self.0.unused(key)?.to_owned();
            Some(SettingsError::NoValue {
                place: place.clone(),
                subject: self.0.subject(),
                setting: key.clone(),
                problem,
            })
        });
        unused.collect()
    }

    fn fit(&self, overs: &[Arc<Over>]) -> Fit<<P::Target as Live>::Settings> {
        let check = |settings: &_| self.0.check(settings);
        self.0.layers(|layers| layers.fit(overs, &self.0.subject(), check))
    }

    /// What it would be set to.
    fn under(&self, entries: &[Entry]) -> Under<<P::Target as Live>::Settings> {
        let check = |settings: &_| self.0.check(settings);
        self.0.layers(|layers| layers.under(entries, &self.0.subject(), check))
    }
}

/// Settings are written by any number of threads, unless others are being loaded, which is all or nothing.
static LOADING: RwLock<()> = RwLock::new(());

/// Keeps others from being loaded. Never while one has it already, and never while what is the user's runs.
pub(crate) fn nothing_is_loaded() -> RwLockReadGuard<'static, ()> {
    LOADING.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Keeps settings as they are, for whoever loads others.
pub(crate) fn is_loading() -> RwLockWriteGuard<'static, ()> {
    LOADING.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}
