//! The folders by way of which a file is found: one of them may be replaced, and the file with it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::mem::replace;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::sync::{Mutex, lock};

/// As many links may lead to each other as systems follow.
const LINKS: usize = 40;

/// Watches all of them.
pub(super) struct Folders {
    path: PathBuf,
    /// Whatever stands on the way to the file, be it that it is not there.
    way: Arc<Mutex<BTreeSet<PathBuf>>>,
    watcher: RecommendedWatcher,
}

impl Folders {
    /// Watches from now on, and tells when something on the way to a file may have changed.
    ///
    /// # Errors
    ///
    /// Where the folder of the file cannot be watched.
    pub(super) fn watch(path: &Path, changed: Sender<()>) -> notify::Result<Self> {
        let way = Arc::new(Mutex::new(BTreeSet::new()));
        let its = way.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error may mean that something was missed.
            if event.is_ok_and(|event| !concerns(&event, &lock(&its))) {
                return;
            }
            let _ = changed.send(());
        })?;
        let mut folders = Self { path: path.to_owned(), way, watcher };
        if let Some(folder) = path.parent() {
            folders.watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        folders.follow();
        Ok(folders)
    }

    /// Watches what has come to stand on the way.
    pub(super) fn follow(&mut self) {
        // What comes while it looks is seen when it looks again.
        loop {
            let now = way(&self.path);
            let before = replace(&mut *lock(&self.way), now.clone());
            let (folders, gone) = (parents(&now), parents(&before));
            for folder in gone.difference(&folders) {
                // It may be no more.
                let _ = self.watcher.unwatch(folder);
            }
            for folder in &folders {
                // Of one that cannot be watched it is not seen that it is replaced.
                let _ = self.watcher.watch(folder, RecursiveMode::NonRecursive);
            }
            if way(&self.path) == now && parents(&now) == folders {
                return;
            }
        }
    }
}

/// Whether something on the way was changed, and not only looked at.
fn concerns(event: &Event, way: &BTreeSet<PathBuf>) -> bool {
    if let EventKind::Access(access) = event.kind {
        if access != AccessKind::Close(AccessMode::Write) {
            return false;
        }
    }
    event.need_rescan() || event.paths.is_empty() || event.paths.iter().any(|path| way.contains(path))
}

/// Everything that is passed by whoever looks for a file, up to what is not there.
fn way(path: &Path) -> BTreeSet<PathBuf> {
    let (mut passed, mut at, mut links) = (BTreeSet::new(), PathBuf::new(), 0);
    let mut rest: Vec<_> = parts(path);
    while let Some(part) = rest.pop() {
        if part == ".." {
            at.pop();
            continue;
        }
        at.push(part);
        passed.insert(at.clone());
        if let Ok(to) = fs::read_link(&at) {
            links += 1;
            if links > LINKS {
                break;
            }
            at.pop();
            rest.extend(parts(&to));
        }
    }
    passed
}

/// From the last to the first.
fn parts(path: &Path) -> Vec<OsString> {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.rev().map(|part| part.as_os_str().to_owned()).collect()
}

fn parents(way: &BTreeSet<PathBuf>) -> BTreeSet<&Path> {
    way.iter().filter_map(|path| path.parent()).filter(|folder| folder.is_dir()).collect()
}
