//! The attribute: sync and async functions, methods, patterns, what is injected, handles, plans, tasks.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use dyno::{Aspect, Error, Later, aspect, command, pool, timeout};

#[aspect]
fn plain(word: String, times: usize) -> String {
    word.repeat(times)
}

#[aspect("letters")]
async fn letters(mut word: String, (first, _): (char, u8)) -> String {
    tokio::task::yield_now().await;
    word.insert(0, first);
    word
}

#[command(aspect = "nothing")]
fn nothing() {}

#[aspect]
fn boxed(id: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move { id })
}

#[aspect]
fn later(id: u32) -> impl Future<Output = u32> + Send {
    async move { id }
}

#[timeout(2s)]
#[aspect]
fn blocking(id: u32) -> Result<u32, Error> {
    Ok(id)
}

#[aspect]
#[pool("aspects")]
fn pooled(id: u32) -> Result<u32, Error> {
    Ok(id)
}

#[aspect]
async fn filled(id: u32, #[inject] by: Arc<u32>) -> Result<u32, Error> {
    Ok(id * *by)
}

#[aspect("letters")]
async fn also_letters(word: String, _: (char, u8)) -> String {
    word
}

fn word(word: &str) -> String {
    word.to_owned()
}

#[dyno::test]
async fn filters_stand_round_functions_of_each_kind() {
    plain::aspect().push(|(word, times), next| next.call((word, times + 1)) + "!");
    assert_eq!(plain(word("a"), 1), "aa!");

    assert_eq!(letters(word("b"), ('a', 0)).await, "ab");
    letters::aspect().push(|(word, (first, rest)), next| async move {
        next.call((word, (first.to_ascii_uppercase(), rest))).await.replace('b', "c")
    });
    assert_eq!(letters(word("b"), ('a', 0)).await, "Ac");
    // Of one name and one signature.
    assert_eq!(also_letters(word("b"), ('a', 0)).await, "c");

    nothing::aspect().push(|(), next| next.call(()));
    nothing();

    boxed::aspect().push(|(id,), next| async move { next.call((id + 1,)).await * 2 });
    later::aspect().push(|(id,), next| async move { next.call((id + 1,)).await * 2 });
    assert_eq!((boxed(1).await, later(2).await), (4, 6));
}

#[dyno::test]
fn a_function_that_blocks_on_a_pool_has_async_filters() {
    blocking::aspect().push(|(id,), next| async move { Ok(next.call((id + 1,)).await? * 2) });
    pooled::aspect().push(|(id,), next| async move { Ok(next.call((id + 1,)).await? * 2) });
    assert_eq!((blocking(1).unwrap(), pooled(2).unwrap()), (4, 6));
}

#[dyno::test(flavor = "multi_thread")]
async fn submitted_and_prepared_calls_pass_them_as_well() {
    plain::aspect().push(|args, next| next.call(args) + "!");
    assert_eq!(plain::command(word("a"), 1).submit().await.unwrap(), "a!");

    filled::aspect().push(|(id,), next| next.call((id + 1,)));
    let call = filled::with(1, Arc::new(3));
    assert_eq!(call.await.unwrap(), 6);

    pooled::aspect().push(|(id,), _| async move { Ok(id + 7) });
    assert_eq!(pooled::command(1).submit().await.unwrap(), 8);
    assert_eq!(pooled::metrics().totals.started, 0);
}

#[dyno::test]
async fn what_is_injected_no_filter_sees() {
    dyno::provide(Arc::new(5_u32)).unwrap();
    let aspect: Aspect<(u32,), Later<Result<u32, Error>>> = filled::aspect();
    aspect.push(|(id,), next| next.call((id + 1,)));
    assert_eq!(filled(1).await.unwrap(), 10);
}

#[dyno::test]
fn plans_and_snapshots_show_it_first() {
    plain::aspect().push(|args, next| next.call(args));
    let plan = plain::plan();
    let shown: Vec<_> = plan.policies.iter().map(|planned| planned.policy.as_str()).collect();
    assert_eq!(shown, ["aspect", "body"]);
    let setting = &plan.policies[0].settings[0];
    assert_eq!((setting.name.as_str(), setting.value.as_str()), ("filters", "1"));
    assert!(matches!(&setting.origin, dyno::Origin::Configured(at) if at.contains("aspect/functions.rs:")));
    let none = &letters::plan().policies[0].settings[0];
    assert!(matches!((&*none.value, &none.origin), ("0", dyno::Origin::Attribute(_))));
    assert_eq!(filled::plan().policies[1].policy, "inject");
    assert_eq!(letters::metrics().aspect.as_deref(), Some("letters"));
    assert!(plain::metrics().aspect.is_some_and(|name| name.ends_with("functions::plain")));
}

