//! The secret that opens the page to other machines.

use std::env::{self, VarError};
use std::fmt;
use std::hint::black_box;

/// The variable of the environment in which it stands.
pub(crate) const VARIABLE: &str = "DYNO_TOKEN";

/// A secret. It is never shown.
#[derive(Clone)]
pub(crate) struct Token(Box<[u8]>);

/// A `DYNO_TOKEN` that cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is set to nothing.
    #[error("`DYNO_TOKEN` is empty, and whoever sends none would be let in: set it to a secret, or unset it")]
    Empty,
    /// It has letters that no header carries.
    #[error(
        "`DYNO_TOKEN` has spaces or letters beyond ASCII, which no header carries: write others, such as hexadecimal digits"
    )]
    Unsendable,
}

impl Token {
    /// Reads the one that is set, if one is.
    pub(crate) fn from_environment() -> Result<Option<Self>, TokenError> {
        match env::var(VARIABLE) {
            Ok(text) => Self::new(&text).map(Some),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(TokenError::Unsendable),
        }
    }

    pub(crate) fn new(text: &str) -> Result<Self, TokenError> {
        match text {
            "" => Err(TokenError::Empty),
            text if !text.bytes().all(|byte| byte.is_ascii_graphic()) => Err(TokenError::Unsendable),
            text => Ok(Self(text.as_bytes().into())),
        }
    }

    /// How many letters it has.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether this is what was sent. How long that takes does not tell how much of it is right.
    pub(crate) fn is(&self, sent: &[u8]) -> bool {
        let Self(own) = self;
        let mut differs = own.len() ^ sent.len();
        for (at, byte) in own.iter().enumerate() {
            let other = sent.get(at).copied().unwrap_or(!byte);
            differs |= usize::from(black_box(byte ^ other));
        }
        black_box(differs) == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, TokenError};

    #[test]
    fn a_token_is_itself_and_nothing_else() {
        let token = Token::new("s3cret").unwrap();
        assert!(token.is(b"s3cret"));
        for other in [&b""[..], b"s3cre", b"s3cret0", b"S3cret", b"x3cret", b"s3cretttttttttttt"] {
            assert!(!token.is(other), "{other:?}");
        }
    }

    #[test]
    fn what_is_empty_or_cannot_be_sent_is_no_token_and_none_is_shown() {
        assert_eq!(Token::new("").unwrap_err(), TokenError::Empty);
        for text in ["two words", "geheimnis-ß", "line\n", "\u{7f}"] {
            assert_eq!(Token::new(text).unwrap_err(), TokenError::Unsendable, "{text:?}");
        }
        assert!(!format!("{:?}", Token::new("s3cret").unwrap()).contains("s3cret"));
    }
}
