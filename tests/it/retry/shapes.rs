//! What each attempt gets, whatever the arguments are and however they are taken. Each function fails at first.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use dyno::{Compound, Submit, command, retry};

use super::{Failed, Service};

#[retry(backoff = off)]
fn patterns((first, mut second): (String, u32), [_, last]: [u32; 2], service: &Service) -> Result<String, Failed> {
    second += last;
    service.ask()?;
    Ok(first + &second.to_string())
}

#[retry(backoff = off)]
async fn changed(mut list: Vec<u32>, _: u32, _unused: String, service: &Service) -> Result<Vec<u32>, Failed> {
    list.push(service.ask()?);
    Ok(list)
}

#[retry(backoff = off)]
async fn lent(list: &mut Vec<u32>, service: &Service) -> Result<usize, Failed> {
    list.push(0);
    tokio::task::yield_now().await;
    service.ask()?;
    Ok(list.len())
}

#[retry(backoff = off)]
fn lent_to_a_thread_that_waits(list: &mut [u32], text: &mut String, service: &Service) -> Result<usize, Failed> {
    list[0] += 1;
    text.push('!');
    service.ask()?;
    Ok(list[0] as usize + text.len())
}

#[retry(backoff = off)]
fn generic<'a, T: Clone + Into<u32>, const N: usize>(
    item: T,
    items: [T; N],
    text: &'a str,
    shown: impl Display + Clone,
    service: &dyn Fn() -> Result<u32, Failed>,
) -> Result<(u32, &'a str, String), Failed> {
    service()?;
    Ok((items.into_iter().chain([item]).map(Into::into).sum(), text, shown.to_string()))
}

#[retry(backoff = off)]
unsafe fn r#match(r#type: String, service: &Service) -> Result<String, Failed> {
    service.ask().map(|_| r#type)
}

