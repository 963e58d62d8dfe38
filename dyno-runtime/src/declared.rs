//! What the program declares: each site adds itself to a tree, before `main`, or when the library that holds it is loaded.

use std::ptr;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Release};

use once_cell::race::OnceRef;

/// Has a site declare itself at load time: `declare! { SITE }` beside the static `SITE`.
///
/// The loader of each platform calls the functions that are listed in one section of the program. Only the attribute that says so is
/// unsafe to write; what is called is a safe function, and nothing here is an `unsafe` block, which lints would take for the user's.
/// What runs before `main` must neither allocate nor panic. Where a platform is not listed, a site declares itself with its first call.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    ($site:ident) => {
        const _: () = {
            #[cold]
            extern "C" fn declare() {
                $site.declare();
            }

            #[used]
            #[cfg_attr(
                any(
                    target_os = "linux",
                    target_os = "android",
                    target_os = "dragonfly",
                    target_os = "freebsd",
                    target_os = "fuchsia",
                    target_os = "haiku",
                    target_os = "hurd",
                    target_os = "illumos",
                    target_os = "netbsd",
                    target_os = "none",
                    target_os = "nto",
                    target_os = "openbsd",
                    target_os = "redox",
                    target_os = "vxworks",
                    target_family = "wasm",
                ),
                unsafe(link_section = ".init_array")
            )]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func,mod_init_funcs"))]
            #[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
            static DECLARE: extern "C" fn() = declare;
        };
    };
}

pub use __declare as declare;

/// What adds itself to a tree: a static that has the places for those below it.
pub(crate) trait Declares: Sized + 'static {
    /// The places.
    fn below(&self) -> &Below<Self>;
}

/// Sites without an order. Adding takes no lock and no memory: a site has the places for those below it.
#[derive(Debug)]
pub(crate) struct Tree<S: 'static> {
    root: OnceRef<'static, S>,
    added: AtomicUsize,
}

/// What hangs below a site: to the one side where the next bit of an address is 0, to the other where it is 1.
#[derive(Debug)]
pub(crate) struct Below<S: 'static>([OnceRef<'static, S>; 2]);

impl<S: Declares> Tree<S> {
    pub(crate) const fn new() -> Self {
        Self { root: OnceRef::new(), added: AtomicUsize::new(0) }
    }

    /// Adds a site, unless it is there. Follows the bits of its address, the lowest first, in which neighbours differ; no two sites
    /// have all in common, so there is a free place on the way.
    pub(crate) fn add(&self, site: &'static S) {
        let (mut place, mut way) = (&self.root, ptr::from_ref(site).addr() / align_of::<S>());
        while place.set(site).is_err() {
            let Some(taken_by) = place.get().filter(|there| !ptr::eq(*there, site)) else {
                return;
            };
            place = &taken_by.below().0[way % 2];
            way /= 2;
        }
        self.added.fetch_add(1, Release);
    }

    /// How many were added, each of which is found by whoever reads this.
    pub(crate) fn len(&self) -> usize {
        self.added.load(Acquire)
    }

    /// All that were added so far.
    pub(crate) fn all(&self) -> Vec<&'static S> {
        let mut all = Vec::from_iter(self.root.get());
        let mut read = 0;
        while let Some(site) = all.get(read) {
            all.extend(site.below().0.iter().filter_map(OnceRef::get));
            read += 1;
        }
        all
    }
}

impl<S: 'static> Below<S> {
    pub(crate) const fn new() -> Self {
        Self([OnceRef::new(), OnceRef::new()])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use once_cell::race::OnceRef;

    use super::{Below, Declares, Tree};

    const THREADS: usize = 8;

    /// As large as what declares itself in a program.
    struct Site([usize; 4], Below<Self>);

    impl Declares for Site {
        fn below(&self) -> &Below<Self> {
            &self.1
        }
    }

    fn sites(count: usize) -> &'static [Site] {
        (0..count).map(|at| Site([at; 4], Below::new())).collect::<Vec<_>>().leak()
    }

    fn addresses<'a>(sites: impl IntoIterator<Item = &'a &'static Site>) -> Vec<usize> {
        let mut all: Vec<_> = sites.into_iter().map(|site| site.0[0]).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn whoever_adds_at_once_is_there_once() {
        for round in 0..50 {
            let (tree, sites, start) = (Tree::new(), sites(THREADS * 64), Barrier::new(THREADS));
            thread::scope(|scope| {
                for share in sites.chunks(64) {
                    let (tree, start) = (&tree, &start);
                    scope.spawn(move || {
                        start.wait();
                        for (at, site) in share.iter().enumerate() {
                            tree.add(site);
                            assert!(tree.all().len() > at, "what was added is seen");
                        }
                        // As a loader may that runs what it ran before.
                        for site in sites.iter().step_by(7) {
                            tree.add(site);
                        }
                    });
                }
            });
            assert_eq!(addresses(&tree.all()), addresses(&sites.iter().collect::<Vec<_>>()), "round {round}");
        }
    }

    #[test]
    fn no_way_is_long() {
        let (tree, sites) = (Tree::new(), sites(4096));
        for site in sites {
            tree.add(site);
        }
        let (mut level, mut depth) = (Vec::from_iter(tree.root.get()), 0);
        while !level.is_empty() {
            level = level.iter().flat_map(|site| site.below().0.iter().filter_map(OnceRef::get)).collect();
            depth += 1;
        }
        assert!(depth < 24, "{depth} for 4096 sites");
    }
}
