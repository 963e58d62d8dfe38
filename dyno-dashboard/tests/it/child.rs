//! A process of its own, for what holds for a whole process: its environment, its streams, its one sampler.

use std::io::{BufRead as _, BufReader, Lines, Read as _};
use std::net::SocketAddr;
use std::process::{Child as Process, ChildStdout, Command, Stdio};
use std::{env, io};

use crate::http::{get, page};

/// What tells a process of its own where it is to listen.
const ADDRESS: &str = "DYNO_TEST_ADDRESS";

/// How many commands it is to build.
const COMMANDS: &str = "DYNO_TEST_COMMANDS";

/// Under which path of an app it is to be nested.
pub(crate) const NESTED: &str = "DYNO_TEST_NESTED";

/// In which file it is to write its log.
pub(crate) const LOG: &str = "DYNO_TEST_LOG";

/// A page in a process of its own, which ends with this.
pub(crate) struct Child {
    process: Process,
    /// Held open: what it still says must go somewhere.
    _output: Lines<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
}

impl Child {
    /// Starts it with these variables, on an address with any port; an error is what it says instead.
    pub(crate) fn start(address: &str, variables: &[(&str, &str)]) -> Result<Self, String> {
        let mut process = Command::new(env::current_exe().expect("a path"))
            .args(["child::serves", "--exact", "--ignored", "--nocapture"])
            .env_remove("DYNO_TOKEN")
            .env(ADDRESS, address)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process starts");
        let mut output = BufReader::new(process.stdout.take().expect("its output")).lines();
        let said = output.find_map(|line| Some(line.expect("text").split_once("said: ")?.1.to_owned()));
        let said = said.expect("it says something");
        match said.parse::<SocketAddr>() {
            Ok(address) => Ok(Self { process, _output: output, address }),
            Err(_) => {
                output.for_each(drop);
                process.wait().expect("it ends");
                Err(said)
            }
        }
    }

    /// Its address as it is reached from here.
    pub(crate) fn reached(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.address.port()))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.process.stdin.take());
        _ = self.process.wait();
    }
}

#[tokio::test]
#[ignore = "is started by other tests, in a process of its own"]
async fn serves() {
    let Ok(address) = env::var(ADDRESS) else { return };
    if let Ok(log) = env::var(LOG) {
        let log = std::fs::File::create(log).expect("a file can be made");
        // Nothing but what is told, so that whoever forges a line is seen.
        let told = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false).with_writer(log);
        told.init();
    }
    if let Ok(path) = env::var(NESTED) {
        println!("said: {}", crate::nested::app(&path).await);
        return tokio::task::spawn_blocking(until_the_end).await.unwrap();
    }
    let page = match dyno_dashboard::serve(address).await {
        Ok(page) => page,
        Err(error) => {
            println!("said: {error}");
            return;
        }
    };
    let commands = built().await;
    if !commands.is_empty() {
        crate::stream::after_the_next_look(&page).await;
    }
    println!("said: {}", page.address());
    tokio::task::spawn_blocking(until_the_end).await.unwrap();
    page.close().await;
}

/// Waits for the end of its input.
fn until_the_end() {
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// As many commands as were asked for, each called once.
async fn built() -> Vec<dyno::Command> {
    let count: u32 = env::var(COMMANDS).map_or(0, |count| count.parse().expect("a number"));
    let mut commands = Vec::new();
    for tenant in 0..count {
        let command = dyno::Command::builder(format!("tenant {tenant}")).breaker(|breaker| breaker.probes(1));
        let command = command.build().expect("a name that is free");
        command.call_async(async || Ok::<_, dyno::Error>(())).await.expect("nothing in its way");
        commands.push(command);
    }
    commands
}

#[test]
fn nobody_looks_when_nobody_holds_a_page() {
    let output = Command::new(env::current_exe().expect("a path"))
        .args(["child::looks_again", "--exact", "--ignored"])
        .output()
        .expect("a process starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
#[ignore = "is started by another test, in a process of its own"]
async fn looks_again() {
    async fn tick(page: &dyno_dashboard::Page) -> u64 {
        get(page.address(), "/api/v1/overview").await.json()["tick"].as_u64().unwrap()
    }

    let one = page().await;
    let other = page().await;
    crate::stream::after_the_next_look(&one).await;
    one.close().await;
    assert!(tick(&other).await >= 3, "it went on for the other");
    other.close().await;
    // What a router holds is let go with it.
    drop(dyno_dashboard::router());
    assert!(tick(&page().await).await <= 2, "it began anew");
}
