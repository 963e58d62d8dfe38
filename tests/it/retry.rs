//! Attempts that follow a failed one.

mod attempts;
mod compound;
mod settings;
