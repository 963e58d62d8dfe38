//! What crosses to a thread of a pool with a body, and comes back from there: these bounds say so at the user's type, and once.

/// An argument of a body that runs on a pool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot go to a thread of a pool",
    label = "the body of this function runs there, and takes this along: it must be `Send`",
    note = "take an `Arc` for an `Rc`, a `Mutex` for a `RefCell`, a `Box<dyn .. + Send>` for a `Box<dyn ..>`",
    note = "or make it in the body, and take what it is made of"
)]
pub trait Goes: Sized {
    /// Itself. Where it cannot go nothing is known of it, so that nothing more is said of the body.
    type Itself;

    /// Goes.
    fn goes(self) -> Self::Itself;
}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> Goes for T {
    type Itself = T;

    fn goes(self) -> T {
        self
    }
}

/// Takes an argument along.
#[inline]
pub fn goes<T: Goes>(argument: T) -> T::Itself {
    argument.goes()
}

/// An argument of the type of a parameter: that the bound `Send` is missing rustc knows, and no impl hides it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot go to a thread of a pool",
    label = "the body of this function runs there, and takes this along: it must be `Send + 'static`"
)]
pub trait ParameterGoes: Sized {
    /// Itself, or nothing.
    type Itself;

    /// Goes.
    fn goes(self) -> Self::Itself;
}

impl<T: Send + 'static> ParameterGoes for T {
    type Itself = T;

    fn goes(self) -> T {
        self
    }
}

/// Takes an argument along.
#[inline]
pub fn parameter_goes<T: ParameterGoes>(argument: T) -> T::Itself {
    argument.goes()
}

/// What a body that runs on a pool returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot come back from a thread of a pool",
    label = "the body runs there, and returns this: it must be `Send`",
    note = "return an `Arc` for an `Rc`, a `Mutex` for a `RefCell`, a `Box<dyn .. + Send>` for a `Box<dyn ..>`",
    note = "or return what it is made of, and let the caller make it"
)]
pub trait ComesBack: Send + 'static {}

#[diagnostic::do_not_recommend]
impl<R: Send + 'static> ComesBack for R {}

/// A body that runs on a pool. Its arguments have been asked, so that what may be in the way is `self`.
#[diagnostic::on_unimplemented(
    message = "`self` cannot go to a thread of a pool",
    label = "the body of this method runs there, and takes this along: it must be `Send`",
    note = "an `Arc<Self>` is, where `Self` is `Send` and `Sync`: keep an `Arc` for an `Rc`, a `Mutex` for a `RefCell` or `Cell` in it",
    note = "or let a function without `self` do the work that blocks"
)]
pub trait ApartBody<R>: FnOnce() -> R + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<R, B: FnOnce() -> R + Send + 'static> ApartBody<R> for B {}
