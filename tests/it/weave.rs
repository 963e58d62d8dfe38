//! Stacked attributes: what they do together, alone, in any order and beside others.

#![allow(clippy::unnecessary_wraps, reason = "a guarded function returns what its shape needs")]

mod alone;
mod async_trait;
mod conditional;
mod constants;
mod dropped;
mod foreign;
mod generics;
mod handed_out;
mod handle;
mod handlers;
mod names;
mod order;
mod places;
mod root;
mod signatures;
