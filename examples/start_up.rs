//! What a program uses is decided at its start, by an argument, and changed while it runs, by code or by settings: nobody who uses it is told.
//!
//! `cargo run --example start_up -- file`, or `-- memory`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::{env, fs, io, process};

use dyno::{Error, Registry, Source, inject};

/// What is asked for. Nothing but the start says which of those below it is.
trait Store: Send + Sync {
    fn put(&self, key: &str, value: &str) -> io::Result<()>;
    fn get(&self, key: &str) -> io::Result<Option<String>>;
    fn name(&self) -> &'static str;
}

#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, String>>);

impl Store for Memory {
    fn put(&self, key: &str, value: &str) -> io::Result<()> {
        let mut map = self.0.lock().map_err(|_| io::Error::other("a writer panicked"))?;
        map.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn get(&self, key: &str) -> io::Result<Option<String>> {
        let map = self.0.lock().map_err(|_| io::Error::other("a writer panicked"))?;
        Ok(map.get(key).cloned())
    }

    fn name(&self) -> &'static str {
        "memory"
    }
}

/// A folder with a file for each key.
struct Files(PathBuf);

impl Store for Files {
    fn put(&self, key: &str, value: &str) -> io::Result<()> {
        fs::write(self.0.join(key), value)
    }

    fn get(&self, key: &str) -> io::Result<Option<String>> {
        match fs::read_to_string(self.0.join(key)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn name(&self) -> &'static str {
        "file"
    }
}

#[derive(Debug, thiserror::Error)]
enum GuestError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Guard(#[from] Error),
}

#[inject]
fn register(guest: &str, room: &str, #[inject] store: Arc<dyn Store>) -> Result<(), GuestError> {
    Ok(store.put(guest, room)?)
}

#[inject]
fn find(guest: &str, #[inject] store: Arc<dyn Store>) -> Result<String, GuestError> {
    let room = store.get(guest)?.map_or_else(|| "no room".to_owned(), |room| format!("room {room}"));
    Ok(format!("{guest} has {room}, says the {}", store.name()))
}

/// A handle that may be taken before anything is provided, and sees each change.
struct Desk {
    store: dyno::Slot<dyn Store>,
}

impl Desk {
    fn sign(&self) -> Result<String, Error> {
        Ok(format!("guests are kept in the {}", self.store.get()?.name()))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = Registry::global();
    let desk = Desk { store: registry.slot() };

    let chosen = env::args().nth(1).unwrap_or_else(|| "memory".to_owned());
    let folder = env::temp_dir().join(format!("dyno-guests-{}", process::id()));
    match &*chosen {
        "memory" => registry.provide::<dyn Store>(Arc::new(Memory::default()))?,
        "file" => {
            fs::create_dir_all(&folder)?;
            registry.provide::<dyn Store>(Arc::new(Files(folder.clone())))?;
        }
        other => return Err(format!("there is no store `{other}`: write `memory` or `file`").into()),
    }
    dyno::validate()?;

    register("Ada", "7")?;
    println!("{}\n{}", desk.sign()?, find("Ada")?);

    // For good, while others may be in the middle of a call: each call has one of them from its beginning to its end.
    let before = registry.replace::<dyn Store>(Arc::new(Memory::default()));
    println!("{}\n{}", desk.sign()?, find("Ada")?);

    // For a while.
    if let Some(before) = before {
        let swapped = registry.swap(before);
        println!("{}", find("Ada")?);
        drop(swapped);
    }
    println!("{}", find("Ada")?);

    // By settings, as a `dyno.toml` has them: until they say something else, one of those with a tag.
    let spare = Memory::default();
    spare.put("Ada", "9")?;
    registry.provide_named::<dyn Store>("spare", Arc::new(spare))?;
    dyno::settings().load(Source::toml("start_up.toml", "[binding]\n\"dyn start_up::Store\" = \"spare\""))?;
    println!("{}", find("Ada")?);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}
