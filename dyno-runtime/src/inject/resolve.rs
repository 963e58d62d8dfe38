//! Finding a dependency, or having it built.

use std::sync::Arc;

use crate::chain::Chain;
use crate::error::Error;
use crate::inject::building::{Building, is_the_only_thread, needs_itself, needs_this_thread};
use crate::inject::core::{core_if_any, core_of, first, shut_down};
use crate::inject::dep::Dep;
use crate::inject::recipe::{Recipe, ServiceScope};
use crate::inject::state::{Asked, Stand};
use crate::registry::{Key, Registry};

/// What there is for whoever asks.
pub(super) enum Found<T: ?Sized> {
    There(Dep<T>),
    Building(Arc<Building<T>>),
    /// It is built for each who asks, by this.
    Anew(Arc<Recipe<T>>, Registry),
    Failed(Error),
    Nothing,
}

/// Looks in a registry, then in its parents; has built what can be.
pub(super) fn look<T: ?Sized + Send + Sync + 'static>(registry: &Registry, key: &Key) -> Found<T> {
    loop {
        let Some((level, core, stand)) = first::<T>(registry, key) else {
            // It may have been here until it was taken out above.
            if let Some(core) = core_if_any::<T>(registry, key) {
                core.forget_gone();
            }
            return Found::Nothing;
        };
        let recipe = match stand {
            Stand::There(there) => return Found::There(there),
            Stand::LeadsTo(tag) => return look(registry, &key.tagged(&tag)),
            Stand::BuiltBy(recipe) => recipe,
            Stand::Nothing => return Found::Nothing,
        };
        let asked = match recipe.scope {
            ServiceScope::Transient if registry.is_shut_down() => return Found::Failed(shut_down(&recipe)),
            ServiceScope::Transient => return Found::Anew(recipe, registry.clone()),
            ServiceScope::Singleton => core.ask(&recipe, level),
            ServiceScope::Scoped => core_of::<T>(registry, key).ask(&recipe, registry),
        };
        return match asked {
            Asked::There(there) => Found::There(there),
            Asked::Building(building) => Found::Building(building),
            Asked::Failed(error) => Found::Failed(error),
            Asked::Gone => continue,
        };
    }
}

/// Whether something is there, or can be built.
pub(super) fn is_provided<T: ?Sized + Send + Sync + 'static>(registry: &Registry, key: &Key) -> bool {
    match first::<T>(registry, key) {
        Some((.., Stand::LeadsTo(tag))) => is_provided::<T>(registry, &key.tagged(&tag)),
        found => found.is_some(),
    }
}

impl<T: ?Sized + Send + Sync + 'static> Found<T> {
    /// Whether there is nothing to wait for.
    pub(super) fn is_there(&self) -> bool {
        !matches!(self, Self::Building(_) | Self::Anew(..))
    }

    /// Waits for what is being built; `None` where nobody provides it.
    ///
    /// # Errors
    ///
    /// [`Error::ServiceFailed`].
    pub(super) async fn wait(self) -> Result<Option<Dep<T>>, Error> {
        match self {
            Self::There(there) => Ok(Some(there)),
            Self::Building(building) => building.wait().await.map(|bound| Some(bound.into())),
            Self::Anew(recipe, registry) => anew(recipe, registry).await.map(Some),
            Self::Failed(error) => Err(error),
            Self::Nothing => Ok(None),
        }
    }

    /// What there is, where there is nothing to wait for.
    ///
    /// # Errors
    ///
    /// [`Error::ServiceFailed`].
    pub(super) fn at_once(self) -> Result<Option<Dep<T>>, Error> {
        match self {
            Self::There(there) => Ok(Some(there)),
            Self::Failed(error) => Err(error),
            Self::Building(_) | Self::Anew(..) | Self::Nothing => Ok(None),
        }
    }

    /// What whoever blocks this thread waits for: nothing, where this thread would be needed for it.
    pub(super) fn for_who_blocks(self) -> Self {
        let needed = match &self {
            Self::Building(building) => building.needs_this_thread(),
            Self::Anew(recipe, _) if recipe.is_async && is_the_only_thread() => Some(needs_this_thread(&recipe.name)),
            _ => None,
        };
        needed.map_or(self, Self::Failed)
    }
}

/// Has one built for whoever asks alone. It is part of what he makes, if he makes something.
async fn anew<T: ?Sized + Send + Sync + 'static>(recipe: Arc<Recipe<T>>, registry: Registry) -> Result<Dep<T>, Error> {
    if let Some(way) = Chain::here().way_from(&recipe.name) {
        return Err(needs_itself(&recipe.name, &way));
    }
    let building = Building::new(&recipe);
    let ended = building.clone();
    let by = recipe.clone();
    building.begin(recipe, registry, Chain::with(building.node()), move |came| {
        ended.end(came.done(&by).map(|(bound, _)| bound));
        None
    });
    building.wait().await.map(Dep::from)
}
