//! Functions with a cache.

mod shapes;
