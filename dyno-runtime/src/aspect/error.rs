//! Why a join point is not there.

use std::sync::Arc;

use crate::error::UnknownName;

/// Why a join point was not found, or not made.
///
/// ```
/// use dyno::{Aspect, AspectError};
///
/// let page = Aspect::<(u32,), String>::named("page")?;
/// let Err(error) = Aspect::<(u32,), Vec<u8>>::named("page") else { panic!("the name is taken") };
/// assert_eq!(
///     error.to_string(),
///     "the aspect `page` is one of `(u32,) -> alloc::string::String` here, and is asked for as one of `(u32,) -> alloc::vec::Vec<u8>`: \
///      ask for the former, or give one of them another name"
/// );
/// # drop(page);
/// # Ok::<(), AspectError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AspectError {
    /// Nothing has the name.
    #[error(transparent)]
    Unknown(UnknownName),
    /// What has the name filters other arguments, or another return value.
    #[error(
        "the aspect `{name}` is one of `{living}` here, and is asked for as one of `{asked}`: ask for the former, or give one of them another name"
    )]
    #[non_exhaustive]
    OtherTypes {
        /// The name.
        name: Arc<str>,
        /// The types that were asked for, arguments and return value; that of an async function is a `Later`.
        asked: String,
        /// Those that are there.
        living: String,
    },
}
