//! What the handle of a command without a fuse says of one.

use std::marker::PhantomData;

/// A command that has a fuse.
#[diagnostic::on_unimplemented(
    message = "this command has no fuse",
    label = "there is none to hand out",
    note = "write `fuse` in its attribute, or `#[fuse]` beside it"
)]
pub trait IsFuse {}

#[diagnostic::do_not_recommend]
impl IsFuse for () {}

/// What a command has instead of one.
#[derive(Debug)]
pub struct NoFuse<'a>(PhantomData<&'a ()>);

/// What its handle would hand out.
#[cfg(feature = "fuse")]
pub type SomeFuse = crate::fuse::Fuse;
/// What its handle would hand out.
#[cfg(not(feature = "fuse"))]
pub type SomeFuse = ();
