//! Every path that expansions emit, each written once.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// An absolute path, emitted as `::a::b::c`.
pub(crate) struct Name(&'static [&'static str]);

macro_rules! names {
    ($($name:ident = $($segment:ident)::+;)*) => {
        $(pub(crate) const $name: Name = Name(&[$(stringify!($segment)),+]);)*
    };
}

names! {
    PRIVATE = dyno::__private;
    SITE = dyno::__private::Site;
    PLACE = dyno::__private::Place;
    SPEC = dyno::__private::Spec;
    SUBMIT = dyno::__private::inventory::submit;
    DECLARED = dyno::__private::Declared;
    GIVEN = dyno::__private::given;
    PATH_OF = dyno::__private::path_of;
    REFUSED = dyno::__private::Ended::Refused;
    CARRY = dyno::__private::carry;
    RETURNED = dyno::__private::Returned;
    JUDGE = dyno::__private::judge;
    ANSWER = dyno::__private::Answer;
    LITERAL = dyno::__private::Literal;
    KEEP = dyno::__private::keep;
    FROM = core::convert::From::from;
    PLAIN_RETURN = dyno::__private::PlainReturn;
    PLAIN_END = dyno::__private::PlainEnd;
    PLAIN_ANSWER = dyno::__private::PlainAnswer;
    PLAIN_LITERAL = dyno::__private::PlainLiteral;
    TEST = dyno::__private::test;
    TEST_SYNC = dyno::__private::test_sync;

    BREAKER = dyno::Breaker;
    COMMAND_SNAPSHOT = dyno::CommandSnapshot;
    WINDOW_CALLS = dyno::Window::Calls;

    BREAK = core::ops::ControlFlow::Break;
    CONTINUE = core::ops::ControlFlow::Continue;
    DURATION = core::time::Duration;
    ERR = core::result::Result::Err;
    FILE = core::file;
    LINE = core::line;
    MODULE_PATH = core::module_path;
    NONE = core::option::Option::None;
    OK = core::result::Result::Ok;
    PIN = core::pin::pin;
    RUST_TEST = core::prelude::v1::test;
    UNREACHABLE = core::unreachable;
    SOME = core::option::Option::Some;
}

impl Name {
    /// Emits the path so that an error about it is shown at `span`.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let span = located(span);
        let segments = self.0.iter().map(|segment| Ident::new(segment, span));
        quote_spanned!(span=> #(::#segments)*)
    }

    /// Emits the last word alone, for a list behind the path that it shares with others.
    pub(crate) fn last(&self) -> Ident {
        Ident::new(self.0.last().copied().unwrap_or_default(), Span::mixed_site())
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.at(Span::mixed_site()));
    }
}

/// Our own hygiene at the user's place: errors are shown there and lints know that the user did not write it.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
