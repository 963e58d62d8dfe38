//! A constant of the user's as a count.

/// What is a count.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no count",
    label = "a count is a `u32`",
    note = "declare the constant as one, such as `const ROOM: u32 = 1_000;`"
)]
pub trait Count {
    /// So many.
    fn count(self) -> u32;
}

impl Count for u32 {
    fn count(self) -> u32 {
        self
    }
}

/// Says at the user's constant that it is no count.
#[must_use]
pub fn count(count: impl Count) -> u32 {
    count.count()
}
