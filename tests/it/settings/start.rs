//! The start of a program: all that is wrong at once.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use dyno::{Config, Error, Registry, Service, Source, command};

#[command(name = "started", retry("started", n = 2))]
async fn started(#[inject] depot: Arc<str>) -> Result<usize, Error> {
    Ok(depot.len())
}

/// Those of this test: all commands of the binary are in its registry, and many are made to be wrong.
fn ours(problems: &dyno::NotSetUp) -> Vec<String> {
    let words = ["`started`", "no depot", "tests/it/settings/start.rs", "being built"];
    problems
        .to_string()
        .lines()
        .filter(|line| words.iter().any(|word| line.contains(word)))
        .map(str::to_owned)
        .collect()
}

#[dyno::test(paused)]
async fn it_loads_checks_and_builds_and_tells_all_that_is_wrong() {
    let here = Registry::current();
    here.provide_service(Service::new("depot", async || Err::<Arc<u8>, _>(io::Error::other("no depot"))).eager())
        .unwrap();
    here.provide_service(Service::new("slow", async || pending::<io::Result<Arc<u16>>>().await).eager()).unwrap();
    let source = || Source::toml("dyno.toml", "[retry.started]\nn = 0");
    let problems = dyno::start(source()).limit(Duration::from_secs(1)).await.unwrap_err();
    let lines = ours(&problems);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[0].starts_with("dyno.toml:2:5: retry `started`: `n` is 0"), "{lines:?}");
    assert!(lines[1].contains("depot"), "the dependency that is not provided: {lines:?}");
    assert!(lines[2].contains("no depot") && lines[3].starts_with("slow:"), "{lines:?}");
}

#[dyno::test]
async fn what_is_well_is_loaded_and_built() {
    let here = Registry::current();
    here.provide::<str>(Arc::from("north")).unwrap();
    here.provide_service(Service::new("eager", async || Ok::<_, io::Error>(Arc::new(7_u8))).eager()).unwrap();
    let start = dyno::start(Source::toml("dyno.toml", "[retry.started]\nn = 4"));
    assert_eq!(started::retry().settings().n, 2, "nothing starts before it is awaited");
    let problems = start.await.err();
    assert_eq!(problems.as_ref().map(ours), problems.as_ref().map(|_| Vec::new()));
    assert_eq!((started::retry().settings().n, *here.get::<u8>().unwrap()), (4, 7));
    assert_eq!(started().await.unwrap(), 5);
    assert!(dyno::start(Config::default()).await.err().is_none_or(|problems| ours(&problems).is_empty()));
    assert_eq!(started::retry().settings().n, 2);
}
