//! Each registry has chains of its own.

use dyno::{Aspect, Later, Registry, aspect};

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

#[dyno::test]
fn the_filters_of_a_parent_stand_round_those_of_its_children() {
    let house = Registry::new();
    let floor = house.child();
    let guest = floor.child();
    let called = |registry: &Registry| {
        let _entered = registry.enter();
        hosted(1)
    };
    let push = |registry: &Registry, add: u32| {
        let _entered = registry.enter();
        hosted::aspect().push(move |(id,), next| next.call((id * 10 + add,)));
    };
    // Whichever was called first.
    assert_eq!((called(&guest), called(&house)), (1, 1));
    push(&house, 2);
    assert_eq!((called(&guest), called(&floor), called(&house)), (12, 12, 12));
    push(&guest, 4);
    push(&floor, 3);
    assert_eq!((called(&guest), called(&floor), called(&house)), (1234, 123, 12));
    assert_eq!(called(&Registry::new()), 1);
    let _house = house.enter();
    hosted::aspect().replace(|chain| _ = chain.push(|_, _| 0));
    assert_eq!((called(&guest), called(&floor)), (0, 0));
    hosted::aspect().clear();
    assert_eq!((called(&guest), called(&floor), hosted::aspect().len()), (134, 13, 0));
}

#[dyno::test]
async fn a_child_made_later_passes_the_filters_that_its_parent_has() {
    let house = Registry::new();
    let _house = house.enter();
    let asked = Aspect::<(u32,), Later<u32>>::named("asked by hand").unwrap();
    asked.push(|(id,), next| async move { next.call((id + 1,)).await });
    let _guest = house.child().enter();
    let asked = Aspect::<(u32,), Later<u32>>::named("asked by hand").unwrap();
    assert_eq!((asked.call_async((1,), |(id,)| async move { id }).await, asked.len()), (2, 0));
}

#[aspect("of two signatures")]
fn of_one_signature(id: u32) -> u32 {
    id
}

#[aspect("of two signatures")]
fn of_another(id: u32) -> u64 {
    id.into()
}

#[dyno::test]
fn validation_tells_of_two_signatures_under_one_name() {
    assert_eq!((of_one_signature(1), of_another(2)), (1, 2));
    let told = dyno::validate().unwrap_err().to_string();
    let told = told.lines().find(|line| line.contains("`of two signatures`")).unwrap();
    assert!(told.contains("(`(u32,) -> u32`)") && told.contains("(`(u32,) -> u64`)"), "{told}");
    assert!(told.ends_with("give one of them another name"), "{told}");
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
