//! What a registry provides: slots, tags, parents, swaps.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use dyno::{Error, Registry, SettingsError, Tag};

use super::{Depot, Fixed, depot};

struct Replica;

fn stock(registry: &Registry) -> Option<u32> {
    registry.get::<dyn Depot>().ok().map(|depot| depot.stock())
}

#[test]
fn what_is_provided_is_found_by_its_type_and_tag() {
    let registry = Registry::new();
    registry.provide::<dyn Depot>(depot(1)).unwrap();
    registry.provide_named::<dyn Depot>(Tag::of::<Replica>(), depot(2)).unwrap();
    registry.provide_named::<dyn Depot>("eu", depot(3)).unwrap();
    registry.provide(Arc::new(Fixed(4))).unwrap();
    let tagged = |tag: Tag| registry.slot_named::<dyn Depot>(tag).get().map(|depot| depot.stock());
    assert_eq!(stock(&registry), Some(1));
    assert_eq!(tagged(Tag::of::<Replica>()).unwrap(), 2);
    assert_eq!(tagged("eu".into()).unwrap(), 3);
    assert_eq!(tagged("eu".to_owned().into()).unwrap(), 3);
    assert_eq!(registry.get::<Fixed>().unwrap().0, 4);
    assert!(matches!(tagged("us".into()), Err(Error::Missing { .. })));
}

#[test]
fn providing_twice_is_an_error_with_both_places_and_changes_nothing() {
    let registry = Registry::new();
    registry.provide::<dyn Depot>(depot(1)).unwrap();
    let error = registry.provide::<dyn Depot>(depot(2)).unwrap_err();
    assert_eq!(stock(&registry), Some(1));
    let SettingsError::Provided { first, second, .. } = &error else { panic!("{error:?}") };
    assert!(first.contains("provided.rs:") && second.contains("provided.rs:") && first != second, "{error}");
    assert!(error.to_string().contains("dyn it::inject::Depot"), "{error}");
}

#[test]
fn a_slot_is_taken_before_and_follows_all_that_happens() {
    let registry = Registry::new();
    let slot = registry.slot::<dyn Depot>();
    let seen = || slot.get().ok().map(|depot| depot.stock());
    assert_eq!(seen(), None);
    registry.provide::<dyn Depot>(depot(1)).unwrap();
    assert_eq!(seen(), Some(1));
    let swapped = registry.swap::<dyn Depot>(depot(2));
    assert_eq!(seen(), Some(2));
    assert_eq!(registry.replace::<dyn Depot>(depot(3)).map(|old| old.stock()), Some(1));
    assert_eq!(seen(), Some(2));
    drop(swapped);
    assert_eq!(seen(), Some(3));
    assert_eq!(slot.remove().map(|old| old.stock()), Some(3));
    assert_eq!(seen(), None);
    assert!(slot.remove().is_none());
    registry.provide::<dyn Depot>(depot(4)).unwrap();
    assert_eq!(seen(), Some(4));
    drop(registry);
    assert_eq!(seen(), None);
}

#[test]
fn swaps_end_in_any_order() {
    let registry = Registry::new();
    registry.provide::<dyn Depot>(depot(0)).unwrap();
    let one = registry.swap::<dyn Depot>(depot(1));
    let two = registry.swap::<dyn Depot>(depot(2));
    let three = registry.swap::<dyn Depot>(depot(3));
    drop(two);
    assert_eq!(stock(&registry), Some(3));
    drop(three);
    assert_eq!(stock(&registry), Some(1));
    drop(one);
    assert_eq!(stock(&registry), Some(0));
}

#[test]
fn whoever_holds_a_dependency_keeps_it() {
    let registry = Registry::new();
    registry.provide::<dyn Depot>(depot(1)).unwrap();
    let held: Vec<_> = (0..20).map(|_| registry.slot::<dyn Depot>().dep().unwrap()).collect();
    registry.replace::<dyn Depot>(depot(2));
    assert!(held.iter().all(|held| held.stock() == 1));
    assert_eq!(held[0].clone().to_arc().stock(), 1);
    assert_eq!(stock(&registry), Some(2));
}

#[test]
fn a_child_has_what_its_parents_provide_unless_it_provides_another() {
    let house = Registry::new();
    let guest = house.child();
    let room = guest.child();
    assert_eq!(stock(&room), None);
    let early = room.slot::<dyn Depot>();
    house.provide::<dyn Depot>(depot(1)).unwrap();
    assert_eq!((stock(&room), early.get().unwrap().stock()), (Some(1), 1));
    guest.provide::<dyn Depot>(depot(2)).unwrap();
    assert_eq!((stock(&house), stock(&guest), stock(&room)), (Some(1), Some(2), Some(2)));
    let swapped = room.swap::<dyn Depot>(depot(3));
    assert_eq!((stock(&guest), stock(&room), early.get().unwrap().stock()), (Some(2), Some(3), 3));
    drop(swapped);
    guest.remove::<dyn Depot>();
    assert_eq!((stock(&guest), stock(&room)), (Some(1), Some(1)));
    drop(house);
    assert_eq!(stock(&room), Some(1));
}

