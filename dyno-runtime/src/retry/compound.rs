//! All errors of a call that was tried more than once.

use std::error::Error;
use std::fmt;
use std::io;
use std::ops::Deref;
use std::slice;
use std::vec;

/// Lists the errors of all attempts of a call, in order; there is always one. A function that is retried and declares
/// `Result<T, Compound<E>>` returns it, where one that declares `Result<T, E>` returns the last error. An attempt whose value `failure_if`
/// called a failure has [`Error::Judged`](crate::Error::Judged) here.
///
/// Where `E` is an error of its own it goes by `?` into `anyhow` and `Box<dyn Error + Send + Sync>`, and always into types with `#[from]
/// Compound<E>`. `{}` lists the errors in
/// one line, `{:#}` one a line. Its `source()` is the last error, so that its causes are found; so what prints a whole chain, as `anyhow`'s `{:#}` and
/// `{:?}` do, tells the last error in the list and once more behind it.
///
/// ```
/// use dyno::Compound;
///
/// let mut errors = Compound::new("x".parse::<u32>().unwrap_err());
/// errors.push("".parse::<u32>().unwrap_err());
/// assert_eq!(errors.len(), 2);
/// assert_eq!(
///     errors.to_string(),
///     "2 attempts failed: 1: invalid digit found in string; 2: cannot parse integer from empty string"
/// );
/// assert!(errors.contains::<std::num::ParseIntError>());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Compound<E>(Shared<E>);

impl<E> Compound<E> {
    /// Begins with the error of the first attempt.
    #[must_use]
    pub fn new(first: E) -> Self {
        Self(Shared(Owned(vec![first])))
    }

    /// Adds the error of the next attempt.
    pub fn push(&mut self, next: E) {
        self.0.0.0.push(next);
    }

    /// Counts the errors: at least 1.
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.errors().len()
    }

    /// Gives the errors, that of the first attempt first.
    pub fn iter(&self) -> slice::Iter<'_, E> {
        self.errors().iter()
    }

    /// Gives the error of the first attempt.
    #[must_use]
    pub fn first(&self) -> &E {
        &self.errors()[0]
    }

    /// Gives the error of the last attempt.
    #[must_use]
    pub fn last(&self) -> &E {
        &self.errors()[self.len() - 1]
    }

    /// Takes the error of the last attempt.
    #[must_use]
    pub fn into_last(self) -> E {
        let mut errors = self.0.0.0;
        errors.swap_remove(errors.len() - 1)
    }

    /// Puts the last error behind those of earlier attempts.
    #[cfg(feature = "command")]
    pub(crate) fn after(mut earlier: Vec<E>, last: E) -> Self {
        earlier.push(last);
        Self(Shared(Owned(earlier)))
    }

    fn errors(&self) -> &[E] {
        &self.0.0.0
    }
}

impl<E: Error + 'static> Compound<E> {
    /// Finds the first error that is a `T` or has one among its causes. Also there where `E` is a `Box<dyn Error>`,
    /// `Box<dyn Error + Send + Sync>` or `anyhow::Error`; what an [`io::Error`] was made of is a cause of it. What stands behind `#[error(transparent)]` is no cause but the error itself:
    /// `#[error("..")]` with `#[from]` makes it one. The cause of a list in the list, as a retry in a retry has it, is the last of its errors: look for the
    /// inner list to find the others.
    #[must_use]
    pub fn find<T: Error + 'static>(&self) -> Option<&T> {
        self.iter().find_map(|error| in_chain(error))
    }

    /// Tells whether [`Compound::find`] finds one.
    #[must_use]
    pub fn contains<T: Error + 'static>(&self) -> bool {
        self.find::<T>().is_some()
    }
}

/// Finds in what hides an error that threads can share: `Box<dyn Error + Send + Sync>`, `anyhow::Error`. No such type is an
/// error, but it might become one, so that it cannot have an impl beside `E: Error`: a method is looked for here when that one
/// does not apply.
#[derive(Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Shared<E>(Owned<E>);

impl<E: AsRef<dyn Error + Send + Sync + 'static>> Shared<E> {
    /// Finds the first error that is a `T` or has one among its causes.
    #[must_use]
    pub fn find<T: Error + 'static>(&self) -> Option<&T> {
        self.0.0.iter().find_map(|error| in_chain(error.as_ref()))
    }

    /// Tells whether there is one.
    #[must_use]
    pub fn contains<T: Error + 'static>(&self) -> bool {
        self.find::<T>().is_some()
    }
}

/// The same for `Box<dyn Error>`; holds the errors.
#[derive(Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Owned<E>(Vec<E>);

impl Owned<Box<dyn Error>> {
    /// Finds the first error that is a `T` or has one among its causes.
    #[must_use]
    pub fn find<T: Error + 'static>(&self) -> Option<&T> {
        self.0.iter().find_map(|error| in_chain(error.as_ref()))
    }

    /// Tells whether there is one.
    #[must_use]
    pub fn contains<T: Error + 'static>(&self) -> bool {
        self.find::<T>().is_some()
    }
}

impl<E> Deref for Compound<E> {
    type Target = Shared<E>;

    fn deref(&self) -> &Shared<E> {
        &self.0
    }
}

impl<E> Deref for Shared<E> {
    type Target = Owned<E>;

    fn deref(&self) -> &Owned<E> {
        &self.0
    }
}

impl<E: fmt::Debug> fmt::Debug for Compound<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Compound").field(&self.errors()).finish()
    }
}

impl<E: fmt::Display> fmt::Display for Compound<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.errors() {
            return only.fmt(f);
        }
        write!(f, "{} attempts failed", self.len())?;
        for (index, error) in self.iter().enumerate() {
            let number = index + 1;
            match (f.alternate(), index) {
                (true, _) => write!(f, "\n{number}: {error:#}")?,
                (false, 0) => write!(f, ": {number}: {error}")?,
                (false, _) => write!(f, "; {number}: {error}")?,
            }
        }
        Ok(())
    }
}

impl<E: Error + 'static> Error for Compound<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.last())
    }
}

/// What dyno itself did to a call, as the error of its one attempt.
impl<E: From<crate::error::Error>> From<crate::error::Error> for Compound<E> {
    fn from(error: crate::error::Error) -> Self {
        Self::new(error.into())
    }
}

impl<E> IntoIterator for Compound<E> {
    type Item = E;
    type IntoIter = vec::IntoIter<E>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.0.0.into_iter()
    }
}

impl<'a, E> IntoIterator for &'a Compound<E> {
    type Item = &'a E;
    type IntoIter = slice::Iter<'a, E>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The error itself or the first of its causes that is a `T`.
fn in_chain<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // Its `source()` is that of what it was made of, which is left out.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inner.map_or_else(|| error.source(), |inner| Some(inner));
    }
    None
}
