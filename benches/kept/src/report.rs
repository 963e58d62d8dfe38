//! Tables for people, and JSON.

use serde_json::json;

use crate::hits::Hits;
use crate::memory::{Bytes, ENTRIES};
use crate::shelf::KINDS;
use crate::trace::KEYS;

pub(crate) fn table(ratios: &[Hits], bytes: &[Bytes]) -> String {
    let names = KINDS.iter().fold(String::new(), |names, kind| names + &format!("{:>14}", kind.name));
    let mut table = format!(
        "kept: {KEYS} keys, asked for by chance; what share of those who ask is served, when the cache is full\n\n  {:<48}{:>8}{names}\n",
        "", "room"
    );
    for Hits { trace, room, ratios } in ratios {
        let ratios = ratios.iter().fold(String::new(), |all, (_, ratio)| all + &format!("{:>12.1} %", ratio * 100.0));
        table += &format!("  {trace:<48}{:>6.0} %{ratios}\n", room * 100.0);
    }
    table +=
        &format!("\n  {:<48}{:>16}\n", format!("{ENTRIES} entries, key and value of 8 bytes each"), "bytes an entry");
    for Bytes { name, per_entry } in bytes {
        table += &format!("  {name:<48}{per_entry:>16.0}\n");
    }
    table
}

pub(crate) fn json(ratios: &[Hits], bytes: &[Bytes]) -> String {
    json!({ "hits": ratios, "bytes": bytes }).to_string()
}
