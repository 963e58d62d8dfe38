//! The processes, which end with whoever has started them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio, id};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};

use crate::line::ROOT;
use crate::tool::Tool;

/// Finds Prometheus and its tool, which come together.
pub(super) fn find() -> Result<(), String> {
    ["prometheus", "promtool"].into_iter().try_for_each(|name| {
        Tool::find(name, "prometheus", "nothing was tried")?;
        Ok(())
    })
}

/// Runs promtool in a folder; of metrics, which it reads, it must have nothing to say.
pub(super) fn promtool(folder: &Path, args: &[&str], input: Option<&str>) -> Result<(), String> {
    println!("$ promtool {}", args.join(" "));
    let failed = |error: std::io::Error| format!("promtool {}: {error}", args.join(" "));
    let command = &mut Command::new("promtool");
    command.args(args).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.unwrap_or_default().as_bytes()).map_err(failed)?;
    }
    let said = child.wait_with_output().map_err(failed)?;
    let text = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
    if said.status.success() && (input.is_none() || text.trim().is_empty()) {
        return Ok(());
    }
    Err(format!("this failed: promtool {}\n{text}", args.join(" ")))
}

/// A process that is ended when this is dropped.
#[derive(Debug)]
pub(super) struct Running {
    name: &'static str,
    child: Child,
}

impl Running {
    /// Starts it where all paths of the repository hold.
    pub(super) fn start(name: &'static str, args: &[String]) -> Result<Self, String> {
        Self::of(name, Command::new(name).args(args))
    }

    fn of(name: &'static str, command: &mut Command) -> Result<Self, String> {
        let child = command.current_dir(ROOT).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        Ok(Self { name, child: child.map_err(|error| format!("cannot start {name}: {error}"))? })
    }

    /// Fails once it has ended.
    pub(super) fn must_run(&mut self) -> Result<(), String> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("{} has ended too early: {status}", self.name)),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Starts the storefront, and waits until it says that it can be watched: its port may be taken.
pub(super) fn watched(program: &Path) -> Result<Running, String> {
    println!("$ {}", program.display());
    let mut storefront = Running::of("storefront", Command::new(program).stderr(Stdio::piped()))?;
    let (tell, told) = mpsc::channel();
    let stderr = storefront.child.stderr.take().ok_or("the storefront has no stderr")?;
    // To its end: who is not read does not go on.
    thread::spawn(move || BufReader::new(stderr).lines().map_while(Result::ok).for_each(|line| _ = tell.send(line)));
    let mut lines = String::new();
    while let Ok(line) = told.recv_timeout(Duration::from_secs(10)) {
        if line.contains("watch it at http://127.0.0.1:7979") {
            return Ok(storefront);
        }
        lines = lines + "\n" + &line;
        if line.contains("there is no page") {
            break;
        }
    }
    Err(format!("the storefront cannot be watched:{lines}"))
}

/// Gives a port that nobody has at present.
pub(super) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("there is no free port: {error}"))
}

/// A folder that is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> Result<Self, String> {
        let path = env::temp_dir().join(format!("dyno-prometheus-{}", id()));
        fs::create_dir_all(&path).map_err(|error| format!("cannot make {}: {error}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}
