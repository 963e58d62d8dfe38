//! Each registry has chains of its own.

use dyno::{Registry, aspect};

#[aspect("hosted")]
fn hosted(id: u32) -> u32 {
    id
}

#[dyno::test]
fn each_instance_has_its_own_chain() {
    let (one, other) = (Registry::new(), Registry::new());
    {
        let _one = one.enter();
        hosted::aspect().push(|(id,), next| next.call((id + 1,)));
        assert_eq!(hosted(1), 2);
    }
    let _other = other.enter();
    assert_eq!((hosted(1), hosted::aspect().len()), (1, 0));
    dyno::aspect::<(u32,), u32>("hosted").unwrap().push(|(id,), next| next.call((id + 2,)));
    assert_eq!(hosted(1), 3);
    let _one = one.enter();
    assert_eq!(hosted(1), 2);
}

#[dyno::test]
fn a_handle_leads_to_the_chain_of_where_it_was_asked_for() {
    let tenant = Registry::new();
    let aspect = {
        let _tenant = tenant.enter();
        hosted::aspect()
    };
    aspect.push(|_, _| 7);
    assert_eq!(hosted(1), 1);
    let _tenant = tenant.enter();
    assert_eq!(hosted(1), 7);
}

/// The filters go with the registry whose site has them.
#[dyno::test]
fn a_registry_that_ends_takes_its_filters_with_it() {
    let alive = std::sync::Arc::new(());
    let tenant = Registry::new();
    {
        let (_tenant, alive) = (tenant.enter(), alive.clone());
        hosted::aspect().push(move |args, next| {
            let _ = &alive;
            next.call(args)
        });
    }
    assert_eq!(std::sync::Arc::strong_count(&alive), 2);
    drop(tenant);
    assert_eq!(std::sync::Arc::strong_count(&alive), 1);
}
