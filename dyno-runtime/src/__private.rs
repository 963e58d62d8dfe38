//! The one door for expansions. Nothing here is for hands: it changes without notice.

use std::any::type_name_of_val;
use std::iter::once;
use std::sync::Arc;

#[cfg(feature = "macros")]
pub use dyno_macros::{beside, gathered};

#[cfg(feature = "aspect")]
pub use crate::aspect::{Filters, Joined, joins};
#[cfg(feature = "cache")]
pub use crate::cache::{CacheKey, Keys, Own};
#[cfg(feature = "timing")]
pub use crate::command::Title;
#[cfg(feature = "fuse")]
pub use crate::command::fuse_key;
use crate::command::is_copy;
#[cfg(all(feature = "cache", feature = "pool"))]
pub use crate::command::on_pool;
pub use crate::command::{
    Admitted, Answer, BOXED_TIMER, Beside, Call, Carries, Ended, GivenCause, IsCold, IsFuse, Keep, KeepAsked, Literal,
    NoColdCall, NoFuse, OWN_TIMER, OfText, Place, PlainAnswer, PlainEnd, PlainLiteral, PlainReturn, Quick, Refusal,
    Returned, Running, Site, SomeFuse, Spec, boxed, carry, count, given_cause, judge, keep, keep_asked, made,
    parameter_carry, parameter_keep, parameter_refuse, refuse, run_bare, text,
};
#[cfg(feature = "retry")]
pub use crate::command::{
    Again, Asks, ByDefault, Ends, Following, Hint, NameCauses, Of, Once, PlainAgain, PlainHint, PlainOf, PlainOnce,
    PlainTries, TellWait, Tries, again, parameter_again,
};
#[cfg(feature = "pool")]
pub use crate::command::{
    ApartBody, ComesBack, Driven, Errand, Goes, ParameterGoes, Submission, Submitted, Work, block, goes, parameter_goes,
};
#[cfg(feature = "cache")]
pub use crate::command::{
    CacheOf, Cached, Detached, Found, Holds, Keeping, KindOf, Maker, Owning, OwningOf, Owns, PlainCacheOf, PlainCached,
    PlainCopied, PlainDetached, PlainKeeping, PlainKindOf, PlainOwningOf, PlainShared, PlainTelling, Returning, Shares,
    Stores, keeps, led, led_sync, lives, on_runtime, owner, parameter_keeps, parameter_tells, tells,
};
#[cfg(feature = "harness")]
pub use crate::command::{DebugText, Harnessed, PlainKind, PlainText, Wrong, redacted};
#[cfg(feature = "inject")]
pub use crate::command::{Lacking, LackingAnswered, PlainLacking, Serving, served, with, with_sync};
#[cfg(any(feature = "cache", feature = "fuse", feature = "rate_limit"))]
pub use crate::command::{Lent, PlainLent};
pub use crate::declared::declare;
#[cfg(feature = "harness")]
pub use crate::harness::Pulled;
#[cfg(feature = "inject")]
pub use crate::inject::{
    Asking, Begun, Comes, Inject, PlainLater, PlainServed, PlainSharing, PlainTag, PlainWish, Pointer, Served,
    ServiceSite, Sharing, Spot, TagOf, Waiting, Want, Wants, Wish, WishOf, offer, want,
};
pub use crate::outcome::Verdict;
#[cfg(feature = "rate_limit")]
pub use crate::rate_limit::key;
#[cfg(feature = "retry")]
pub use crate::retry::{retried, retried_sync};
#[cfg(feature = "timing")]
pub use crate::timing::{timed, timed_async};

#[cfg(feature = "test-util")]
pub use crate::test::{Flavor, test, test_sync};

/// Stands for all that is beside a function, as one item: rustc refuses it where none can stand, in an impl, and says the name of this macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __in_an_impl_write_handle_false {
    // One tree of tokens, which is handed on as it is.
    ($items:tt) => {
        #[$crate::__private::beside $items]
        mod __dyno {}
    };
}

pub use __in_an_impl_write_handle_false as in_an_impl_write_handle_false;

/// The same beside a function that builds a service.
#[doc(hidden)]
#[macro_export]
macro_rules! __in_an_impl_is_no_service {
    ($items:tt) => {
        #[$crate::__private::beside $items]
        mod __dyno {}
    };
}

pub use __in_an_impl_is_no_service as in_an_impl_is_no_service;

/// A name that was given. A copy of the function does not bear it.
#[must_use]
pub fn given<T>(marker: &T, name: &str) -> Arc<str> {
    let path = type_name_of_val(marker);
    if is_copy(path) { path.into() } else { name.into() }
}

/// The path of the function `ident`, as rustc prints it: that of a marker function that stands in or beside it.
#[must_use]
pub fn path_of<T>(marker: &T, ident: &str) -> Arc<str> {
    path(type_name_of_val(marker), ident).into()
}

fn path(marker: &str, ident: &str) -> String {
    let path = marker.trim_end_matches("::__here").trim_end_matches("::__site").replace("::{{closure}}", "");
    // What stands beside a free function: `<dyno::__private::Beside<_> as shop::__dyno_beside_stock>`.
    let path = match path.rsplit_once(" as ").and_then(|(_, beside)| beside.split_once("::__dyno_beside_")) {
        Some((module, _)) => format!("{module}::{ident}"),
        _ => path,
    };
    of_impl(&path).unwrap_or(path)
}

/// Says `<Client as Stock>::get` where rustc says `elsewhere::<impl Stock for Client>::get`, because the impl stands in another module
/// than its type.
fn of_impl(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("::<impl ")?;
    let mut depth = 1;
    let end = rest.char_indices().zip(once(' ').chain(rest.chars())).find_map(|((at, sign), before)| {
        match sign {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let (what, method) = (&rest[..end], &rest[end + 1..]);
    Some(match what.split_once(" for ") {
        Some((shape, kind)) => format!("<{kind} as {shape}>{method}"),
        None => format!("{what}{method}"),
    })
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_path_is_that_of_the_function() {
        for (marker, name) in [
            ("<dyno::command::beside::Beside<7> as shop::__dyno_beside_stock_7>::__site::__here", "shop::stock"),
            (
                "<dyno::command::beside::Beside<7> as shop::main::{{closure}}::__dyno_beside_stock_7>::__site::__here",
                "shop::main::stock",
            ),
            ("shop::Client<_>::stock::{{closure}}::__site::__here", "shop::Client<_>::stock"),
            ("<shop::Client as shop::Stock>::stock::__site::__here", "<shop::Client as shop::Stock>::stock"),
        ] {
            assert_eq!(path(marker, "stock"), name);
        }
    }
}
