//! Whoever guesses tokens is slowed down, and with him who has the right one, who is never shut out.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::time::sleep;

use crate::api::Refusal;
use crate::token::Token;

/// So many wrong tokens in this time are mistakes; more are guesses.
const MISTAKES: usize = 10;
const MEMORY: Duration = Duration::from_secs(60);

/// While somebody guesses, tokens are looked at one after the other, and each takes so long. With 64 connections a right one waits 3.2 s at
/// most, and nobody tries more than 20 in a second.
const TURN: Duration = Duration::from_millis(50);

/// The wrong tokens of late.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    /// When each was, oldest first; no more than matter.
    wrong: Mutex<VecDeque<Instant>>,
    /// First come, first served; who leaves does not take his turn.
    turn: tokio::sync::Mutex<()>,
}

impl Guesses {
    /// Looks at a token. How long that takes tells neither how much of it is right nor, while somebody guesses, whether it is.
    pub(super) async fn check(&self, token: &Token, sent: &[u8]) -> Result<(), Refusal> {
        // Who sends none guesses nothing, but has not been told yet that there is one.
        if sent.is_empty() {
            return Err(Self::refusal());
        }
        let turn = if self.is_guessed(Instant::now()) {
            let turn = self.turn.lock().await;
            sleep(TURN).await;
            Some(turn)
        } else {
            None
        };
        let is_right = token.is(sent);
        drop(turn);
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
}
