//! Behaviour through the public API.

mod breaker_model;
mod breaker_rig;
mod breaker_rules;
mod breaker_threads;
mod builder;
mod bulkhead;
mod cache;
mod cached;
mod command;
mod configure;
mod fuse;
mod harness;
mod inject;
mod layers;
mod matrix;
mod pool;
mod pooled;
mod rate_limit;
mod registry;
mod retry;
mod settings;
mod task;
mod threads;
mod timing;
mod ui;
mod weave;
