//! Where the outage is watched: news that scroll by, and on a terminal a table below them that is redrawn in place.

use std::io::{self, Write as _};
use std::time::Duration;

use tokio::time::Instant;

use crate::load::Customers;
use crate::table;
use crate::warehouse::Mood;

/// A row wider than the terminal is cut, not wrapped: the way back up is counted in rows.
const PREPARE: &str = "\x1b[?25l\x1b[?7l";
/// Shows the cursor, wraps again, and takes away the `^C` that the terminal may have echoed.
const RESTORE: &str = "\r\x1b[J\x1b[?25h\x1b[?7h";

/// A terminal that is restored when this is dropped, or plain lines to stderr.
pub(crate) struct Screen {
    is_live: bool,
    opened: Instant,
    mood: Option<Mood>,
    last_event: u64,
    notes: Vec<String>,
    rows: usize,
}

/// What there is to see at the moment, of the outage that `began` then.
pub(crate) struct Scene<'a> {
    pub(crate) began: Instant,
    pub(crate) mood: Mood,
    pub(crate) guarded: &'a Customers,
    pub(crate) bare: &'a Customers,
}

impl Screen {
    /// Shows the table on stdout if it `is_live`; the news alone go to stderr.
    pub(crate) fn open(is_live: bool) -> Self {
        if is_live {
            show(PREPARE);
        }
        Self { is_live, opened: Instant::now(), mood: None, last_event: 0, notes: Vec::new(), rows: 0 }
    }

    /// Keeps a line that the next drawing tells with its news.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }

    /// Tells what has happened since the last time and brings the table up to date.
    pub(crate) fn draw(&mut self, scene: &Scene<'_>) {
        let news = self.news(scene.mood);
        if self.is_live {
            let table = table::rows(scene, self.opened.elapsed());
            let up = match self.rows {
                0 => String::new(),
                rows => format!("\x1b[{rows}A"),
            };
            self.rows = table.len();
            let rows = [news, table].concat().join("\x1b[K\n");
            show(&format!("{up}{rows}\x1b[K\n"));
        } else {
            for line in news {
                tell(&line);
            }
        }
    }

    fn news(&mut self, mood: Mood) -> Vec<String> {
        let mut news = Vec::new();
        if self.mood.replace(mood) != Some(mood) {
            news.push(format!("warehouse: {mood}"));
        }
        for event in dyno::events(self.last_event) {
            self.last_event = event.seq;
            news.push(event.to_string());
        }
        news.append(&mut self.notes);
        let at = self.opened.elapsed();
        news.into_iter().map(|what| stamped(at, &what)).collect()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.is_live {
            show(RESTORE);
        }
    }
}

/// Writes a line to stderr; when nobody reads it any more, that is no reason to stop.
pub(crate) fn tell(line: &str) {
    writeln!(io::stderr(), "{line}").ok();
}

fn stamped(at: Duration, what: &str) -> String {
    format!("{:6.1} s  {what}", at.as_secs_f64())
}

/// Writes a frame in one go, so that no half of it is seen. A terminal that is gone needs no picture.
fn show(frame: &str) {
    let mut out = io::stdout().lock();
    out.write_all(frame.as_bytes()).and_then(|()| out.flush()).ok();
}
