//! Behaviour through the public API.

mod aspect;
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
mod ui;
mod weave;
