//! What something is set to now, and who says so.

use crate::settings::{Layer, Layers, Origin, Settings};
use crate::sync::{Mutex, lock};

/// Settings, each with its layers.
#[derive(Debug)]
pub(crate) struct SetTo<S>(Mutex<(S, Layers<S>)>);

impl<S: Settings> SetTo<S> {
    /// Begins with what was built, and what holds then.
    pub(crate) fn new(layers: Layers<S>, settings: S) -> Self {
        Self(Mutex::new((settings, layers)))
    }

    pub(crate) fn settings(&self) -> S {
        self.read(S::clone)
    }

    /// Looks at them. It must be ours: it runs under a lock.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&S) -> R) -> R {
        look(&lock(&self.0).0)
    }

    pub(crate) fn layers<R>(&self, look: impl FnOnce(&Layers<S>) -> R) -> R {
        look(&lock(&self.0).1)
    }

    /// Where it was built.
    pub(crate) fn built_at(&self) -> Origin {
        self.layers(|layers| layers.built_at().clone())
    }

    /// Tells whether it was built with just these.
    pub(crate) fn is_declared_as(&self, settings: &S) -> bool {
        self.layers(|layers| layers.base() == settings)
    }

    /// Takes `after` over and notes the layer, and has what lives follow at once; unless the settings are no longer `before`. `follow` must be ours: it
    /// runs under a lock.
    pub(crate) fn take_over(&self, before: &S, after: &S, layer: Layer<'_>, follow: impl FnOnce()) -> bool {
        let (settings, layers) = &mut *lock(&self.0);
        if settings != before {
            return false;
        }
        settings.clone_from(after);
        layers.note(layer);
        follow();
        true
    }
}
