//! A change that is decided and not done, so that it can be told what it would do.

use std::sync::Arc;

use crate::config::living::{needed, those, unknown_kind};
use crate::config::steer::acts::Asked;
use crate::config::steer::book::Book;
use crate::config::steer::dry::{self, DryRun};
use crate::config::steer::error::SteerError;
use crate::config::steer::look::{as_expected, changed, find, fitting, named};
use crate::config::steer::signed::{Signed, Wanted};
use crate::event::{Act, SettingChange};
use crate::registry::Registry;
use crate::settings::{Origin, Over, nothing_is_loaded};

impl Book {
    /// Says what overriding all that is wanted would do.
    pub(super) fn dry_run(&self, registry: &Registry, wanted: &Wanted, signed: &Signed) -> Result<DryRun, SteerError> {
        signed.check_time()?;
        wanted.check()?;
        self.settle(registry);
        let Wanted { kind, name, set, .. } = wanted;
        let about = [(kind.clone(), name.clone())];
        let declared = needed(registry, &about);
        let (kind, name, entries) = (kind.clone(), name.clone(), Wanted::entries(set));
        let over = Arc::new(Over { id: u64::MAX, kind, name, entries, origin: Origin::Default });
        let overs: Vec<_> = self.overs(&over.kind, &over.name).into_iter().chain([over.clone()]).collect();
        let loading = nothing_is_loaded();
        let living = those(registry, &about, declared.clone());
        let decided = find(&living, &over.kind, &over.name).and_then(|its| {
            let found = as_expected(&its, wanted)?;
            let written = fitting(&its, &overs, over.id)?;
            Ok((changed(&over, &found, &written), written))
        });
        drop(loading);
        let (changes, written) = decided?;
        let thing = named(&living, &over.kind, &over.name).next();
        let found = thing.map(|thing| dry::of_settings(registry, &declared, thing, &written, &changes));
        Ok(found.unwrap_or_default().into_run(changes, true))
    }

    /// Says what an act would do.
    pub(super) fn dry_act(
        &self,
        registry: &Registry,
        asked: &Asked,
        expected: Option<&str>,
        signed: &Signed,
    ) -> Result<DryRun, SteerError> {
        signed.check_time()?;
        let Asked { kind, name, act } = asked;
        if unknown_kind(kind).is_none() {
            asked.check(signed.time.is_some())?;
        }
        self.settle(registry);
        let about = [(kind.clone(), name.clone())];
        let declared = needed(registry, &about);
        let living = {
            let _still = nothing_is_loaded();
            those(registry, &about, declared)
        };
        find(&living, kind, name)?;
        self.drafted(registry).as_expected(asked, expected)?;
        asked.would_do(registry)?;
        let (was, is) = (asked.stands(registry)?, asked.would_stand());
        let reset = self.drafted(registry).pages.held.into_iter();
        let its =
            reset.filter(|held| *act == Act::Reset && held.lasts() && held.done().is_some() && held.is_of(kind, name));
        let ended: Vec<_> = its.map(|held| held.seen).collect();
        let found = dry::of_act(*act, &was, is, &ended);
        Ok(found.into_run(vec![SettingChange::new("state", was, is)], act.can_be_undone()))
    }
}
