//! What a registry does with a slot, whatever is in it.

use std::any::{Any, type_name};
use std::sync::Arc;

use crate::inject::core::{Core, core_of, first};
#[cfg(feature = "command")]
use crate::inject::named::key;
use crate::inject::recipe::{Recipe, ServiceScope};
use crate::inject::state::{Asked, Built, Stand, State};
#[cfg(feature = "command")]
use crate::registry::{Binding, DependencySnapshot, Tag, unbound};
use crate::registry::{Closing, Key, Registry, Shelved, Starting};
use crate::sync::lock;

impl<T: ?Sized + Send + Sync + 'static> Shelved for Core<T> {
    fn is_empty(&self) -> bool {
        matches!(self.stand(true), Stand::Nothing) && lock(&self.written).makes_nothing()
    }

    fn start(self: Arc<Self>, key: &Key, registry: &Registry, is_own: bool) -> Option<Starting> {
        let is_due = move |recipe: &Arc<Recipe<T>>| match recipe.scope {
            ServiceScope::Singleton => recipe.is_eager && is_own,
            ServiceScope::Scoped => recipe.is_eager,
            // There is nobody yet for whom to build it.
            ServiceScope::Transient => false,
        };
        let due = move |registry: &Registry, key: &Key| match first::<T>(registry, key)? {
            (_, first, Stand::BuiltBy(recipe)) => (is_due(&recipe) && Arc::ptr_eq(&first, &self)).then_some(recipe),
            _ => None,
        };
        let mut recipe = due(registry, key)?;
        let (core, key) = (core_of::<T>(registry, key), key.clone());
        let (name, registry) = (recipe.name.clone(), registry.clone());
        let work = Box::pin(async move {
            loop {
                return match core.ask(&recipe, &registry) {
                    Asked::There(_) => Ok(()),
                    Asked::Building(building) => building.wait().await.map(drop),
                    Asked::Failed(error) => Err(error),
                    Asked::Gone => match due(&registry, &key) {
                        Some(another) => {
                            recipe = another;
                            continue;
                        }
                        None => Ok(()),
                    },
                };
            }
        });
        Some(Starting { name, work })
    }

    fn has_built(&self, by: &Arc<str>) -> bool {
        lock(&self.written).has_built(by)
    }

    fn close(self: Arc<Self>, by: &Arc<str>) -> Option<Closing> {
        let Built { bound, recipe } = self.write(|written| written.take_built(by))?;
        Some(recipe.closing(&bound))
    }

    #[cfg(feature = "command")]
    fn facts(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(Arc::new(lock(&self.written).recipe_in_use()?.facts()))
    }

    #[cfg(feature = "command")]
    fn seen(&self, key: &Key) -> Option<DependencySnapshot> {
        let seen = lock(&self.written).seen()?;
        Some(DependencySnapshot {
            name: type_name::<T>().to_owned(),
            tag: key.tag.as_ref().map(|tag| tag.name().to_owned()),
            ..seen
        })
    }

    fn type_name(&self) -> &'static str {
        type_name::<T>()
    }

    #[cfg(feature = "command")]
    fn binding(&self) -> &Binding {
        self.binding.get_or_init(|| Box::new(unbound()))
    }

    #[cfg(feature = "command")]
    fn lead(&self, to: Option<Tag>) -> bool {
        let to = to.map(Arc::new);
        let (is_swapped, _, _before) = self.show(|written| {
            self.leads_to.store(to.clone());
            written.leads_to = to;
            !written.swaps.is_empty()
        });
        !is_swapped
    }

    fn stands(&self, is_own: bool) -> bool {
        !matches!(self.stand(is_own), Stand::Nothing)
    }

    #[cfg(feature = "command")]
    fn leads_to(&self) -> Option<Arc<Tag>> {
        match self.stand(true) {
            Stand::LeadsTo(tag) => Some(tag),
            _ => None,
        }
    }

    #[cfg(feature = "command")]
    fn untagged(&self, registry: &Registry) -> Arc<dyn Shelved> {
        core_of::<T>(registry, &key::<T>(None))
    }

    #[cfg(feature = "command")]
    fn tell(&self) {
        self.changes.tell();
    }

    fn clear(&self) {
        let _all = self.write(State::clear);
    }

    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
