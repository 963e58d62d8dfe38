//! What is there that is to be changed, and what would become of it.

use std::sync::Arc;

use crate::config::living::Living;
use crate::config::load::unknown;
use crate::config::steer::PLACE;
use crate::config::steer::error::{Changed, SteerError};
use crate::config::steer::signed::Wanted;
use crate::error::{SettingsError, SettingsErrors};
use crate::event::SettingChange;
use crate::settings::{Origin, Over};

/// What something is set to, each with who said so.
pub(super) type Planned = Vec<(&'static str, String, Origin)>;

/// Finds what has this kind and name.
pub(super) fn find<'a>(living: &'a [Living], kind: &str, name: &str) -> Result<Vec<&'a Living>, SteerError> {
    match unknown(kind, name, living) {
        Some(unknown) => Err(wrong(vec![SettingsError::Unknown { place: PLACE.to_owned(), unknown }])),
        None => Ok(named(living, kind, name).collect()),
    }
}

pub(super) fn named<'a>(living: &'a [Living], kind: &str, name: &str) -> impl Iterator<Item = &'a Living> {
    living.iter().filter(move |thing| (thing.kind(), &**thing.name()) == (kind, name))
}

/// What it is set to, with who said so; unless that is not what was expected.
pub(super) fn as_expected(its: &[&Living], wanted: &Wanted) -> Result<Planned, SteerError> {
    let found: Vec<_> = its.first().map(|thing| thing.planned()).unwrap_or_default();
    let (mut problems, mut changes) = (Vec::new(), Vec::new());
    for entry in Wanted::entries(&wanted.expected) {
        let read = its.first().map(|thing| thing.reads(&entry)).transpose();
        let expected = match read {
            Ok(expected) => expected.unwrap_or_default(),
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if let Some((setting, value, origin)) = found.iter().find(|(setting, ..)| *setting == entry.key) {
            if *value != expected {
                let (setting, found, origin) = ((*setting).to_owned(), value.clone(), origin.clone());
                changes.push(Changed { setting, expected, found, origin });
            }
        }
    }
    match (&*problems, &*changes) {
        ([], []) => Ok(found),
        ([], _) => Err(SteerError::Conflict { changes }),
        _ => Err(wrong(problems)),
    }
}

/// What it would be set to, unless the override of this number does not fit.
pub(super) fn fitting(
    its: &[&Living],
    overs: &[Arc<Over>],
    id: u64,
) -> Result<Vec<(&'static str, String)>, SteerError> {
    let mut written = Vec::new();
    for thing in its {
        let fitted = thing.fitted(overs);
        let mut problems: Vec<_> =
            fitted.misfits.into_iter().filter(|(misfit, _)| *misfit == id).flat_map(|(_, problems)| problems).collect();
        problems.dedup();
        if !problems.is_empty() {
            return Err(wrong(problems));
        }
        written = fitted.written;
    }
    Ok(written)
}

/// What has another value then, of what an override sets.
pub(super) fn changed(
    over: &Over,
    before: &[(&'static str, String, Origin)],
    after: &[(&'static str, String)],
) -> Vec<SettingChange> {
    let changes = over.entries.iter().filter_map(|entry| {
        let (setting, is) = after.iter().find(|(setting, _)| *setting == entry.key)?;
        let was = before.iter().find(|(setting, ..)| *setting == entry.key).map(|(_, was, _)| was.clone());
        Some(SettingChange::new(*setting, was.unwrap_or_default(), is.clone()))
    });
    changes.collect()
}

fn wrong(problems: Vec<SettingsError>) -> SteerError {
    SteerError::Wrong(SettingsErrors(problems))
}
