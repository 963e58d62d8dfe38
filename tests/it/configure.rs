//! Settings that are changed while they are being changed, by the same thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use dyno::{Backoff, Breaker, Bulkhead, Cache, Command, Pool, RateLimit, Registry, Retry, SettingsError};

const SECOND: Duration = Duration::from_secs(1);

/// Changes a setting by edits that change it, too: to the same each time, which ends, and to something else, which has to.
macro_rules! each_has_an_end {
    ($($subject:literal: $thing:expr, $setting:ident, [$($inner:expr),*];)*) => {$({
        let (thing, inner, mut runs) = ($thing.unwrap(), [$($inner),*], 0);
        let outer = thing.configure(|settings| {
            runs += 1;
            thing.configure(|settings| settings.$setting = inner[0]).unwrap();
            settings.$setting = inner[1];
        });
        assert_eq!((outer, thing.settings().$setting, runs), (Ok(()), inner[1], 2), $subject);
        let mut runs = 0;
        let outer = thing.configure(|settings| {
            runs += 1;
            thing.configure(|settings| settings.$setting = inner[(runs + 1) % 2]).unwrap();
            settings.$setting = inner[2];
        });
        assert!(matches!(outer, Err(SettingsError::Recursive { subject, .. }) if &*subject == $subject));
        assert!(runs < 9 && thing.settings().$setting == inner[(runs + 1) % 2], "{}: {runs}", $subject);
        thing.configure(|settings| settings.$setting = inner[2]).unwrap();
    })*};
}

#[dyno::test]
fn an_edit_that_edits_has_an_end() {
    each_has_an_end! {
        "retry `edited`": Retry::builder("edited").build(), n, [5, 7, 9];
        "breaker `edited`": Breaker::builder("edited").build(), min_calls, [5, 7, 9];
        "bulkhead `edited`": Bulkhead::builder("edited").build(), permits, [5, 7, 9];
        "rate_limit `edited`": RateLimit::builder("edited").build(), burst, [Some(5), Some(7), Some(9)];
        "cache `edited`": Cache::<u32, u32>::builder("edited").build(), capacity, [5, 7, 9];
        "pool `edited`": Pool::builder("edited").build(), threads, [5, 7, 9];
    }
    let (command, mut runs) = (Command::builder("edited").build().unwrap(), 0);
    let outer = command.configure(|_| {
        runs += 1;
        command.configure(|settings| settings.timeout = Some(SECOND * runs)).unwrap();
    });
    assert!(matches!(outer, Err(SettingsError::Recursive { subject, .. }) if &*subject == "command `edited`"));
}

#[dyno::test]
fn an_edit_inside_of_anothers_is_none() {
    let (one, other) = (Retry::builder("one edited").build().unwrap(), Retry::builder("other edited").build().unwrap());
    let namesake = {
        let _tenant = Registry::new().enter();
        Retry::builder("one edited").build().unwrap()
    };
    let mut runs = 0;
    one.configure(|settings| {
        runs += 1;
        other.configure(|settings| settings.n = 20 + runs).unwrap();
        namesake.configure(|settings| settings.n = 40 + runs).unwrap();
        settings.n = 3;
    })
    .unwrap();
    assert_eq!(([&one, &other, &namesake].map(|retry| retry.settings().n), runs), ([3, 21, 41], 1));
    let (mut runs, mut told) = (0, Vec::new());
    let outer = one.configure(|_| {
        let round = other.configure(|settings| {
            runs += 1;
            settings.n = runs;
            one.configure(|settings| settings.n = runs).unwrap();
        });
        told.push(round);
    });
    assert!(matches!(outer, Err(SettingsError::Recursive { subject, .. }) if &*subject == "retry `one edited`"));
    assert!(told.iter().all(Result::is_ok), "through another");
}

#[dyno::test]
fn an_edit_that_panics_is_over() {
    let retry = Retry::builder("panics edited").build().unwrap();
    catch_unwind(AssertUnwindSafe(|| retry.configure(|_| panic!("the user's")))).unwrap_err();
    retry.configure(|settings| settings.backoff = Backoff::fixed(SECOND)).unwrap();
    assert_eq!(retry.settings().backoff, Backoff::fixed(SECOND));
}
