//! Dependencies: what a registry provides, and what functions get of it.

mod built;
mod closed;
mod declared;
mod missing;
mod provided;
mod scopes;
mod seen;
mod shapes;
mod sockets;
mod transient;

use std::sync::Arc;

/// What most tests inject.
pub(crate) trait Depot: Send + Sync {
    fn stock(&self) -> u32;
}

/// One that has so many.
pub(crate) struct Fixed(pub(crate) u32);

impl Depot for Fixed {
    fn stock(&self) -> u32 {
        self.0
    }
}

/// As it is provided.
pub(crate) fn depot(stock: u32) -> Arc<dyn Depot> {
    Arc::new(Fixed(stock))
}
