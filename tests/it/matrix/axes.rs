//! What a function can be, axis by axis, and which cells are left out.

/// The attributes above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Guards {
    Command,
    Timeout,
    Breaker,
    Fallback,
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

const GUARDS: [Guards; 5] = [Guards::Command, Guards::Timeout, Guards::Breaker, Guards::Fallback, Guards::All];
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

/// Every combination of the first four that is not refused. What they are generic in takes turns: five is prime to the number of
/// choices on the other axes or shifted along them, so that it meets each of their choices.
pub(super) fn cells() -> Vec<Shape> {
    let mut cells = Vec::new();
    for (g, guards) in GUARDS.into_iter().enumerate() {
        for (p, place) in PLACES.into_iter().enumerate() {
            for (f, flow) in FLOWS.into_iter().enumerate() {
                for (r, returns) in RETURNS.into_iter().enumerate() {
                    let generic = GENERICS[(g + p + f + r) % GENERICS.len()];
                    let shape = Shape { guards, place, flow, returns, generic };
                    if !shape.is_refused() {
                        cells.push(shape);
                    }
                }
            }
        }
    }
    cells
}

impl Shape {
    fn is_refused(self) -> bool {
        let Self { guards, place, flow, returns, .. } = self;
        let carries = matches!(returns, Returns::Result | Returns::Alias | Returns::Borrowed);
        // A sync function has no timeout yet.
        (guards == Guards::Timeout && flow == Flow::Sync)
            // A refused call has no way out.
            || (matches!(guards, Guards::Timeout | Guards::Breaker) && !carries)
            // A fallback that would never be asked.
            || (guards == Guards::Fallback && matches!(returns, Returns::Plain | Returns::Nothing))
            // It is there for `async fn`.
            || (place == Place::AsyncTrait && flow != Flow::Async)
    }
}
