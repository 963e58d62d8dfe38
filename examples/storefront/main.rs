//! A storefront that survives the outage of its warehouse, beside one that does not.
//!
//! `cargo run --release --example storefront`, and `-- --help` for more. The guarded calls are in `calls.rs`; edit `dyno.toml` while it
//! runs.

mod args;
mod bare;
mod calls;
mod carrier;
mod client;
mod figures;
mod insist;
mod load;
mod operator;
mod report;
mod screen;
mod server;
mod settings;
mod shop;
mod stage;
mod table;
mod warehouse;

use std::env;
use std::future::pending;
use std::io::{self, Write as _};
use std::pin::pin;
use std::process::ExitCode;

use args::Args;
use screen::{Screen, tell};
use stage::Stage;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Args::read(env::args().skip(1)) {
        Ok(Some(args)) => run(args).await,
        Ok(None) => print(args::HELP).map(|()| ExitCode::SUCCESS),
        Err(unknown) => {
            tell(&format!("storefront: {unknown}"));
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|error| {
        tell(&format!("storefront: {error:#}"));
        ExitCode::FAILURE
    })
}

/// Plays the outage, once or until ctrl-C, and then says how the last one went.
async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let _watching = settings::follow(settings::FILE.as_ref(), args.keep.as_deref(), |_| ()).await?;
    let _page = watched().await;
    let stage = Stage::open().await?;
    let mut screen = Screen::open(args.is_live);
    let mut interrupted = pin!(interrupted());
    let mut report = stage.outage(&mut screen, interrupted.as_mut()).await?;
    while report.is_whole && !args.is_once {
        let next = stage.outage(&mut screen, interrupted.as_mut()).await?;
        if !next.is_whole {
            break;
        }
        report = next;
    }
    drop(screen);
    stage.close().await?;

    print(&if args.is_json { serde_json::to_string(&report)? + "\n" } else { report.to_string() })?;
    // Without `--once` an interruption is how it ends, even in the middle of the first outage.
    if report.broken.is_empty() || (!report.is_whole && !args.is_once) {
        return Ok(ExitCode::SUCCESS);
    }
    for promise in &report.broken {
        tell(&format!("storefront: {promise}"));
    }
    Ok(ExitCode::FAILURE)
}

/// Serves the page on which all of it is seen. Where its port is taken, as by another storefront, there is none.
async fn watched() -> Option<dyno_dashboard::Page> {
    match dyno_dashboard::serve("127.0.0.1:7979").await {
        Ok(page) => {
            tell(&format!("storefront: watch it at http://{}", page.address()));
            let how = if env::var_os("DYNO_TOKEN").is_some() {
                "steer it with the token in DYNO_TOKEN: press `o` on that page"
            } else {
                "it is watched only; started with DYNO_TOKEN set to a secret, it is steered by who has that"
            };
            tell(&format!("storefront: {how}"));
            Some(page)
        }
        Err(error) => {
            tell(&format!("storefront: there is no page, because {error}"));
            None
        }
    }
}

/// Waits for ctrl-C; where that cannot be listened to, it kills the process as always.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}

/// Writes to stdout; a reader that has had enough is no error.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