#[dyno::test]
fn a_declared_one_is_found_by_its_name_before_the_first_call() {
    dyno::aspect::<(), ()>("nothing").unwrap().push(|(), _| ());
    assert_eq!(nothing::aspect().len(), 1);
    nothing();
    assert_eq!(nothing::metrics().totals.started, 0);
    assert!(dyno::aspect::<(u8,), ()>("nothing").is_err());
}

#[derive(Debug)]
struct Shop {
    left: u32,
}

impl Shop {
    #[aspect("Shop::sell")]
    async fn sell(self: Arc<Self>, count: u32) -> u32 {
        tokio::task::yield_now().await;
        self.left - count
    }

    #[aspect("Shop::close")]
    fn close(mut self) -> u32 {
        self.left += 1;
        let text = format!("{}", self.left);
        text.parse::<u32>().map_or(0, |left| left + 1)
    }

    #[command(handle = false, aspect = "Shop::open")]
    fn open(left: u32) -> Self {
        Self { left }
    }
}

#[dyno::test]
async fn a_method_gives_itself_to_the_filters() {
    let shop = Arc::new(Shop { left: 9 });
    assert_eq!(shop.clone().sell(2).await, 7);
    let sell = dyno::aspect::<(Arc<Shop>, u32), Later<u32>>("Shop::sell").unwrap();
    sell.push(|(shop, count), next| next.call((Arc::new(Shop { left: shop.left + 1 }), count)));
    assert_eq!(shop.sell(2).await, 8);

    let close = Aspect::<(Shop,), u32>::named("Shop::close").unwrap();
    close.push(|(shop,), next| next.call((Shop { left: shop.left * 2 },)));
    let open = Aspect::<(u32,), Shop>::named("Shop::open").unwrap();
    open.push(|(left,), next| next.call((left + 1,)));
    assert_eq!(Shop::open(3).close(), 10);
}

impl Shop {
    #[aspect]
    fn left_out(self, _: u8) -> u32 {
        self.left
    }

    #[aspect]
    async fn shown(self) -> String {
        format!("{self:?}")
    }

    #[aspect]
    async fn taken_apart(self: Arc<Self>, count: u32, (more, _): (u32, u8), _: u8) -> u32 {
        self.left + count + more
    }

    #[aspect]
    #[pool("aspects")]
    fn called_as_it_is(self: Box<Self>, called_as_it_is: u32, ref more: String) -> Result<u32, Error> {
        Ok(self.left + called_as_it_is + u32::try_from(more.len()).unwrap_or(0))
    }
}

#[dyno::test]
async fn a_method_has_arguments_of_any_shape() {
    let shop = || Shop { left: 9 };
    assert_eq!((shop().left_out(1), Arc::new(shop()).taken_apart(1, (2, 0), 0).await), (9, 12));
    assert_eq!(shop().shown().await, "Shop { left: 9 }");
    assert_eq!(Box::new(shop()).called_as_it_is(3, word("abcd")).unwrap(), 16);
}

struct Early;

impl Early {
    #[aspect("Early::one")]
    fn one(self: Arc<Self>, id: u32) -> u32 {
        id
    }

    #[command(handle = false, aspect = "Early::two")]
    async fn two(id: u32) -> u32 {
        id
    }

    #[aspect("Early::three")]
    fn three(self, id: u32) -> u32 {
        id
    }
}

#[dyno::test]
async fn a_method_is_found_by_its_name_before_the_first_call() {
    // Kept by the method, and by nobody else.
    dyno::aspect::<(Arc<Early>, u32), u32>("Early::one").unwrap().push(|args, next| next.call(args) + 1);
    Aspect::<(u32,), Later<u32>>::named("Early::two").unwrap().push(|_, _| async { 7 });
    assert_eq!((Arc::new(Early).one(1), Early::two(1).await), (2, 7));
    assert!(dyno::aspect::<(Arc<Early>,), u32>("Early::one").is_err(), "its types are known");
    assert!(Aspect::<(u32,), u32>::named("Early::two").is_err());
}

