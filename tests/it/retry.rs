//! Attempts that follow a failed one.

mod alone;
mod attempts;
mod compound;
mod remaining;
mod settings;
