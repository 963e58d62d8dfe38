//! Points, and how they are printed.

use std::iter::successors;

/// What was measured of something, at growing numbers of it.
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) points: Vec<Point>,
    /// What is wanted at the last point.
    pub(crate) target: Option<Target>,
}

/// One number of something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) count: u64,
    /// ns.
    pub(crate) time: f64,
    /// Bytes of memory each.
    pub(crate) bytes: f64,
}

/// The most bytes each, and more than what.
pub(crate) struct Target {
    pub(crate) words: &'static str,
    pub(crate) at_most: f64,
    /// Bytes each of what it is compared with, from the same run; nothing when it cannot be measured.
    pub(crate) less: Option<f64>,
}

/// 1, 10, 100, .. up to `most`.
pub(crate) fn tens(most: u64) -> impl Iterator<Item = u64> {
    successors(Some(1), |count| Some(count * 10)).take_while(move |count| *count <= most)
}

/// Draws all curves.
pub(crate) fn table(curves: &[Curve]) -> String {
    let mut table = String::new();
    for curve in curves {
        table +=
            &format!("{}: {}\n\n  {:>9}{:>14}{:22}{:>12}\n", curve.name, curve.about, "number", "ns", "", "bytes each");
        let (time, bytes) = (most(curve, |point| point.time), most(curve, |point| point.bytes));
        for point in &curve.points {
            let line = format!(
                "  {:>9}{:>14.1} {:<21}{:>12.0} {}",
                grouped(point.count),
                point.time,
                bar(point.time, time),
                point.bytes,
                bar(point.bytes, bytes)
            );
            table += line.trim_end();
            table.push('\n');
        }
        if let (Some(target), Some(last)) = (&curve.target, curve.points.last()) {
            table += &verdict(target, last);
        }
        table.push('\n');
    }
    table
}

/// Writes all curves as JSON.
pub(crate) fn json(curves: &[Curve]) -> String {
    let curves = curves.iter().map(|Curve { name, about, points, target }| {
        let points = points.iter().map(|Point { count, time, bytes }| {
            format!("{{\"count\": {count}, \"nanoseconds\": {time:.2}, \"bytes\": {bytes:.1}}}")
        });
        let target = target.as_ref().and_then(|target| {
            let less = target.less?;
            Some(format!("{{\"words\": {:?}, \"at_most\": {}, \"less\": {less:.1}}}", target.words, target.at_most))
        });
        format!(
            "  {{\"name\": {name:?}, \"about\": {about:?}, \"target\": {}, \"points\": [\n    {}\n  ]}}",
            target.unwrap_or_else(|| "null".into()),
            points.collect::<Vec<_>>().join(",\n    ")
        )
    });
    format!("[\n{}\n]\n", curves.collect::<Vec<_>>().join(",\n"))
}

fn verdict(Target { words, at_most, less }: &Target, last: &Point) -> String {
    let Some(less) = less else {
        return format!("    ?       {words}: cannot be measured\n");
    };
    let reached = last.bytes - less;
    if reached <= *at_most {
        format!("    met     {words}: {reached:.0} B\n")
    } else {
        format!("    MISSED  {words}: {reached:.0} B, by {:.0} %\n", (reached / at_most - 1.0) * 100.0)
    }
}

fn most(curve: &Curve, value: impl Fn(&Point) -> f64) -> f64 {
    curve.points.iter().map(value).fold(0.0, f64::max)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bar(value: f64, most: f64) -> String {
    "#".repeat((value.max(0.0) / most.max(1.0) * 20.0).ceil() as usize)
}

fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_powers_of_ten() {
        assert_eq!(tens(1000).collect::<Vec<_>>(), [1, 10, 100, 1000]);
        assert_eq!((grouped(7), grouped(1000), grouped(1_000_000)), ("7".into(), "1,000".into(), "1,000,000".into()));
    }

    #[test]
    fn a_target_is_held_against_what_it_is_more_than() {
        let target = Target { words: "at most 300 B", at_most: 300.0, less: Some(400.0) };
        let point = |bytes| Point { count: 1, time: 1.0, bytes };
        assert_eq!(verdict(&target, &point(700.0)), "    met     at most 300 B: 300 B\n");
        assert_eq!(verdict(&target, &point(1000.0)), "    MISSED  at most 300 B: 600 B, by 100 %\n");
    }

    #[test]
    fn the_longest_bar_has_twenty_signs() {
        assert_eq!((bar(10.0, 10.0).len(), bar(0.1, 10.0).len(), bar(-1.0, 10.0).len()), (20, 1, 0));
    }
}
