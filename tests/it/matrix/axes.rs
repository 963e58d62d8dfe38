//! What a function can be, axis by axis, and which cells are left out.

use std::collections::HashSet;

/// The attributes above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Guards {
    Command,
    Timeout,
    Breaker,
    Bulkhead,
    Fallback,
    Retry,
    Cache,
    All,
}

/// Where it stands and what it is called on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Free,
    Associated,
    Shared,
    Exclusive,
    Owned,
    Arc,
    Default,
    Impl,
    AsyncTrait,
}

/// When it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Flow {
    Sync,
    Async,
    Future,
    Boxed,
}

/// What it returns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Returns {
    Plain,
    Result,
    Option,
    Nothing,
    Alias,
    Borrowed,
}

/// What it is generic in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Generic {
    Nothing,
    Type,
    Lifetime,
    Const,
    Opaque,
}

/// One point of the matrix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) guards: Guards,
    pub(super) place: Place,
    pub(super) flow: Flow,
    pub(super) returns: Returns,
    pub(super) generic: Generic,
}

const GUARDS: [Guards; 8] = [
    Guards::Command,
    Guards::Timeout,
    Guards::Breaker,
    Guards::Bulkhead,
    Guards::Fallback,
    Guards::Retry,
    Guards::Cache,
    Guards::All,
];
const PLACES: [Place; 9] = [
    Place::Free,
    Place::Associated,
    Place::Shared,
    Place::Exclusive,
    Place::Owned,
    Place::Arc,
    Place::Default,
    Place::Impl,
    Place::AsyncTrait,
];
const FLOWS: [Flow; 4] = [Flow::Sync, Flow::Async, Flow::Future, Flow::Boxed];
const RETURNS: [Returns; 6] =
    [Returns::Plain, Returns::Result, Returns::Option, Returns::Nothing, Returns::Alias, Returns::Borrowed];
const GENERICS: [Generic; 5] = [Generic::Nothing, Generic::Type, Generic::Lifetime, Generic::Const, Generic::Opaque];

/// Cells in which any three choices that can meet do meet.
pub(super) fn cells() -> Vec<Shape> {
    let all = all();
    let (mut cells, mut met) = (Vec::new(), HashSet::new());
    // Those that bring most come first, so that there are few.
    for least in (1..=all.first().map_or(0, |shape| shape.triples().len())).rev() {
        for shape in &all {
            let new = shape.triples().into_iter().filter(|triple| !met.contains(triple)).count();
            if new >= least {
                met.extend(shape.triples());
                cells.push(*shape);
            }
        }
    }
    cells
}

/// Every cell that is not refused.
fn all() -> Vec<Shape> {
    let mut all = Vec::new();
    for guards in GUARDS {
        for place in PLACES {
            for flow in FLOWS {
                for returns in RETURNS {
                    let shapes = GENERICS.map(|generic| Shape { guards, place, flow, returns, generic });
                    all.extend(shapes.into_iter().filter(|shape| !shape.is_refused()));
                }
            }
        }
    }
    all
}

impl Shape {
    /// Any three of its choices.
    fn triples(self) -> Vec<[String; 3]> {
        let Self { guards, place, flow, returns, generic } = self;
        let choices = [
            format!("{guards:?}"),
            format!("at {place:?}"),
            format!("when {flow:?}"),
            format!("of {returns:?}"),
            format!("for {generic:?}"),
        ];
        let mut triples = Vec::new();
        for first in 0..choices.len() {
            for second in first + 1..choices.len() {
                for third in second + 1..choices.len() {
                    triples.push([first, second, third].map(|at| choices[at].clone()));
                }
            }
        }
        triples
    }

    fn is_refused(self) -> bool {
        let Self { guards, place, flow, returns, .. } = self;
        let carries = matches!(returns, Returns::Result | Returns::Alias | Returns::Borrowed);
        // A sync function has no timeout yet.
        (guards == Guards::Timeout && flow == Flow::Sync)
            // A refused call has no way out.
            || (matches!(guards, Guards::Timeout | Guards::Breaker | Guards::Bulkhead) && !carries)
            // A fallback that would never be asked.
            || (guards == Guards::Fallback && matches!(returns, Returns::Plain | Returns::Nothing))
            // There would be no other attempt.
            || (guards == Guards::Retry && matches!(returns, Returns::Plain | Returns::Nothing))
            // There is nothing that could be kept.
            || (guards == Guards::Cache && matches!(returns, Returns::Nothing | Returns::Borrowed))
            // It is there for `async fn`.
            || (place == Place::AsyncTrait && flow != Flow::Async)
    }
}
