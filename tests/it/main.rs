//! Behaviour through the public API.

mod command;
mod layers;
mod registry;
mod ui;
