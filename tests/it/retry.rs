//! Attempts that follow a failed one.

mod attempts;
