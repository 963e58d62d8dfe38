//! Arguments that are there under a condition only.

use dyno::{command, retry};

use super::{Failed, Service};

#[derive(Clone)]
struct Depot(u32);

#[retry(backoff = off)]
fn stock(
    #[cfg(test)] sku: String,
    #[cfg(not(test))] depot: Nowhere,
    #[cfg(test)] list: &mut Vec<u32>,
    #[cfg_attr(test, cfg(test))] (count, _): (u32, Depot),
    service: &Service,
) -> Result<String, Failed> {
    list.push(0);
    service.ask()?;
    #[cfg(not(test))]
    depot.close();
    Ok(format!("{sku}{count}{}", taken(list).len()))
}

fn taken<T>(it: T) -> T {
    it
}

#[command(retry(backoff = off), fallback = |_| Ok(list.len()))]
async fn later(
    #[cfg(test)] mut depot: Depot,
    #[cfg(not(test))] gone: Nowhere,
    mut list: Vec<u32>,
    service: &Service,
) -> Result<usize, Failed> {
    depot.0 += 1;
    list.push(depot.0);
    tokio::task::yield_now().await;
    service.ask()?;
    Ok(list.len() + depot.0 as usize)
}

#[dyno::test]
async fn they_are_there_for_each_attempt() {
    let service = || Service::failing(2);
    let mut list = Vec::new();
    assert_eq!(stock("rake".into(), &mut list, (7, Depot(1)), &service()).unwrap(), "rake73");
    assert_eq!(later(Depot(1), vec![], &service()).await.unwrap(), 1 + 2);
    assert_eq!(later(Depot(1), vec![1, 2], &Service::failing(3)).await.unwrap(), 2);
}
