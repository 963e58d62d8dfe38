//! Expansions as a person reads them: each file of `shapes/` holds what was written, and what becomes of it.
//!
//! `UPDATE_EXPECT=1 cargo test -p dyno-macros` writes them anew.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::Group;

use syn::{File, Item, ItemMacro, Macro};

use super::stack::expand_all;
use super::tokens;
use crate::expand_test;
use crate::names::{IN_AN_IMPL, IN_AN_IMPL_NO_SERVICE};

/// Expands what is written. What mentions `self` stands in an impl.
#[track_caller]
fn check(written: &str, expected: &ExpectFile) {
    let expanded = match written.strip_prefix("#[dyno::test(paused)]") {
        Some(item) => expand_test(tokens("paused"), tokens(item)),
        None => expand_all(written),
    };
    // The printer leaves the inside of macros as it is, and here it is what matters.
    let mut file = expanded.to_string().replace("pin :: pin ! (", "pin :: pin_macro (");
    if written.contains("self") {
        file = format!("impl Shop {{ {file} }}");
    }
    let mut file: File = syn::parse_str(&file).expect("an expansion is Rust");
    file.items = file.items.into_iter().flat_map(unpacked).collect();
    let file = prettyplease::unparse(&file).replace("pin_macro(", "pin!(");
    expected.assert_eq(&format!("// {}\n\n{file}", written.replace('\n', "\n// ")));
}

/// What an item becomes that stands for others.
fn unpacked(item: Item) -> Vec<Item> {
    match item {
        Item::Macro(ItemMacro { mac: Macro { path, tokens, .. }, .. })
            if path.segments.last().is_some_and(|last| {
                [&IN_AN_IMPL, &IN_AN_IMPL_NO_SERVICE].iter().any(|packed| last.ident == packed.last())
            }) =>
        {
            let braces = syn::parse2::<Group>(tokens).expect("they are in braces");
            syn::parse2::<File>(braces.stream()).expect("they are items").items
        }
        item => vec![item],
    }
}

#[test]
fn async_with_path_fallback() {
    check(
        r#"#[command(timeout = 2s, breaker = "inventory", fallback = last_known, ignore = |e: &StockError| e.is_client())]
pub async fn stock(sku: Sku, depot: &str) -> Result<Stock, StockError> {
    fetch(sku, depot).await
}"#,
        &expect_file!["shapes/async_with_path_fallback.rs"],
    );
}

#[test]
fn sync_with_closure_fallback() {
    check(
        r"#[command(breaker(failure_rate = 30%, window = calls(50), consecutive = off), fallback = |error| recall(&name, error))]
fn price(name: String, currency: Currency) -> Result<Price, PriceError> {
    quote(name, currency)
}",
        &expect_file!["shapes/sync_with_closure_fallback.rs"],
    );
}

#[test]
fn async_with_retry() {
    check(
        r"#[command(timeout = 2s, retry(n = 5, backoff = |attempt, _| wait(attempt), on = |error: &StockError| error.is_busy()))]
async fn stock(sku: Sku, depot: &str, seen: &mut u32) -> Result<Stock, Compound<StockError>> {
    *seen += 1;
    fetch(sku, depot).await
}",
        &expect_file!["shapes/async_with_retry.rs"],
    );
}

#[test]
fn owned_self_with_retry_and_fallback() {
    check(
        r#"#[command(retry("orders", backoff = exponential(50ms, factor = 1.5), jitter = factor(50%), budget = off), fallback = |cause| self.recall(&name, cause))]
fn order(self, mut name: String) -> Result<Order, OrderError> {
    name.push('!');
    self.shelf.order(name)
}"#,
        &expect_file!["shapes/owned_self_with_retry_and_fallback.rs"],
    );
}

#[test]
fn bare() {
    check(
        r"#[command]
fn total(cart: &Cart) -> u64 {
    cart.sum()
}",
        &expect_file!["shapes/bare.rs"],
    );
}

#[test]
fn method() {
    check(
        r#"#[command(timeout = LIMIT, attempt_timeout = off, name = "stock", group = "shop")]
async fn stock(&self, sku: &Sku) -> Result<&Stock, StockError> {
    self.shelf.get(sku).await
}"#,
        &expect_file!["shapes/method.rs"],
    );
}

#[test]
fn mut_method_with_fallback() {
    check(
        r"#[command(breaker, fallback = Self::last_known)]
fn take(&mut self, sku: Sku, mut count: Vec<u32>) -> Result<Stock, StockError> {
    count.push(1);
    self.shelf.take(sku, count)
}",
        &expect_file!["shapes/mut_method_with_fallback.rs"],
    );
}

#[test]
fn cached() {
    check(
        r"#[command(timeout = 2s, cache(ttl = 30s, policy = xfetch(beta = 1.5), stale_if_error = 5m), fallback = last_known)]
async fn stock(sku: Sku) -> Answer<Stock> {
    fetch(sku).await
}",
        &expect_file!["shapes/cached.rs"],
    );
}

