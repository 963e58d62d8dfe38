//! The guarded calls that are measured, and how they are repeated: shared by the comparison, the curves and the gate.

pub mod counting;
pub mod guarded;
pub mod repeat;
pub mod work;
