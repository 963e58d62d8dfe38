//! What the parameters of one function ask for.

use std::any::Any;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::vec::IntoIter;

use once_cell::race::OnceBox;

use crate::error::Error;
use crate::inject::core::{Core, core_of};
use crate::inject::dep::Dep;
use crate::inject::missing::{Asking, missing};
use crate::inject::named::key;
use crate::inject::parameter::Inject;
use crate::inject::resolve::{Found, look};
use crate::registry::{Registry, Shelved, Tag};

/// The static of one parameter.
pub struct Spot {
    parameter: &'static str,
    tag: fn() -> Option<Tag>,
    /// The slot of the global registry. That of the type which was first asked for: a generic function has others.
    global: OnceBox<Arc<dyn Any + Send + Sync>>,
}

impl Spot {
    /// Declares it. Costs nothing until the function is called.
    #[must_use]
    pub const fn new(parameter: &'static str, tag: fn() -> Option<Tag>) -> Self {
        Self { parameter, tag, global: OnceBox::new() }
    }

    /// Looks, and keeps the way to the slot of the global registry.
    fn look<I: Inject>(&'static self, registry: &Registry) -> Found<I::Target> {
        let key = key::<I::Target>((self.tag)().as_ref());
        if !registry.is_instance() {
            self.global.get_or_init(|| Box::new(core_of::<I::Target>(registry, &key).any()));
        }
        look(registry, &key)
    }
}

impl fmt::Debug for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spot").field("parameter", &self.parameter).finish_non_exhaustive()
    }
}

/// What one parameter asks for. It carries what can be done with its type, so that whoever handles it needs no bound: what cannot be
/// injected is told of once, and a future that holds it can be sent.
pub struct Want<I> {
    spot: &'static Spot,
    at_once: fn(&Spot) -> Option<I>,
    present: fn(&'static Spot, &Registry) -> Option<I>,
    begin: fn(&'static Spot, &Registry, Waiting) -> Begun,
    finish: fn(&'static Spot, Ended, &Registry, Who<'_>) -> Result<I, Error>,
}

/// Tells who asks, for a parameter.
type Who<'a> = &'a dyn Fn(&'static str) -> Asking;

/// How whoever asks waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Waiting {
    /// By awaiting.
    Awaits,
    /// By blocking the thread.
    Blocks,
}

/// What a parameter waits for, if it waits: its type is known to who began.
pub struct Begun(Waits);

enum Waits {
    No(Ended),
    For(Pin<Box<dyn Future<Output = Ended> + Send>>),
}

/// What came of it.
pub(crate) type Ended = Box<dyn Any + Send>;

/// Asks for what this parameter is.
#[inline]
#[must_use]
pub fn want<I: Inject>(spot: &'static Spot) -> Want<I> {
    Want { spot, at_once: at_once::<I>, present: present::<I>, begin: begin::<I>, finish: finish::<I> }
}

impl<I> fmt::Debug for Want<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spot.fmt(f)
    }
}

/// What several parameters ask for: each with those that follow, the last with `()`.
pub trait Wants {
    /// The parameters, filled, in the same order.
    type Found;

    /// Fills them from the global registry; `None` where that takes more than a look.
    fn at_once(&self) -> Option<Self::Found>;

    /// Fills them from a registry and its parents; `None` where one is missing, or has to be built.
    fn present(&self, registry: &Registry) -> Option<Self::Found>;

    /// Begins to build, at once, all that has to be built.
    fn begin(&self, registry: &Registry, waiting: Waiting, begun: &mut Vec<Begun>);

    /// Fills them with what came of that, in the same order.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] of the first that is needed and that nobody provides, [`Error::ServiceFailed`] of the first that could not be built.
    fn finish(&self, ended: &mut IntoIter<Ended>, registry: &Registry, who: Who<'_>) -> Result<Self::Found, Error>;
}

impl Wants for () {
    type Found = ();

    #[inline]
    fn at_once(&self) -> Option<()> {
        Some(())
    }