#[test]
fn cached_of_a_reference() {
    check(
        r"#[cache(ttl = LIMIT, key = (sku.id, depot), ttl_of = |stock: &Stock| stock.fresh_for())]
fn stock(sku: &Sku, depot: &str) -> Result<Stock, StockError> {
    fetch(sku, depot)
}",
        &expect_file!["shapes/cached_of_a_reference.rs"],
    );
}

#[test]
fn on_a_pool() {
    check(
        r#"#[command(timeout = 2s, pool("files", threads = 4))]
fn count<T: Rows>(path: PathBuf, rows: T) -> Result<u64, CountError> {
    rows.count(&path)
}"#,
        &expect_file!["shapes/on_a_pool.rs"],
    );
}

#[test]
fn pattern_argument() {
    check(
        r"#[command(timeout = 1500ms, fallback = last_known)]
async fn stock((sku, _): (Sku, u8), Depot { name, .. }: &Depot) -> Result<Stock, StockError> {
    fetch(sku, name).await
}",
        &expect_file!["shapes/pattern_argument.rs"],
    );
}

#[test]
fn opaque_return_type() {
    check(
        r"#[command(breaker, fallback = |_| Ok(Vec::new().into_iter()))]
async fn stocks(depot: &str) -> Result<impl Iterator<Item = Stock>, StockError> {
    fetch_all(depot).await
}",
        &expect_file!["shapes/opaque_return_type.rs"],
    );
}

#[test]
fn literal_fallback() {
    check(
        r"#[command(breaker, failure_if = |left| *left == Some(0), fallback = 7)]
fn left(sku: Sku) -> Option<u32> {
    count(sku)
}",
        &expect_file!["shapes/literal_fallback.rs"],
    );
}

#[test]
fn handed_out_future() {
    check(
        r"#[command(timeout = 2s)]
fn stock(sku: &Sku) -> impl Future<Output = Result<Stock, StockError>> + Send {
    let key = sku.key();
    async move { fetch(key).await }
}",
        &expect_file!["shapes/handed_out_future.rs"],
    );
}

#[test]
fn boxed_future() {
    check(
        r"#[command(breaker, fallback = Self::last_known)]
fn take<'a>(&'a mut self, sku: Sku) -> Pin<Box<dyn Future<Output = Result<Stock, StockError>> + Send + 'a>> {
    Box::pin(async move {
        let shelf = self;
        shelf.take(sku).await
    })
}",
        &expect_file!["shapes/boxed_future.rs"],
    );
}

#[test]
fn injected() {
    check(
        r"#[command(breaker)]
pub async fn stock(
    sku: Sku,
    #[inject] http: Arc<dyn Http>,
    #[inject(tag = Replica, fallback = Arc::new(NoDb))] db: Arc<dyn Db>,
) -> Result<Stock, StockError> {
    http.get(db.find(sku)).await
}",
        &expect_file!["shapes/injected.rs"],
    );
}

#[test]
fn service() {
    check(
        r"#[service(as = dyn Db, scope = scoped, fallback = |_error| ReadOnly, shutdown = close, tag = Replica)]
pub async fn db(#[inject] url: Arc<Url>) -> Result<Postgres, DbError> {
    Postgres::connect(&url).await
}",
        &expect_file!["shapes/service.rs"],
    );
}

#[test]
fn test_of_its_own() {
    check(
        r#"#[dyno::test(paused)]
#[should_panic]
async fn gives_up() -> Result<(), StockError> {
    stock(Sku(1), "north").await?;
    Ok(())
}"#,
        &expect_file!["shapes/test_of_its_own.rs"],
    );
}

#[test]
fn stacked() {
    check(
        r#"#[timeout(2s)]
#[breaker("inventory", failure_rate = 30%)]
#[bulkhead("depot", permits = 32)]
#[command(handle = StockHandle, crate = guards)]
#[fallback(|cause| recall(sku, cause).await)]
#[inline]
async fn stock(sku: Sku) -> Result<Stock, StockError> {
    fetch(sku).await
}"#,
        &expect_file!["shapes/stacked.rs"],
    );
}

#[test]
fn rate_limit_by_key() {
    check(
        r#"#[rate_limit("mail", 100 / 1s, burst = 10, wait = 200ms, by = tenant)]
async fn send(tenant: String) -> Result<(), SendError> {
    hand_over(tenant).await
}"#,
        &expect_file!["shapes/rate_limit_by_key.rs"],
    );
}

#[test]
fn aspect_of_async_method() {
    check(
        r#"#[aspect("page")]
#[fallback(Self::plain)]
async fn page(self: Arc<Self>, mut request: Request, (id, _): (u32, u8)) -> Result<Page, PageError> {
    request.see(self.seen);
    render(request, id).await
}"#,
        &expect_file!["shapes/aspect_of_async_method.rs"],
    );
}

#[test]
fn aspect_of_async_function() {
    check(
        r#"#[aspect("page")]
async fn page(mut request: Request, _: u32) -> Page {
    request.see(1);
    render(request).await
}"#,
        &expect_file!["shapes/aspect_of_async_function.rs"],
    );
}

#[test]
fn aspect() {
    check(
        r"#[aspect]
fn page(request: Request) -> Page {
    render(request)
}",
        &expect_file!["shapes/aspect.rs"],
    );
}
