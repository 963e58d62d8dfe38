//! A join point without a function: what filters see and change, and what is found by its name.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use dyno::{Aspect, AspectError, Filter, Later, Next};

type Words = Aspect<(String,), String>;

fn words(name: &str) -> Words {
    Aspect::named(name).expect("the name is free")
}

/// Puts marks round what it lets through.
fn marks(mark: char) -> impl Fn((String,), Next<(String,), String>) -> String + Send + Sync + 'static {
    move |(word,), next| format!("{}{mark}", next.call((format!("{word}{mark}"),)))
}

fn say(aspect: &Words) -> String {
    aspect.call((String::new(),), |(word,)| format!("[{word}]"))
}

#[dyno::test]
fn the_first_filter_is_the_outermost() {
    let aspect = words("order");
    assert_eq!((say(&aspect), aspect.is_empty()), ("[]".to_owned(), true));
    aspect.push(marks('a'));
    aspect.push(marks('b'));
    aspect.push(marks('c'));
    assert_eq!((say(&aspect), aspect.len()), ("[abc]cba".to_owned(), 3));
}

#[dyno::test]
fn a_chain_is_replaced_as_a_whole_and_taken_away() {
    let aspect = words("replaced");
    aspect.push(marks('a'));
    aspect.replace(|chain| {
        assert!(chain.is_empty());
        chain.push(marks('b')).push(marks('c'));
        assert_eq!(chain.len(), 2);
    });
    assert_eq!((say(&aspect), aspect.len()), ("[bc]cb".to_owned(), 2));
    aspect.clear();
    assert_eq!((say(&aspect), aspect.len()), ("[]".to_owned(), 0));
}

#[dyno::test]
fn what_answers_at_once_hides_the_rest() {
    static CALLED: AtomicUsize = AtomicUsize::new(0);
    let aspect = words("at once");
    aspect.push(marks('a'));
    aspect.push(|_, next| {
        assert_eq!(format!("{next:?}"), "Next { left: 1, .. }");
        "no".to_owned()
    });
    aspect.push(|args, next| {
        CALLED.fetch_add(1, Relaxed);
        next.call(args)
    });
    assert_eq!((say(&aspect), CALLED.load(Relaxed)), ("noa".to_owned(), 0));
}

#[dyno::test]
fn a_filter_may_have_a_type_and_keep_things() {
    struct Counting(AtomicUsize);
    impl Filter<(String,), String> for Counting {
        fn filter(&self, args: (String,), next: Next<(String,), String>) -> String {
            let before = self.0.fetch_add(1, Relaxed);
            format!("{before}{}", next.call(args))
        }
    }
    let aspect = words("typed");
    aspect.push_filter(Counting(AtomicUsize::new(7)));
    assert_eq!((say(&aspect), say(&aspect)), ("7[]".to_owned(), "8[]".to_owned()));
    aspect.replace(|chain| {
        chain.push_filter(Counting(AtomicUsize::new(0))).push(marks('a'));
    });
    assert_eq!(say(&aspect), "0[a]a");
}

#[dyno::test]
async fn async_filters_await_what_is_behind_them() {
    let aspect = Aspect::<(u32, String), Later<String>>::named("async").unwrap();
    let call = || aspect.call_async((2, "a".to_owned()), |(times, word)| async move { word.repeat(times as usize) });
    assert_eq!(call().await, "aa");
    aspect.push(|(times, word), next| async move {
        tokio::task::yield_now().await;
        let said = next.call((times + 1, word)).await;
        tokio::task::yield_now().await;
        format!("<{said}>")
    });
    // Neither an `async` closure nor what is boxed already is anything else.
    aspect.push(async |(times, word), next| next.call((times, word + "b")).await);
    aspect.push(|args, next| next.call(args));
    assert_eq!(call().await, "<ababab>");
    aspect.push(|_, _| Later::new(async { "no".to_owned() }));
    assert_eq!(call().await, "<no>");
    assert_eq!(aspect.call((1, String::new()), |_| Later::new(async { String::new() })).await, "<no>");
}

#[dyno::test]
fn a_name_has_one_chain_as_long_as_somebody_has_it() {
    let first = words("shared");
    first.push(marks('a'));
    assert_eq!(say(&words("shared")), "[a]a");
    assert_eq!(say(&dyno::aspect("shared").unwrap()), "[a]a");
    let clone = first.clone();
    drop(first);
    assert_eq!((say(&words("shared")), clone.name()), ("[a]a".to_owned(), "shared"));
    drop(clone);
    assert!(matches!(dyno::aspect::<(String,), String>("shared"), Err(AspectError::Unknown(_))));
    assert_eq!(say(&words("shared")), "[]");
}

#[dyno::test]
fn another_signature_is_an_error_that_names_both() {
    let aspect = words("signed");
    let told = "the aspect `signed` is one of `(alloc::string::String,) -> alloc::string::String` here, and is asked for as one of \
                `(u32,) -> alloc::string::String`: ask for the former, or give one of them another name";
    let asked = [dyno::aspect::<(u32,), String>("signed"), Aspect::<(u32,), String>::named("signed")];
    for error in asked.map(Result::unwrap_err) {
        assert_eq!(error.to_string(), told);
    }
    let error = dyno::aspect::<(String,), Later<String>>("signed").unwrap_err();
    assert!(error.to_string().contains("Later<alloc::string::String>"), "{error}");
    drop(aspect);
    Aspect::<(u32,), String>::named("signed").unwrap();
}

#[dyno::test]
fn an_unknown_name_is_told_the_nearest() {
    let _page = words("a long page");
    let error = dyno::aspect::<(String,), String>("a long pgae").unwrap_err();
    assert_eq!(error.to_string(), "no aspect is called `a long pgae` here: did you mean `a long page`?");
}

#[dyno::test]
fn a_filter_may_replace_the_chain_that_it_is_in() {
    let aspect = words("itself");
    let itself = aspect.clone();
    aspect.push(move |args, next| {
        itself.replace(|chain| {
            chain.push(marks('n'));
        });
        next.call(args)
    });
    aspect.push(marks('o'));
    assert_eq!((say(&aspect), say(&aspect)), ("[o]o".to_owned(), "[n]n".to_owned()));
}

#[dyno::test]
fn a_chain_is_dropped_outside_of_locks_when_nobody_is_in_it() {
    /// Looks at its own aspect when it goes, and asks for its name.
    struct Last(Words, Arc<Mutex<Vec<String>>>);
    impl Drop for Last {
        fn drop(&mut self) {
            let aspect: Words = dyno::aspect("dropped").unwrap();
            aspect.push(marks('d'));
            self.1.lock().unwrap().push(say(&self.0));
        }
    }
    let (aspect, said) = (words("dropped"), Arc::default());
    let last = Last(aspect.clone(), Arc::clone(&said));
    let within = said.clone();
    aspect.push(move |_, _| {
        last.0.clear();
        // Still in it.
        format!("{:?}", within.lock().unwrap())
    });
    assert_eq!((say(&aspect), said.lock().unwrap().clone()), ("[]".to_owned(), ["[d]d"].map(str::to_owned).to_vec()));
}