    fn present(&self, _: &Registry) -> Option<()> {
        Some(())
    }

    fn begin(&self, _: &Registry, _: Waiting, _: &mut Vec<Begun>) {}

    fn finish(&self, _: &mut IntoIter<Ended>, _: &Registry, _: Who<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl<I, W: Wants> Wants for (Want<I>, W) {
    type Found = (I, W::Found);

    #[inline]
    fn at_once(&self) -> Option<Self::Found> {
        let Want { spot, at_once, .. } = &self.0;
        Some((at_once(spot)?, self.1.at_once()?))
    }

    fn present(&self, registry: &Registry) -> Option<Self::Found> {
        let Want { spot, present, .. } = &self.0;
        Some((present(spot, registry)?, self.1.present(registry)?))
    }

    fn begin(&self, registry: &Registry, waiting: Waiting, begun: &mut Vec<Begun>) {
        let Want { spot, begin, .. } = &self.0;
        begun.push(begin(spot, registry, waiting));
        self.1.begin(registry, waiting, begun);
    }

    fn finish(&self, ended: &mut IntoIter<Ended>, registry: &Registry, who: Who<'_>) -> Result<Self::Found, Error> {
        let Want { spot, finish, .. } = &self.0;
        let own = ended.next().unwrap_or_else(|| unreachable!("each that began has ended"));
        Ok((finish(spot, own, registry, who)?, self.1.finish(ended, registry, who)?))
    }
}

/// Waits for all of them, at once. Cancel safe: what is being built is built to its end.
pub(crate) async fn all(mut begun: Vec<Begun>) -> Vec<Ended> {
    poll_fn(|cx| {
        let mut is_ready = true;
        for one in &mut begun {
            if let Waits::For(work) = &mut one.0 {
                match work.as_mut().poll(cx) {
                    Poll::Ready(ended) => one.0 = Waits::No(ended),
                    Poll::Pending => is_ready = false,
                }
            }
        }
        if is_ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let ended = begun.into_iter().filter_map(|one| match one.0 {
        Waits::No(ended) => Some(ended),
        Waits::For(_) => None,
    });
    ended.collect()
}

/// Fills one from the global registry.
#[inline]
fn at_once<I: Inject>(spot: &Spot) -> Option<I> {
    let core = spot.global.get()?.downcast_ref::<Core<I::Target>>()?;
    I::fill(Some(Dep::of(core.load())?), || unreachable!("it was found")).ok()
}

fn present<I: Inject>(spot: &'static Spot, registry: &Registry) -> Option<I> {
    match spot.look::<I>(registry) {
        Found::There(there) => I::fill(Some(there), || unreachable!("it was found")).ok(),
        // What it says to that may have to be put into words.
        _ => None,
    }
}

fn begin<I: Inject>(spot: &'static Spot, registry: &Registry, waiting: Waiting) -> Begun {
    let found = spot.look::<I>(registry);
    let found = if waiting == Waiting::Blocks { found.for_who_blocks() } else { found };
    Begun(if found.is_there() {
        Waits::No(Box::new(found.at_once()))
    } else {
        Waits::For(Box::pin(async move { Box::new(found.wait().await) as Ended }))
    })
}

fn finish<I: Inject>(spot: &'static Spot, ended: Ended, registry: &Registry, who: Who<'_>) -> Result<I, Error> {
    let found = ended.downcast().unwrap_or_else(|_| unreachable!("it is what began it"));
    fill::<I>(spot, *found, registry, who)
}

/// Makes the parameter of what was found.
fn fill<I: Inject>(
    spot: &'static Spot,
    found: Result<Option<Dep<I::Target>>, Error>,
    registry: &Registry,
    who: Who<'_>,
) -> Result<I, Error> {
    match found {
        Ok(found) => {
            I::fill(found, || missing::<I::Target>(Some(registry), (spot.tag)().as_ref(), &who(spot.parameter)))
        }
        Err(error) => I::fill(None, || error),
    }
}
