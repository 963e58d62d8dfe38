//! A test of how a program is put together.

use crate::command::watch::validated;
use crate::registry::Registry;

/// Declares a test that fails unless all that attributes ask for is there: [`Registry::validate`] of the global
/// registry, as if `provide`, if one is given, had provided there what `main` provides. It names what is missing, provided twice, needs itself, or is
/// kept longer than its scope, with file and line.
///
/// ```
/// # use std::sync::Arc;
/// # struct Url; impl Url { fn of_a_test() -> Self { Self } }
/// fn provide() {
///     dyno::provide(Arc::new(Url::of_a_test())).unwrap();
/// }
///
/// dyno::validate_test!(provide); // and without services by hand: dyno::validate_test!();
/// ```
#[macro_export]
macro_rules! validate_test {
    () => {
        $crate::validate_test!(|| {});
    };
    ($provide:expr $(,)?) => {
        #[test]
        fn all_that_is_asked_for_is_there() {
            $crate::__test::checked($provide);
        }
    };
}

/// Validates a child of the global registry, in which this was provided, as if it were that.
///
/// # Panics
///
/// With all that is wrong.
#[expect(clippy::panic, reason = "it is a test")]
pub fn checked(provide: impl FnOnce()) {
    let registry = Registry::global().child();
    let _entered = registry.enter();
    provide();
    if let Err(problems) = validated(true) {
        panic!("{problems}");
    }
}
