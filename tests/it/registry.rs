//! Registries: which one is in scope, by guard, by future, by thread; and what becomes of names.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use dyno::{Breaker, Registry, command};
use tokio::task::{JoinSet, yield_now};

#[command]
fn counted() {}

fn started() -> u64 {
    counted::metrics().totals.started
}

#[dyno::test]
fn the_innermost_scope_wins_and_ends_with_its_guard() {
    counted();
    let (outer, inner) = (Registry::new(), Registry::new());
    {
        let _outer = outer.enter();
        counted();
        counted();
        {
            let _inner = inner.enter();
            assert_eq!(started(), 0);
            counted();
        }
        assert_eq!(started(), 2);
    }
    assert_eq!(started(), 1);
}

#[dyno::test]
async fn a_future_carries_its_scope_across_awaits_and_nobody_elses() {
    let mut tasks = JoinSet::new();
    for calls in 1..=8 {
        tasks.spawn(async move {
            let work = async {
                for _ in 0..calls {
                    counted();
                    yield_now().await;
                }
                started()
            };
            Registry::new().scope(work).await
        });
    }
    let mut seen = tasks.join_all().await;
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(started(), 0);
}

#[dyno::test]
fn another_thread_is_in_the_global_registry() {
    counted();
    let own = Registry::current();
    thread::scope(|scope| {
        let outside = scope.spawn(|| Breaker::builder("thread").build().map(|_| Registry::current())).join().unwrap();
        assert!(format!("{outside:?}").contains("global: true"));
        let inside = scope.spawn(|| {
            let _entered = own.enter();
            started()
        });
        assert_eq!(inside.join().unwrap(), 1);
    });
}

#[dyno::test]
fn a_thousand_threads_of_many_tenants_see_their_own() {
    let tenants: Vec<_> = (0..10).map(|_| Registry::new()).collect();
    thread::scope(|scope| {
        for round in 0..100 {
            for tenant in &tenants {
                scope.spawn(move || {
                    let _inside = tenant.enter();
                    let breaker = Breaker::builder(format!("round {round}")).build().unwrap();
                    assert!(dyno::breaker(breaker.name()).is_ok());
                    counted();
                });
            }
        }
    });
    for tenant in &tenants {
        let _inside = tenant.enter();
        assert_eq!(started(), 100);
    }
}

#[dyno::test]
fn a_name_lives_as_long_as_its_breaker_and_dead_names_do_not_pile_up() {
    let kept = Breaker::builder("kept").build().unwrap();
    for number in 0..10_000 {
        Breaker::builder(format!("tenant {number}")).build().unwrap();
    }
    let names: Vec<_> = dyno::snapshot().breakers.into_iter().map(|breaker| breaker.name).collect();
    assert!(names.iter().any(|name| name == kept.name()));
    assert!(!names.iter().any(|name| name.starts_with("tenant")));
    drop(kept);
    assert!(dyno::breaker("kept").is_err());
}

#[dyno::test]
fn a_registry_that_is_dropped_drops_what_it_holds() {
    let tenant = Registry::new();
    let token = Arc::new(());
    let kept = token.clone();
    let breaker = {
        let _inside = tenant.enter();
        counted();
        Breaker::builder("tenant")
            .open_for_by(move |_| Duration::from_secs(Arc::strong_count(&kept) as u64))
            .build()
            .unwrap()
    };
    drop(tenant);
    drop(breaker);
    assert_eq!(Arc::strong_count(&token), 1);
}
