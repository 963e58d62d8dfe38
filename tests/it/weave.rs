//! Stacked attributes: what they do together, alone, in any order and beside others.

#![allow(clippy::unnecessary_wraps, reason = "a guarded function returns what its shape needs")]

mod alone;
mod conditional;
mod foreign;
mod handle;
mod order;
mod places;
mod root;
