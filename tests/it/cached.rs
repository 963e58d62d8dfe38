//! Functions with a cache.

mod ends;
mod shapes;
