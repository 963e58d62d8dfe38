//! Lists of errors: what they tell, what is found in them, and where `?` takes them.

use std::error::Error;
use std::fmt;
use std::io;
use std::num::ParseIntError;

use dyno::{Breaker, Compound};

/// The error of one attempt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum StockError {
    #[error("no such article: {0}")]
    Unknown(u32),
    #[error("no number")]
    Number(#[from] ParseIntError),
    #[error("guarded")]
    Guard(#[source] Refused),
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("refused")]
struct Refused(#[source] fmt::Error);

impl From<dyno::Error> for StockError {
    fn from(_: dyno::Error) -> Self {
        refused()
    }
}

fn refused() -> StockError {
    StockError::Guard(Refused(fmt::Error))
}

fn list<E>(errors: impl IntoIterator<Item = E>) -> Compound<E> {
    let mut errors = errors.into_iter();
    let first = errors.next().expect("there is always one");
    errors.fold(Compound::new(first), |mut list, error| {
        list.push(error);
        list
    })
}

fn three() -> Compound<StockError> {
    list([StockError::Unknown(1), refused(), StockError::Unknown(2)])
}

/// What dyno does to a call.
fn open() -> dyno::Error {
    let breaker = Breaker::builder("down").build().unwrap();
    breaker.trip().unwrap();
    breaker.call(|| Ok::<_, dyno::Error>(())).unwrap_err()
}

#[test]
fn errors_are_kept_in_order() {
    let all = [StockError::Unknown(1), refused(), StockError::Unknown(2)];
    let list = three();
    assert_eq!(list.len(), 3);
    assert_eq!((list.first(), list.last()), (&all[0], &all[2]));
    assert!(list.iter().eq(&all) && (&list).into_iter().eq(&all));
    assert!(list.clone().into_iter().eq(all.clone()));
    assert_eq!(list.into_last(), all[2]);
    assert_eq!(Compound::new(7).into_last(), 7);
}

#[test]
fn they_are_listed_in_one_line_or_one_a_line() {
    let list = three();
    assert_eq!(list.to_string(), "3 attempts failed: 1: no such article: 1; 2: guarded; 3: no such article: 2");
    assert_eq!(format!("{list:#}"), "3 attempts failed\n1: no such article: 1\n2: guarded\n3: no such article: 2");
    assert_eq!(format!("{list:?}"), "Compound([Unknown(1), Guard(Refused(Error)), Unknown(2)])");
    let one = Compound::new(StockError::Unknown(1));
    assert_eq!([one.to_string(), format!("{one:#}")], ["no such article: 1", "no such article: 1"]);
}

#[test]
fn the_chain_goes_on_from_the_last() {
    let list = list([StockError::Unknown(1), refused()]);
    let source = list.source().unwrap();
    assert_eq!(source.downcast_ref(), Some(&refused()));
    assert_eq!(source.source().unwrap().to_string(), "refused");
    // It is in the list as well, which is all that most print.
    let chain = format!("{:#}", anyhow::Error::new(list));
    assert!(chain.ends_with("2: guarded: guarded: refused: an error occurred when formatting an argument"), "{chain}");
}

#[test]
fn an_error_is_found_by_itself_or_among_the_causes() {
    let list = three();
    assert_eq!(list.find(), Some(&StockError::Unknown(1)));
    assert_eq!(list.find(), Some(&Refused(fmt::Error)));
    assert!(list.contains::<fmt::Error>());
    assert!(!list.contains::<ParseIntError>());
}

#[test]
fn what_hides_errors_is_looked_into() {
    fn owned() -> [Box<dyn Error>; 2] {
        [StockError::Unknown(1).into(), refused().into()]
    }
    fn shared() -> [Box<dyn Error + Send + Sync>; 2] {
        [StockError::Unknown(1).into(), refused().into()]
    }
    let (owned, shared) = (list(owned()), list(shared()));
    let any = list([anyhow::Error::new(StockError::Unknown(1)), anyhow::Error::new(refused()).context("stock")]);
    assert_eq!([owned.find(), shared.find(), any.find()], [Some(&StockError::Unknown(1)); 3]);
    assert_eq!([owned.find(), shared.find(), any.find()], [Some(&Refused(fmt::Error)); 3]);
    assert!(owned.contains::<fmt::Error>() && shared.contains::<fmt::Error>() && any.contains::<fmt::Error>());
    assert_eq!([owned.find(), shared.find(), any.find()], [None::<&ParseIntError>; 3]);
    assert!(!owned.contains::<Down>() && !shared.contains::<Down>() && !any.contains::<Down>());
    assert_eq!(any.to_string(), "2 attempts failed: 1: no such article: 1; 2: stock");
    assert_eq!(
        format!("{any:#}"),
        "2 attempts failed\n1: no such article: 1\n2: stock: guarded: refused: an error occurred when formatting an argument"
    );
}

#[test]
fn what_an_io_error_was_made_of_is_found() {
    fn deep(error: impl Into<Box<dyn Error + Send + Sync>>) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
    let errors = list([io::Error::from(io::ErrorKind::TimedOut), deep(refused()), deep(Refused(fmt::Error))]);
    assert_eq!(errors.find(), Some(&refused()));
    assert_eq!(errors.find(), Some(&Refused(fmt::Error)));
    assert!(errors.contains::<fmt::Error>() && errors.contains::<io::Error>() && !errors.contains::<ParseIntError>());
    let twice = Compound::new(io::Error::other(deep(StockError::Unknown(1))));
    assert_eq!(twice.find(), Some(&StockError::Unknown(1)));
    let boxed: Compound<Box<dyn Error + Send + Sync>> = Compound::new(deep(refused()).into());
    assert!(boxed.contains::<StockError>());
    let guarded = Compound::new(io::Error::from(open()));
    assert!(matches!(guarded.find(), Some(dyno::Error::Open { .. })), "dyno's own goes into one");
}

#[test]
fn in_a_generic_function_an_error_is_enough() {
    fn is_refused<E: Error + 'static>(list: &Compound<E>) -> bool {
        list.contains::<Refused>()
    }
    assert!(is_refused(&three()));
    assert!(!is_refused(&Compound::new(StockError::Unknown(1))));
}

#[derive(Debug, thiserror::Error)]
enum Down {
    #[error("the warehouse does not answer")]
    Stock(#[from] Compound<StockError>),
}

#[test]
fn it_goes_by_question_mark() {
    fn failing() -> Result<(), Compound<StockError>> {
        Err(three())
    }
    fn any() -> anyhow::Result<()> {
        Ok(failing()?)
    }
    fn boxed() -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(failing()?)
    }
    fn own() -> Result<(), Down> {
        Ok(failing()?)
    }
    assert_eq!(any().unwrap_err().downcast_ref(), Some(&three()));
    assert_eq!(boxed().unwrap_err().downcast_ref(), Some(&three()));
    let Down::Stock(list) = own().unwrap_err();
    assert_eq!(list, three());
    assert_eq!(Down::from(list).source().unwrap().downcast_ref(), Some(&three()));
}

#[dyno::test]
fn what_dyno_does_is_one_of_the_errors() {
    fn guarded<E: From<dyno::Error>>() -> Result<(), Compound<E>> {
        Err(open())?
    }
    assert!(matches!(guarded::<dyno::Error>().unwrap_err().last(), dyno::Error::Open { .. }));
    assert_eq!(guarded::<StockError>().unwrap_err().into_last(), refused());
    assert!(guarded::<anyhow::Error>().unwrap_err().contains::<dyno::Error>());
    assert!(guarded::<Box<dyn Error + Send + Sync>>().unwrap_err().contains::<dyno::Error>());
}

#[dyno::test]
fn it_tells_what_the_last_attempt_was_told() {
    use dyno::RetryAfter;

    let told = open().retry_after();
    assert!(told.is_some());
    assert!(RetryAfter::retry_after(&Compound::new(open())).is_some());
}

#[test]
fn it_is_as_small_and_as_free_as_its_errors() {
    fn is_free<T: Send + Sync + Clone + Unpin + 'static>() {}
    is_free::<Compound<StockError>>();
    assert_eq!(size_of::<Compound<[u64; 9]>>(), 3 * size_of::<usize>());
    assert_eq!(size_of::<Result<(), Compound<[u64; 9]>>>(), 3 * size_of::<usize>());
}
