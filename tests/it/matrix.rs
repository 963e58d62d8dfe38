//! Attributes, receivers, flows, return types and generics: any three of them that can meet, written into one file, which is compiled
//! without a warning and run, each function once.

mod axes;
mod cell;

use std::fs;
use std::path::Path;

use axes::cells;
use cell::Cell;

#[test]
fn every_cell_compiles_and_answers() {
    let cells: Vec<_> = cells().into_iter().enumerate().map(|(index, shape)| Cell { index, shape }).collect();
    assert!((200..500).contains(&cells.len()), "{}", cells.len());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix.rs");
    fs::write(&file, source(&cells)).expect("the folder of cargo can be written");
    trybuild::TestCases::new().pass(file);
}

fn source(cells: &[Cell]) -> String {
    let modules: Vec<_> = cells.iter().map(Cell::module).collect();
    let lines: Vec<_> = cells.iter().map(|cell| format!("    c{}::call().await;\n", cell.index)).collect();
    // In pieces, because one future that holds all calls would be checked for very long.
    let pieces = lines.chunks(20).enumerate();
    let (pieces, called): (Vec<_>, Vec<_>) = pieces
        .map(|(at, lines)| {
            (format!("async fn piece{at}() {{\n{}}}\n", lines.concat()), format!("    piece{at}().await;\n"))
        })
        .unzip();
    format!(
        "{HEAD}{}{}{}{TAIL}",
        modules.concat(),
        pieces.concat(),
        format_args!("async fn all() {{\n{}}}\n", called.concat())
    )
    .replace("CELLS", &cells.len().to_string())
    .replace("REPEATED", &cells.iter().filter(|cell| cell.shape.is_repeated()).count().to_string())
}

const HEAD: &str = r"
#![deny(warnings, clippy::pedantic)]
#![allow(dead_code, missing_docs, unreachable_pub)]
#![allow(clippy::doc_markdown, clippy::drop_non_drop, clippy::extra_unused_lifetimes, clippy::needless_lifetimes)]
#![allow(clippy::needless_pass_by_value, clippy::too_many_lines, clippy::unnecessary_wraps, clippy::unused_async)]
#![allow(clippy::unused_unit, clippy::wildcard_imports)]

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
#[allow(unused_imports)]
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use async_trait::async_trait;

#[derive(Debug, PartialEq)]
pub struct Failed;

impl From<dyno::Error> for Failed {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

pub type Answer<T> = Result<T, Failed>;

#[derive(Clone)]
pub struct Shelf(u8);
";

const TAIL: &str = r#"
fn main() {
    dyno::validate().unwrap();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(all());
    let commands = dyno::snapshot().commands;
    assert_eq!(commands.len(), CELLS);
    for command in &commands {
        assert_eq!((command.totals.started, command.totals.calls.success), (1, 1), "{}", command.name);
    }
    assert_eq!(commands.iter().map(|command| command.totals.retries).sum::<u64>(), REPEATED);
}
"#;
