//! Tables for people, and JSON.

use serde_json::json;

use crate::Block;
use crate::live::Live;

pub(crate) fn table(blocks: &[Block], live: &[Live]) -> String {
    let mut table =
        "stampede: one key whose making takes 200 ms (80 % of them 132 to 281), in virtual time, and after the first making\n".to_owned();
    for Block { about, rows } in blocks {
        table += &format!("\n  {about:<42}{:>16}{:>12}{:>12}\n", "makings per ttl", "blocked", "p99.9 ms");
        for (way, seen) in rows {
            table += &format!(
                "  {:<42}{:>16.2}{:>10.3} %{:>12.0}\n",
                way.about(),
                seen.makings_per_ttl,
                seen.blocked * 100.0,
                seen.p999_ms
            );
        }
    }
    table += &format!(
        "\n  {:<42}{:>16}{:>12}{:>12}\n",
        "64 tasks, ttl 50 ms, making 20 ms, 2 s", "makings", "slow", "p99 ms"
    );
    for Live { name, makings, slow, p99_ms, .. } in live {
        table += &format!("  {name:<42}{makings:>16}{:>10.3} %{p99_ms:>12.1}\n", slow * 100.0);
    }
    table
}

pub(crate) fn json(blocks: &[Block], live: &[Live]) -> String {
    let blocks: Vec<_> = blocks
        .iter()
        .map(|Block { about, rows }| {
            let rows: Vec<_> =
                rows.iter().map(|(way, seen)| json!({ "way": way.about().trim(), "seen": seen })).collect();
            json!({ "load": about, "rows": rows })
        })
        .collect();
    json!({ "simulated": blocks, "live": live }).to_string()
}
