//! The aspect: chains alone, round functions and other policies, while they are replaced, and where filters fail.

mod alone;
mod functions;
mod instances;
mod model;
mod nesting;
mod panics;
mod threads;