#[test]
fn each_attempt_has_arguments_of_its_own() {
    let service = || Service::failing(2);
    assert_eq!(patterns(("a".into(), 1), [5, 2], &service()).unwrap(), "a3");
    assert_eq!(lent_to_a_thread_that_waits(&mut [1], &mut String::new(), &service()).unwrap(), 4 + 3);
    let asked = service();
    let made = generic(1_u8, [2, 3], "rake", 'x', &|| asked.ask());
    assert_eq!(made.unwrap(), (6, "rake", "x".to_owned()));
    #[expect(unsafe_code, reason = "it is declared so")]
    // SAFETY: It asks for nothing.
    let matched = unsafe { r#match("kind".into(), &service()) };
    assert_eq!(matched.unwrap(), "kind");
}

#[tokio::test]
async fn and_so_has_each_of_an_async_function() {
    let service = || Service::failing(2);
    assert_eq!(changed(vec![1], 2, "unused".into(), &service()).await.unwrap(), [1, 3]);
    let mut list = Vec::new();
    assert_eq!(lent(&mut list, &service()).await.unwrap(), 3, "what is lent is the same each time");
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Shelf(Vec<u32>);

impl Shelf {
    #[retry(backoff = off)]
    fn owned(mut self, service: &Service) -> Result<Self, Failed> {
        self.0.push(service.ask()?);
        Ok(self)
    }

    #[retry(backoff = off)]
    async fn owned_later(self, service: &Service) -> Result<Self, Failed> {
        let Self(mut list) = self;
        list.push(service.ask()?);
        Ok(Self(list))
    }

    #[retry(backoff = off)]
    fn exclusive(&mut self, item: String, service: &Service) -> Result<usize, Failed> {
        self.0.push(0);
        service.ask()?;
        Ok(self.0.len() + item.len())
    }

    #[retry(backoff = off)]
    async fn exclusive_later(&mut self, service: &Service) -> Result<usize, Failed> {
        self.0.push(0);
        tokio::task::yield_now().await;
        service.ask()?;
        Ok(self.0.len())
    }

    #[retry(backoff = off)]
    async fn shared(self: Arc<Self>, service: Arc<Service>) -> Result<usize, Compound<Failed>> {
        tokio::task::yield_now().await;
        service.ask()?;
        Ok(self.0.len())
    }

    #[retry(backoff = off)]
    fn handed_out<'a>(&'a self, service: &'a Service) -> impl Future<Output = Result<&'a [u32], Failed>> + Send {
        async move {
            service.ask()?;
            Ok(&*self.0)
        }
    }

    #[retry(backoff = off)]
    fn made(
        &self,
        list: Vec<u32>,
        service: Arc<Service>,
    ) -> Pin<Box<dyn Future<Output = Result<usize, Failed>> + Send + '_>> {
        let length = self.0.len() + list.len();
        Box::pin(async move { service.ask().map(|_| length) })
    }

    #[command(retry(backoff = off), handle = false)]
    fn associated(text: &str, service: &Service) -> Result<Self, Failed> {
        service.ask()?;
        Ok(Self(vec![u32::try_from(text.len()).unwrap_or(0)]))
    }
}

#[tokio::test]
async fn self_is_there_each_time() {
    let (service, shelf) = (|| Service::failing(2), Shelf(vec![1]));
    assert_eq!(shelf.clone().owned(&service()).unwrap().0, [1, 3]);
    assert_eq!(shelf.clone().owned_later(&service()).await.unwrap().0, [1, 3]);
    assert_eq!(shelf.clone().exclusive("ab".into(), &service()).unwrap(), 4 + 2);
    assert_eq!(shelf.clone().exclusive_later(&service()).await.unwrap(), 4);
    let shared = Arc::new(shelf.clone());
    assert_eq!(shared.clone().shared(service().into()).await.unwrap(), 1);
    assert_eq!(shared.clone().shared(service().into()).submit().await.unwrap(), 1);
    assert_eq!(Arc::strong_count(&shared), 1);
    assert_eq!(shelf.handed_out(&service()).await.unwrap(), [1]);
    assert_eq!(shelf.made(vec![1, 2], service().into()).await.unwrap(), 3);
    assert_eq!(Shelf::associated("rake", &service()).unwrap().0, [4]);
}

#[async_trait]
trait Shop {
    async fn boxed(&self, sku: String, service: &Service) -> Result<String, Failed>;

    #[retry(backoff = off)]
    async fn plain(&mut self, sku: String, service: &Service) -> Result<String, Failed>
    where
        Self: Send,
    {
        service.ask().map(|_| sku)
    }
}

#[async_trait]
impl Shop for Shelf {
    #[retry(backoff = off)]
    async fn boxed(&self, sku: String, service: &Service) -> Result<String, Failed> {
        tokio::task::yield_now().await;
        service.ask().map(|asked| format!("{sku}{asked}"))
    }
}

#[tokio::test]
async fn methods_of_a_trait_are_attempted_again() {
    let mut shelf = Shelf::default();
    assert_eq!(shelf.boxed("rake".into(), &Service::failing(2)).await.unwrap(), "rake3");
    assert_eq!(shelf.plain("rake".into(), &Service::failing(2)).await.unwrap(), "rake");
    let shop: &dyn Shop = &shelf;
    assert_eq!(shop.boxed("rake".into(), &Service::failing(3)).await.unwrap_err(), Failed::Busy);
}

#[tokio::test]
async fn a_future_that_may_be_sent_stays_one() {
    fn may_be_sent<T: Send>(future: T) -> T {
        future
    }
    let (service, mut list) = (Service::failing(1), vec![]);
    assert_eq!(may_be_sent(lent(&mut list, &service)).await.unwrap(), 2);
    assert!(may_be_sent(Shelf::default().owned_later(&service)).await.is_ok());
}

#[retry(backoff = off)]
async fn stays_here(count: std::rc::Rc<std::cell::Cell<u32>>, service: &Service) -> Result<u32, Failed> {
    count.set(count.get() + 1);
    tokio::task::yield_now().await;
    service.ask()?;
    Ok(count.get())
}

#[tokio::test]
async fn one_that_may_not_is_attempted_again_as_well() {
    assert_eq!(stays_here(std::rc::Rc::default(), &Service::failing(2)).await.unwrap(), 3);
}
