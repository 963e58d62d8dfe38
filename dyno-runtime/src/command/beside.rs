//! How a free function finds what stands beside it, so that nothing is missed where nothing can stand.

use crate::command::site::Site;

/// What stands beside the function of this mark: a trait that is in scope there gives it by value, before what is here, which is by
/// reference.
///
/// A path to what is not there would be an error of its own, and in an impl, where rustc has refused it already, a second one. The mark tells
/// apart the traits that are in scope.
#[derive(Clone, Copy, Debug)]
pub struct Beside<const MARK: u32>;

impl<const MARK: u32> Beside<MARK> {
    /// Only found where the attribute has parted from the function, and then by whoever builds it: the error is that of a constant.
    const MISSING: &'static Site = missing(MARK);

    /// Stands in for the site.
    #[must_use]
    pub fn __site(&self) -> &'static Site {
        Self::MISSING
    }

    /// Stands in for the handle.
    pub fn __handle<H>(&self, instead: H) -> H {
        let _: &Site = Self::MISSING;
        instead
    }
}

/// Asked for a mark, because what is the same for all of them is evaluated where nothing is missing.
const fn missing(_mark: u32) -> &'static Site {
    panic!(
        "what an attribute of dyno has put beside a function is not in its scope: let no macro part them, or write `handle = false`"
    )
}
