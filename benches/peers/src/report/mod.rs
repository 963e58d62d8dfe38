//! What is printed: a table for people, JSON for machines.

mod table;

use serde_json::{Value, json};

pub(crate) use self::table::table;
use crate::candidate::{Candidate, Scenario};
use crate::measure::Figures;

/// Writes everything as JSON.
pub(crate) fn json(scenarios: &[Scenario], figures: &[Vec<Figures>]) -> String {
    let scenarios = scenarios.iter().zip(figures).map(|(scenario, figures)| {
        let candidates = scenario.candidates.iter().zip(figures).map(|(candidate, figures)| one(candidate, figures));
        json!({
            "name": scenario.name,
            "about": scenario.about,
            "note": scenario.note,
            "candidates": candidates.collect::<Vec<_>>(),
        })
    });
    format!("{:#}\n", Value::from(scenarios.collect::<Vec<_>>()))
}

fn one(candidate: &Candidate, figures: &Figures) -> Value {
    let mut value = serde_json::to_value(figures).expect("figures are plain data");
    value["name"] = candidate.name().into();
    value["about"] = candidate.about.into();
    value
}
