//! The settings of the shop: a file that is read at the start, and again whenever it is edited.

use std::path::Path;

use dyno::Watching;

/// Where it is, from wherever the example is run.
pub(crate) const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/storefront/dyno.toml");

/// Loads a file, checks that all is well with it and the shop, and follows it until the guard is dropped. `tell` is called after each edit,
/// with whether it holds. What operators change is kept in a file of its own, if there is one.
pub(crate) async fn follow(
    path: &Path,
    keep: Option<&Path>,
    tell: impl Fn(bool) + Send + 'static,
) -> anyhow::Result<Watching> {
    let start = dyno::start(path);
    match keep {
        Some(keep) => start.keep_overrides(keep).await?,
        None => start.await?,
    }
    let settings = dyno::settings();
    let watching = dyno::settings().watch_with(move |loaded| {
        // Whoever edits the file has the last word, also over the operator.
        let holds = loaded.is_ok() && settings.release("pool", "drive").is_ok();
        tell(holds);
    });
    Ok(watching?)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;
    use std::{env, fs, process};

    use dyno::Command;
    use tokio::sync::{mpsc, watch};

    use super::{FILE, follow};
    use crate::client::Client;
    use crate::server::Server;
    use crate::shop::{Page, app};
    use crate::warehouse::{Mood, Warehouse};

    /// A copy of the file that nobody else edits.
    struct Copy(PathBuf);

    impl Copy {
        fn new(whose: &str) -> Self {
            let folder = env::temp_dir().join(format!("storefront-{}-{whose}", process::id()));
            fs::create_dir_all(&folder).expect("a folder can be made");
            let copy = Self(folder);
            copy.save(&fs::read_to_string(FILE).expect("it is there"));
            copy
        }

        fn path(&self) -> PathBuf {
            self.0.join("dyno.toml")
        }

        /// As editors do.
        fn save(&self, text: &str) {
            let new = self.0.join("new");
            fs::write(&new, text).expect("a file can be written");
            fs::rename(new, self.path()).expect("a file can be renamed");
        }
    }

    impl Drop for Copy {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[dyno::test(flavor = "multi_thread")]
    async fn an_edit_of_the_file_is_seen_in_the_next_answer() {
        let (mood, told) = watch::channel(Mood::Up);
        let warehouse = Warehouse::open(told).await.unwrap();
        let client = || Client::new(warehouse.url()).unwrap();
        let shop = Server::open(app(client(), client())).await.unwrap();
        let url = format!("{}/products/7", shop.url());
        let page = async || reqwest::get(&url).await.unwrap().json::<Page>().await.unwrap();

        let (tell, mut edits) = mpsc::unbounded_channel();
        let file = Copy::new("edited");
        let _watching = follow(&file.path(), None, move |holds| _ = tell.send(holds)).await.unwrap();
        let text = fs::read_to_string(FILE).unwrap();
        assert!(page().await.is_fresh());
        mood.send_replace(Mood::Slow);
        assert!(!page().await.is_fresh(), "the shop has no time for it");

        file.save(&text.replace("timeout = \"200ms\"", "timeout = \"30s\""));
        assert_eq!(edits.recv().await, Some(true));
        assert!(page().await.is_fresh(), "now it has");

        file.save(&text.replace("timeout = \"200ms\"", "timeout = 200"));
        assert_eq!(edits.recv().await, Some(false));
        let timeout = Command::named("storefront::calls::stock").unwrap().settings().timeout;
        assert_eq!(timeout, Some(Duration::from_secs(30)), "what was good stays");

        file.save(&text);
        assert_eq!(edits.recv().await, Some(true));
        assert!(!page().await.is_fresh());
    }

    /// What stands in it is what the attributes say, and what does not would be taken as well.
    #[dyno::test]
    fn every_line_of_the_file_can_stand_there() {
        let file = Copy::new("whole");
        let all: Vec<_> = fs::read_to_string(FILE).unwrap().lines().map(uncommented).collect();
        file.save(&all.join("\n"));
        dyno::settings().load(file.path()).unwrap();
        for kind in ["breaker", "retry", "cache", "pool", "command"] {
            let is_loaded =
                |setting: &dyno::Setting| setting.kind == kind && setting.origin.to_string().starts_with("file");
            assert!(dyno::settings().into_iter().any(|setting| is_loaded(&setting)), "{kind}");
        }
        let stock =
            dyno::settings().into_iter().filter(|setting| (&*setting.kind, &*setting.name) == ("breaker", "stock"));
        assert!(stock.into_iter().all(|setting| setting.origin.to_string().starts_with("file")));
    }

    /// Takes away the `#` of a setting.
    fn uncommented(line: &str) -> String {
        match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") => setting.to_owned(),
            _ => line.to_owned(),
        }
    }
}
