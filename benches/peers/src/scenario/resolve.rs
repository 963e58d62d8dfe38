//! A dependency that is found by its type, used, and dropped.

use std::any::{Any, TypeId};
use std::sync::Arc;

use dashmap::DashMap;
use dyno::{Dep, inject};
use paths::repeat::repeat;
use paths::work::work;
use shaku::{Component, HasComponent, Interface, module};

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::target::{Target, alone, together};

/// What is asked for.
trait Depot: Interface {
    fn stock(&self, sku: u64) -> u64;
}

#[derive(Component)]
#[shaku(interface = Depot)]
#[dill::component]
#[dill::interface(dyn Depot)]
#[dill::scope(dill::scopes::Singleton)]
struct Shelf;

impl Depot for Shelf {
    fn stock(&self, sku: u64) -> u64 {
        work(sku).unwrap_or(0)
    }
}

module! {
    House {
        components = [Shelf],
        providers = []
    }
}

#[inject]
fn injected(sku: u64, #[inject] depot: Dep<dyn Depot>) -> Result<u64, dyno::Error> {
    Ok(depot.stock(sku))
}

pub(super) fn scenario() -> Scenario {
    dyno::provide::<dyn Depot>(Arc::new(Shelf)).expect("it is provided once");
    let slot = dyno::Registry::global().slot::<dyn Depot>();
    let shared = slot.clone();
    let map: DashMap<TypeId, Arc<dyn Any + Send + Sync>> = DashMap::new();
    let shelf: Arc<dyn Depot> = Arc::new(Shelf);
    map.insert(TypeId::of::<dyn Depot>(), Arc::new(shelf));
    let house = House::builder().build();
    let catalog = dill::Catalog::builder().add::<Shelf>().build();
    Scenario::new("resolve", "a dependency that is found by its type, used and dropped", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("it is seen as a `dyn Trait`, and the work is done by it; those that give an `Arc` count a reference")
    .with("dyno", "Slot::dep", move |calls| repeat(calls, |x| slot.dep().map_or(0, |depot| depot.stock(x))))
    .aims([
        alone(1.0, "dashmap"),
        together(0.5, "dashmap"),
        Target::Scales { at_least: 1.33 },
        Target::Allocations { at_most: 0.0 },
    ])
    .with("dyno-arc", "Slot::get, an Arc", move |calls| {
        repeat(calls, |x| shared.get().map_or(0, |depot| depot.stock(x)))
    })
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("dyno-command", "#[inject] depot: Dep<dyn Depot>, with metrics and gauge", |calls| {
        repeat(calls, |x| injected(x).unwrap_or(0))
    })
    .checked(|calls| counted("successes", injected::metrics().totals.calls.success, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("dashmap", "DashMap<TypeId, Arc<dyn Any>>, an Arc", move |calls| {
        repeat(calls, |x| {
            let found = map.get(&TypeId::of::<dyn Depot>()).map(|found| found.clone());
            let depot = found.and_then(|found| found.downcast::<Arc<dyn Depot>>().ok());
            depot.map_or(0, |depot| depot.stock(x))
        })
    })
    .with("shaku", "HasComponent::resolve, an Arc", move |calls| {
        repeat(calls, |x| {
            let depot: Arc<dyn Depot> = house.resolve();
            depot.stock(x)
        })
    })
    .with("dill", "Catalog::get_one, an Arc", move |calls| {
        repeat(calls, |x| catalog.get_one::<dyn Depot>().map_or(0, |depot| depot.stock(x)))
    })
}
