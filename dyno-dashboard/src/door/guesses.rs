//! Whoever guesses tokens is slowed down, and who has the right one is not.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use crate::api::Refusal;
use crate::token::Token;

/// So many wrong tokens in this time are mistakes; more are guesses.
const MISTAKES: usize = 10;
const MEMORY: Duration = Duration::from_secs(60);

/// While somebody guesses, wrong tokens are answered one after the other, and each takes so long. So does a right one that is short.
const TURN: Duration = Duration::from_millis(50);

/// How many tokens wait for their turn; others are told at once to come again. A server of our own has no more connections than that, an app may.
const WAITING: usize = 64;

/// A token with so many letters is out of reach of those too who do not wait to be told that theirs is wrong. A shorter one could be tried out at
/// that pace, so it takes its turn like the others, and nobody learns of more than 20 in a second.
const LONG: usize = 16;

/// The wrong tokens of late.
#[derive(Debug)]
pub(super) struct Guesses {
    /// When each was, oldest first; no more than matter.
    wrong: Mutex<VecDeque<Instant>>,
    /// First come, first served; who leaves does not take his turn.
    turn: tokio::sync::Mutex<()>,
    places: Semaphore,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { wrong: Mutex::default(), turn: tokio::sync::Mutex::default(), places: Semaphore::new(WAITING) }
    }
}

impl Guesses {
    /// Looks at a token. How long that takes does not tell how much of it is right. One that is right and long is never kept waiting.
    pub(super) async fn check(&self, token: &Token, sent: &[u8]) -> Result<(), Refusal> {
        // Who sends none guesses nothing, but has not been told yet that there is one.
        if sent.is_empty() {
            return Err(Self::refusal());
        }
        let is_right = token.is(sent);
        let is_urgent = is_right && token.len() >= LONG;
        if !is_urgent && self.is_guessed(Instant::now()) {
            let _place = self.places.try_acquire().map_err(|_| Self::too_many())?;
            let _turn = self.turn.lock().await;
            sleep(TURN).await;
        }
        if is_right {
            return Ok(());
        }
        if self.note(Instant::now()) {
            tracing::warn!(target: "dyno", "somebody tries tokens of the dashboard: {MISTAKES} wrong ones in a minute");
        }
        Err(Self::refusal())
    }

    /// The same whatever was sent.
    fn refusal() -> Refusal {
        let remedy = "send `authorization: Bearer` and the token that the program was started with";
        Refusal::new(StatusCode::UNAUTHORIZED, "the token is missing or another", remedy)
    }

    /// The same whatever was sent.
    fn too_many() -> Refusal {
        let error = format!("somebody tries tokens, and {WAITING} of them wait to be looked at");
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error, "try again in a second").again_after(1)
    }

    fn is_guessed(&self, now: Instant) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|at| now.saturating_duration_since(*at) < MEMORY);
        wrong.len() >= MISTAKES
    }

    /// Counts a wrong one; tells whether it is the one that makes them guesses.
    fn note(&self, now: Instant) -> bool {
        let was_guessed = self.is_guessed(now);
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.len() == MISTAKES {
            wrong.pop_front();
        }
        wrong.push_back(now);
        !was_guessed && wrong.len() >= MISTAKES
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn a_few_wrong_ones_are_mistakes_and_more_are_guesses_for_a_minute() {
        let (guesses, start) = (Guesses::default(), Instant::now());
        let told = (0..25).filter(|_| guesses.note(start)).count();
        assert_eq!(told, 1, "it is said once");
        assert!(guesses.is_guessed(start + Duration::from_secs(59)));
        assert!(guesses.wrong.lock().unwrap().len() <= MISTAKES);
        assert!(!guesses.is_guessed(start + Duration::from_secs(60)));
    }

    /// As after ten wrong ones.
    fn guessed() -> Guesses {
        let guesses = Guesses::default();
        (0..MISTAKES).for_each(|_| _ = guesses.note(Instant::now()));
        guesses
    }

    #[tokio::test]
    async fn a_short_token_takes_its_turn_and_a_long_one_does_not() {
        for (own, waits) in [("0123456789abcdef", false), ("0123456789abcde", true)] {
            let (guesses, token) = (guessed(), Token::new(own).unwrap());
            assert_eq!(guesses.check(&token, own.as_bytes()).now_or_never().is_none(), waits, "{own}");
            assert!(guesses.check(&token, b"wrong").now_or_never().is_none(), "a wrong one waits");
            assert!(guesses.check(&token, own.as_bytes()).await.is_ok(), "{own}");
        }
    }

    #[tokio::test]
    async fn no_more_wait_than_a_server_of_our_own_has_connections() {
        let (guesses, token) = (Arc::new(guessed()), Arc::new(Token::new("s3cret-0123456789").unwrap()));
        let guess = || {
            let (guesses, token) = (guesses.clone(), token.clone());
            tokio::spawn(async move { guesses.check(&token, b"wrong").await })
        };
        let all: Vec<_> = (0..400).map(|_| guess()).collect();
        let waiting = || all.iter().filter(|one| !one.is_finished()).count();
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        assert!((1..=WAITING).contains(&waiting()), "{}", waiting());
        all.iter().for_each(tokio::task::JoinHandle::abort);
    }
}
