//! A call whose key is being made, by the user's code: that of its rate limit, or of its fuse.

#[cfg(feature = "fuse")]
use std::hash::Hash;
use std::thread::panicking;

#[cfg(feature = "rate_limit")]
use crate::command::admitted::Admitted;
use crate::command::call::Call;
#[cfg(feature = "rate_limit")]
use crate::command::refusal::Refusal;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::{By, Key};

/// A call whose key is being made: it has panicked if that does.
#[derive(Debug)]
#[must_use]
pub struct Keyed<'a> {
    /// Until there is a key.
    call: Option<&'a mut Call>,
    panicked_before: bool,
}

impl Call {
    /// Begins to make the key of its next attempt.
    #[inline]
    pub fn keyed(&mut self) -> Keyed<'_> {
        Keyed { call: Some(self), panicked_before: panicking() }
    }

    /// Begins to make the key by which its fuse chooses, if that lets only a share pass and has not chosen yet.
    #[cfg(feature = "fuse")]
    #[inline]
    pub fn to_be_chosen(&mut self) -> Option<Keyed<'_>> {
        if self.is_to_be_chosen() { Some(self.keyed()) } else { None }
    }
}

impl<'a> Keyed<'a> {
    /// Admits or rejects an attempt as [`Call::admit`] does, by the bucket of a key.
    ///
    /// # Errors
    ///
    /// Those of [`Call::admit`].
    #[cfg(feature = "rate_limit")]
    pub fn admit<K: Key + ?Sized>(self, key: &K) -> Result<Admitted<'a>, Refusal> {
        let call = self.made();
        call.ask(Some(&By(key))).map(|()| Admitted::begun(call))
    }

    /// Has its fuse choose by a key. Hashing is the user's as well.
    #[cfg(feature = "fuse")]
    pub fn choose<K: Hash + ?Sized>(mut self, key: &K) {
        if let Some(call) = &mut self.call {
            call.is_chosen_by(|fuse| fuse.chooses(key));
        }
        self.made();
    }

    fn made(mut self) -> &'a mut Call {
        self.call.take().unwrap_or_else(|| unreachable!("it is made once"))
    }
}

/// What can be the key of a fuse.
#[cfg(feature = "fuse")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a fuse",
    label = "a key needs `Hash`",
    note = "make a value of it that has one: a number, a `String`, or a tuple of them"
)]
pub trait FuseKey: Hash {}

#[cfg(feature = "fuse")]
#[diagnostic::do_not_recommend]
impl<K: Hash + ?Sized> FuseKey for K {}

/// Says at the user's words what cannot be a key.
#[cfg(feature = "fuse")]
pub fn fuse_key<K: FuseKey + ?Sized>(key: &K) -> &K {
    key
}

impl Drop for Keyed<'_> {
    /// Left without a key by a `?`, or with its future, the call has not begun.
    #[inline]
    fn drop(&mut self) {
        if let (Some(call), true) = (self.call.take(), panicking() && !self.panicked_before) {
            call.panics_before_its_attempt();
        }
    }
}
