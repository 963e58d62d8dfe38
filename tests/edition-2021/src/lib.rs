//! Guarded functions in edition 2021, in a crate that forbids unsafe code and what edition 2024 takes for it.

#![forbid(unsafe_code, unsafe_attr_outside_unsafe, unsafe_op_in_unsafe_fn)]
#![deny(rust_2024_compatibility)]

use std::future::Future;
use std::pin::Pin;

use dyno::command;
use serde::Deserialize;

/// What has no answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Failed;

impl From<dyno::Error> for Failed {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

/// A method of it must not look as if it had unsafe code, which may count on what was not read from outside.
#[derive(Clone, Debug, Deserialize)]
pub struct Shelf {
    /// How many are on it.
    pub stock: u32,
}

/// Makes one, by a name that newer editions keep for themselves.
///
/// # Errors
///
/// None.
#[allow(keyword_idents_2024)]
#[command(breaker = "old shelf", fallback = |_| Ok(Shelf { stock }))]
pub fn gen(stock: u32) -> Result<Shelf, Failed> {
    Ok(Shelf { stock })
}

/// Functions with arguments of their own name.
pub mod older {
    use super::{command, Failed};

    /// Makes one more.
    ///
    /// # Errors
    ///
    /// None.
    #[allow(keyword_idents_2024)]
    #[command(breaker = "older shelf")]
    pub fn gen(gen: u32) -> Result<u32, Failed> {
        Ok(gen + 1)
    }
}

/// A function whose argument, fallback and handle are called so.
pub mod answered {
    use super::{command, Failed};

    /// Makes one more of what there is.
    ///
    /// # Errors
    ///
    /// None.
    #[allow(keyword_idents_2024)]
    #[command(breaker, fallback = gen, handle = gen)]
    pub fn more(gen: u32) -> Result<u32, Failed> {
        if gen == 0 {
            Err(Failed)
        } else {
            Ok(gen + 1)
        }
    }

    #[allow(clippy::unnecessary_wraps, keyword_idents_2024)]
    fn gen(stock: u32) -> Result<u32, Failed> {
        Ok(stock + 10)
    }
}

impl Shelf {
    /// Asks how many there are.
    ///
    /// # Errors
    ///
    /// Whatever guards it refuses the call.
    #[command(breaker = "old shelf")]
    pub fn stock(&self) -> Result<u32, Failed> {
        Ok(self.stock)
    }

    /// Takes some off.
    ///
    /// # Errors
    ///
    /// There are not so many.
    #[command(timeout = 60s, breaker = "old shelf", fallback = Self::none)]
    pub async fn take(&mut self, count: u32) -> Result<u32, Failed> {
        let rest = self.stock.checked_sub(count).ok_or(Failed)?;
        self.stock = std::future::ready(rest).await;
        Ok(count)
    }

    /// Counts what cannot change.
    ///
    /// # Errors
    ///
    /// None.
    #[command(retry = 2, fallback = |_| Ok(2))]
    pub fn sides(&mut self, _of: u32) -> Result<u32, Failed> {
        Ok(2)
    }

    fn none(&mut self, _count: u32) -> Result<u32, Failed> {
        self.stock.checked_sub(self.stock).ok_or(Failed)
    }

    /// Puts some on it, in a future.
    #[command(timeout = 60s)]
    pub fn put<'a>(&'a mut self, count: u32) -> impl Future<Output = Result<u32, Failed>> + 'a {
        async move {
            self.stock += count;
            Ok(self.stock)
        }
    }
}

/// Answers with a length, or with 7.
///
/// # Errors
///
/// None, as there is a fallback.
#[command(timeout = 60s, breaker = "old length", fallback = |_| Ok(7))]
pub async fn length(text: &str) -> Result<usize, Failed> {
    std::future::ready(Ok(text.len())).await
}

/// Answers with a length, in a box.
#[dyno::timeout(60s)]
#[dyno::breaker("old length")]
pub fn boxed(text: &str) -> Pin<Box<dyn Future<Output = Result<usize, Failed>> + Send + '_>> {
    Box::pin(async move { Ok(text.len()) })
}

/// Answers with what it made once, for a name in another name for `Result`.
///
/// # Errors
///
/// None.
#[dyno::cache(ttl = 60s)]
pub async fn kept(sku: u32) -> Answer<u32> {
    std::future::ready(Ok(sku + 1)).await
}

/// What is answered.
pub type Answer<T> = Result<T, Failed>;

/// Tells how many are on the first of them, and times that.
#[must_use]
pub fn first(shelves: &[Shelf]) -> Option<u32> {
    dyno::time!("first", { Some(shelves.first()?.stock) })
}

/// Is never called, and yet is known.
#[command]
pub fn idle() {}
