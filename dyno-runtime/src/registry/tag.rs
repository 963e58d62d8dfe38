//! What tells dependencies of one type apart.

use std::any::{TypeId, type_name};
use std::fmt;
use std::sync::Arc;

/// Tells dependencies of one type apart: a type of its own, which the compiler checks, or a name, which
/// [`Registry::validate`](crate::Registry::validate) checks at start-up.
///
/// ```
/// use std::sync::Arc;
/// use dyno::{Registry, Tag};
///
/// struct Replica;
///
/// let registry = Registry::new();
/// registry.provide(Arc::new("primary"))?;
/// registry.provide_named(Tag::of::<Replica>(), Arc::new("replica"))?;
/// registry.provide_named("eu", Arc::new("frankfurt"))?;
/// assert_eq!(*registry.get::<&str>()?, "primary");
/// assert_eq!(*registry.slot_named::<&str>(Tag::of::<Replica>()).get()?, "replica");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Tag(Kind);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kind {
    Type(TypeId, &'static str),
    Name(Arc<str>),
}

impl Tag {
    /// Tags by a type, such as a unit struct.
    #[must_use]
    pub fn of<T: ?Sized + 'static>() -> Self {
        Self(Kind::Type(TypeId::of::<T>(), type_name::<T>()))
    }

    /// Writes it as settings do.
    #[cfg(feature = "command")]
    pub(crate) fn name(&self) -> &str {
        match &self.0 {
            Kind::Type(_, name) => name,
            Kind::Name(name) => name,
        }
    }

    /// Whether it was made while the program ran, and may be one of any number.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.0, Kind::Name(_))
    }
}

impl From<&str> for Tag {
    fn from(name: &str) -> Self {
        Self(Kind::Name(name.into()))
    }
}

impl From<String> for Tag {
    fn from(name: String) -> Self {
        Self(Kind::Name(name.into()))
    }
}

impl From<Arc<str>> for Tag {
    fn from(name: Arc<str>) -> Self {
        Self(Kind::Name(name))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Type(_, name) => f.write_str(name),
            Kind::Name(name) => write!(f, "{name:?}"),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}
