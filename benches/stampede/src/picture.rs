//! The picture: who waits at each moment, a band for each way.

use crate::way::Way;
use crate::world::{SHOWN, STEP, Seen};

const WIDTH: f64 = 900.0;
const LEFT: f64 = 20.0;
const BAND: f64 = 120.0;
const HEIGHT: f64 = 78.0;

/// Draws the ways that are not variants of another one.
pub(crate) fn draw(rows: &[(Way, Seen)]) -> String {
    let rows: Vec<_> = rows.iter().filter(|(way, _)| !matches!(way, Way::Bound(_))).collect();
    let height = 60.0 + BAND * rows.len() as f64 + 30.0;
    let most = rows.iter().flat_map(|(_, seen)| &seen.waiting).copied().max().unwrap_or(1).max(1);
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {height:.0}\" font-family=\"sans-serif\" \
         font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"16\">Callers who wait, of 1,000 a second for a key with a ttl of 10 s that \
         takes 200 ms to make</text>\n\
         <text x=\"{LEFT}\" y=\"44\" fill=\"#666\">a stroke below the line is a making; the highest has {most} who wait</text>\n",
        WIDTH + 2.0 * LEFT
    );
    for (at, (way, seen)) in rows.iter().enumerate() {
        picture += &band(*way, seen, most as f64, 60.0 + BAND * at as f64);
    }
    for seconds in (0..=SHOWN.as_secs()).step_by(5) {
        let x = x_of(seconds as f64);
        picture += &format!(
            "<text x=\"{x:.0}\" y=\"{:.0}\" fill=\"#666\" text-anchor=\"middle\">{seconds} s</text>\n",
            height - 12.0
        );
    }
    picture + "</svg>\n"
}

fn x_of(seconds: f64) -> f64 {
    LEFT + WIDTH * seconds / SHOWN.as_secs_f64()
}

fn band(way: Way, seen: &Seen, most: f64, top: f64) -> String {
    let floor = top + 20.0 + HEIGHT;
    let mut area = format!("M{LEFT} {floor:.1}");
    let changes = |at: usize| at.checked_sub(1).map_or(0, |before| seen.waiting[before]) != seen.waiting[at];
    for (at, waiting) in seen.waiting.iter().enumerate().filter(|(at, _)| changes(*at)) {
        let x = x_of(at as f64 * STEP.as_secs_f64());
        area += &format!("H{x:.1}V{:.1}", floor - HEIGHT * *waiting as f64 / most);
    }
    area += &format!("H{:.1}V{floor:.1}Z", LEFT + WIDTH);
    let strokes: String =
        seen.began.iter().map(|at| format!("M{:.1} {:.1}v7", x_of(at.as_secs_f64()), floor + 2.0)).collect();
    format!(
        "<text x=\"{LEFT}\" y=\"{:.0}\">{}: {:.2} makings in a ttl, {:.3} % of the callers wait</text>\n\
         <path d=\"{area}\" fill=\"#c33\"/>\n<path d=\"{strokes}\" stroke=\"#24a\" stroke-width=\"1.2\"/>\n\
         <line x1=\"{LEFT}\" x2=\"{:.0}\" y1=\"{floor:.1}\" y2=\"{floor:.1}\" stroke=\"#999\"/>\n",
        top + 12.0,
        way.about(),
        seen.makings_per_ttl,
        seen.blocked * 100.0,
        LEFT + WIDTH
    )
}