#[tokio::test]
async fn a_watch_sees_every_change_here_and_in_parents() {
    let house = Registry::new();
    let guest = house.child();
    let mut watch = guest.watch::<dyn Depot>();
    let waits = tokio::time::timeout(std::time::Duration::ZERO, watch.changed());
    assert!(waits.await.is_err());
    house.provide::<dyn Depot>(depot(1)).unwrap();
    watch.changed().await;
    assert_eq!(watch.get().unwrap().stock(), 1);
    let seen = tokio::spawn(async move {
        watch.changed().await;
        watch.get().unwrap().stock()
    });
    tokio::task::yield_now().await;
    guest.replace::<dyn Depot>(depot(2));
    assert_eq!(seen.await.unwrap(), 2);
}

#[tokio::test]
async fn what_does_not_change_what_is_seen_wakes_nobody() {
    let registry = Registry::new();
    let _swapped = registry.swap::<dyn Depot>(depot(1));
    let mut watch = registry.watch::<dyn Depot>();
    registry.replace::<dyn Depot>(depot(2));
    registry.remove::<dyn Depot>();
    let waits = tokio::time::timeout(std::time::Duration::ZERO, watch.changed());
    assert!(waits.await.is_err());
}

/// A dependency that counts how many of it live, and looks into the registry that drops it.
struct Counted(Arc<AtomicU32>, Registry);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
        // Deadlocks where it is dropped under a lock.
        assert!(self.1.slot::<Counted>().get().map_or(true, |counted| counted.0.load(Relaxed) < 10));
        self.1.replace(Arc::new(0_u8));
    }
}

#[test]
fn nothing_is_dropped_under_a_lock_and_nothing_leaks() {
    let living = Arc::new(AtomicU32::new(0));
    let (registry, other) = (Registry::new(), Registry::new());
    let counted = || {
        living.fetch_add(1, Relaxed);
        Arc::new(Counted(living.clone(), other.clone()))
    };
    registry.provide(counted()).unwrap();
    assert!(registry.provide(counted()).is_err());
    assert_eq!(living.load(Relaxed), 1);
    registry.replace(counted());
    let swapped = registry.swap(counted());
    drop(registry.swap(counted()));
    assert_eq!(living.load(Relaxed), 2);
    // The guard does not keep what it swapped in.
    drop(registry);
    assert_eq!(living.load(Relaxed), 0);
    drop(swapped);
}

#[test]
fn dependencies_may_keep_slots_of_each_other() {
    struct Node(#[expect(dead_code, reason = "only kept")] dyno::Slot<Node>, Arc<AtomicU32>);
    impl Drop for Node {
        fn drop(&mut self) {
            self.1.fetch_add(1, Relaxed);
        }
    }

    let dropped = Arc::new(AtomicU32::new(0));
    let registry = Registry::new();
    let child = registry.child();
    registry.provide(Arc::new(Node(child.slot(), dropped.clone()))).unwrap();
    child.provide(Arc::new(Node(registry.slot(), dropped.clone()))).unwrap();
    drop((registry, child));
    assert_eq!(dropped.load(Relaxed), 2);
}

#[test]
fn names_made_at_run_time_do_not_pile_up() {
    let registry = Registry::new();
    for number in 0..100_000_u32 {
        let slot = registry.slot_named::<u32>(format!("tenant {number}"));
        slot.provide(Arc::new(number)).unwrap();
        assert_eq!(*slot.get().unwrap(), number);
        slot.remove();
    }
    registry.provide_named("kept", Arc::new(7_u32)).unwrap();
    assert_eq!(*registry.slot_named::<u32>("kept").get().unwrap(), 7);
}

#[test]
fn two_threads_swap_and_read_and_see_no_torn_value() {
    let registry = Registry::new();
    registry.provide(Arc::new([0_u64; 8])).unwrap();
    let slot = registry.slot::<[u64; 8]>();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 1..20_000_u64 {
                if number % 3 == 0 {
                    slot.replace(Arc::new([number; 8]));
                } else {
                    drop(slot.swap(Arc::new([number; 8])));
                }
            }
        });
        let mut reads = 0_u32;
        while !writer.is_finished() || reads == 0 {
            let read = slot.dep().unwrap();
            assert!(read.iter().all(|word| *word == read[0]), "{read:?}");
            reads += 1;
        }
    });
    assert_eq!(slot.get().unwrap()[0], 19_998);
}