#[dyno::test]
fn filters_of_other_types_than_the_methods_are_told_at_its_first_call() {
    let told = crate::aspect::told(|| {
        dyno::aspect::<(Early, u8), u32>("Early::three").unwrap().push(|_, _| 7);
        assert_eq!((Early.three(1), Early.three(2)), (1, 2));
    });
    assert_eq!(told.matches("it has filters for").count(), 1, "{told}");
    assert!(told.contains("Early, u8) -> u32`") && told.contains("Early, u32) -> u32`"), "{told}");
}

struct Guessed;

impl Guessed {
    #[aspect("Guessed::get")]
    fn get(self, id: u32) -> u32 {
        id
    }
}

#[dyno::test]
fn what_was_guessed_before_the_first_call_is_not_taken_for_the_methods() {
    let guess = dyno::aspect::<(u32,), u32>("Guessed::get").unwrap();
    guess.push(|args, next| next.call(args));
    let right = dyno::aspect::<(Guessed, u32), u32>("Guessed::get").unwrap();
    right.push(|args, next| next.call(args) + 1);
    let filters = || {
        let command = dyno::snapshot().commands.into_iter().find(|command| command.name.ends_with("Guessed::get"));
        dyno::Command::named(&command.unwrap().name).unwrap().plan().policies.remove(0).settings.remove(0)
    };
    assert_eq!(filters().value, "2", "nobody knows yet");
    assert_eq!(Guessed.get(1), 2);
    let filters = filters();
    assert_eq!(filters.value, "1, and 1 for types that it was not called with");
    let Err(error) = dyno::aspect::<(u8,), u32>("Guessed::get") else { panic!("its types are known") };
    assert!(error.to_string().contains("Guessed, u32) -> u32` here"), "{error}");
    dyno::aspect::<(u32,), u32>("Guessed::get").unwrap().clear();
    assert_eq!(guess.len(), 0);
}

struct Shelf<T>(T);

impl<T: Clone + Send + 'static> Shelf<T> {
    #[aspect("Shelf::take")]
    fn take(self) -> T {
        self.0
    }
}

#[dyno::test]
fn a_generic_impl_has_a_chain_for_each_signature() {
    assert_eq!((Shelf(1_u8).take(), Shelf('a').take()), (1, 'a'));
    let bytes = dyno::aspect::<(Shelf<u8>,), u8>("Shelf::take").unwrap();
    let chars = dyno::aspect::<(Shelf<char>,), char>("Shelf::take").unwrap();
    bytes.push(|args, next| next.call(args) + 1);
    chars.push(|_, _| 'z');
    assert_eq!((Shelf(1_u8).take(), Shelf('a').take(), Shelf(1_u16).take()), (2, 'z', 1));
    assert!(dyno::aspect::<(Shelf<u32>,), u32>("Shelf::take").is_err());
}

#[async_trait::async_trait]
trait Page: Send + Sync + 'static {
    async fn page(self: Arc<Self>, path: String) -> String;
    async fn part(self: Arc<Self>, path: String, _: u8) -> String;
}

struct Blog;

// Its lifetimes are no user's.
#[async_trait::async_trait]
impl Page for Blog {
    #[aspect("page by async_trait")]
    async fn page(self: Arc<Self>, path: String) -> String {
        tokio::task::yield_now().await;
        path + "!"
    }

    #[aspect]
    async fn part(self: Arc<Self>, path: String, _: u8) -> String {
        path + "#"
    }
}

#[dyno::test]
async fn a_method_under_async_trait_has_filters() {
    assert_eq!(Arc::new(Blog).page(word("one")).await, "one!");
    assert_eq!(Arc::new(Blog).part(word("one"), 1).await, "one#");
    let pages: Aspect<(Arc<Blog>, String), Later<String>> = dyno::aspect("page by async_trait").unwrap();
    pages.push(|(blog, path), next| async move { next.call((blog, path + "?")).await });
    assert_eq!(Arc::new(Blog).page(word("one")).await, "one?!");
}
