//! Every path that expansions emit, each written once.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Path;

/// An absolute path into the standard library, emitted as `::core::a::b`.
pub(crate) struct Name(&'static [&'static str]);

/// A path into dyno, emitted behind a [`Root`].
pub(crate) struct Ours(&'static [&'static str]);

/// Where paths into dyno start: `::dyno`, unless `crate = ..` says otherwise.
#[derive(Default)]
pub(crate) struct Root(Option<Path>);

macro_rules! names {
    ($kind:ident: $($name:ident = $($segment:ident)::+;)*) => {
        $(pub(crate) const $name: $kind = $kind(&[$(stringify!($segment)),+]);)*
    };
}

names! { Ours:
    PRIVATE = __private;
    GATHERED = __private::gathered;
    BESIDE = __private::Beside;
    IN_AN_IMPL = __private::in_an_impl_write_handle_false;
    IN_AN_IMPL_NO_SERVICE = __private::in_an_impl_is_no_service;
    SITE = __private::Site;
    PLACE = __private::Place;
    SPEC = __private::Spec;
    DECLARE = __private::declare;
    GIVEN = __private::given;
    PATH_OF = __private::path_of;
    ANSWERED = __private::Ended::Answered;
    AWAITED = __private::Admitted::awaited;
    RUN_BARE = __private::run_bare;
    REFUSE = __private::refuse;
    PARAMETER_REFUSE = __private::parameter_refuse;
    OWN_TIMER = __private::OWN_TIMER;
    BOXED_TIMER = __private::BOXED_TIMER;
    REFUSED = __private::Ended::Refused;
    CARRY = __private::carry;
    PARAMETER_CARRY = __private::parameter_carry;
    NO_FUSE = __private::NoFuse;
    SOME_FUSE = __private::SomeFuse;
    IS_FUSE = __private::IsFuse;
    RETURNED = __private::Returned;
    JUDGE = __private::judge;
    ANSWER = __private::Answer::of;
    LITERAL = __private::Literal;
    TEXT = __private::text;
    GIVEN_CAUSE = __private::given_cause;
    JOINS = __private::joins;
    KEEP = __private::keep;
    KEEP_ASKED = __private::keep_asked;
    PARAMETER_KEEP = __private::parameter_keep;
    AGAIN = __private::again;
    PARAMETER_AGAIN = __private::parameter_again;
    ONCE = __private::Once;
    BY_DEFAULT = __private::ByDefault;
    HINT = __private::Hint;
    WITHIN = __private::retried;
    WITHIN_SYNC = __private::retried_sync;
    PLAIN_ONCE = __private::PlainOnce;
    PLAIN_OF = __private::PlainOf;
    PLAIN_AGAIN = __private::PlainAgain;
    PLAIN_HINT = __private::PlainHint;
    PLAIN_TRIES = __private::PlainTries;
    COUNT = __private::count;
    HARNESSED = __private::Harnessed;
    PULLED = __private::Pulled;
    TIMED = __private::timed;
    TIMED_ASYNC = __private::timed_async;
    TITLE = __private::Title;
    REDACTED = __private::redacted;
    WRONG = __private::Wrong;
    PLAIN_KIND = __private::PlainKind;
    PLAIN_TEXT = __private::PlainText;
    DEBUG_TEXT = __private::DebugText;
    KEY = __private::key;
    FUSE_KEY = __private::fuse_key;
    LENT = __private::Lent;
    PLAIN_LENT = __private::PlainLent;
    OWN = __private::Own;
    OWNING = __private::Owning;
    OWNING_OF = __private::OwningOf;
    OWNS = __private::Owns;
    PLAIN_OWNING_OF = __private::PlainOwningOf;
    CACHED = __private::Cached;
    CACHE_KEYS = __private::Keys;
    CACHE_PART = __private::tells;
    PARAMETER_CACHE_PART = __private::parameter_tells;
    CACHE_OF = __private::CacheOf;
    HOLDS = __private::Holds;
    KEEPING = __private::Keeping;
    KEEPS = __private::keeps;
    PARAMETER_KEEPS = __private::parameter_keeps;
    KIND_OF = __private::KindOf;
    LIVES = __private::lives;
    PLAIN_CACHE_OF = __private::PlainCacheOf;
    PLAIN_KEEPING = __private::PlainKeeping;
    PLAIN_TELLING = __private::PlainTelling;
    PLAIN_KIND_OF = __private::PlainKindOf;
    RETURNING = __private::Returning;
    DETACHED = __private::Detached;
    ENDED = __private::Ended;
    FOUND_HIT = __private::Found::Hit;
    FOUND_OTHER = __private::Found::Other;
    LED = __private::led;
    ON_POOL = __private::on_pool;
    ON_RUNTIME = __private::on_runtime;
    OWNER = __private::owner;
    LED_SYNC = __private::led_sync;
    MAKER = __private::Maker;
    SHARES = __private::Shares;
    STORES = __private::Stores;
    PLAIN_CACHED = __private::PlainCached;
    PLAIN_COPIED = __private::PlainCopied;
    PLAIN_DETACHED = __private::PlainDetached;
    PLAIN_SHARED = __private::PlainShared;
    WANT = __private::want;
    SPOT = __private::Spot;
    TAG_OF = __private::TagOf;
    LACKING = __private::Lacking;
    LACKING_ANSWERED = __private::LackingAnswered;
    PLAIN_LACKING = __private::PlainLacking;
    PLAIN_TAG = __private::PlainTag;
    LATER = __private::Comes;
    OFFER = __private::offer;
    PLAIN_LATER = __private::PlainLater;
    PLAIN_SERVED = __private::PlainServed;
    PLAIN_SHARING = __private::PlainSharing;
    SERVED = __private::Served;
    SERVICE_OF = __private::served;
    SERVICE_SITE = __private::ServiceSite;
    SHARING = __private::Sharing;
    WISH_OF = __private::WishOf;
    PLAIN_WISH = __private::PlainWish;
    WITH = __private::with;
    WITH_SYNC = __private::with_sync;
    MADE = __private::made;
    BOXED = __private::boxed;
    BLOCK = __private::block;
    GOES = __private::goes;
    PARAMETER_GOES = __private::parameter_goes;
    DRIVEN = __private::Driven;
    ERRAND = __private::Errand;
    WORK = __private::Work;
    PLAIN_RETURN = __private::PlainReturn;
    PLAIN_END = __private::PlainEnd;
    PLAIN_ANSWER = __private::PlainAnswer;
    PLAIN_LITERAL = __private::PlainLiteral;
    NO_COLD_CALL = __private::NoColdCall;
    IS_COLD = __private::IsCold;
    TEST = __private::test;
    TEST_CURRENT_THREAD = __private::Flavor::CurrentThread;
    TEST_PAUSED = __private::Flavor::Paused;
    TEST_MULTI_THREAD = __private::Flavor::MultiThread;
    TEST_SYNC = __private::test_sync;

    ANSWERED_CALL = AnsweredCall;
    BARE_CALL = BareCall;
    BREAKER = Breaker;
    BULKHEAD = Bulkhead;
    CARRIED_CALL = CarriedCall;
    COLD_CALL = ColdCall;
    ONE_JOB = OneJob;
    SYNC_CALL = SyncCall;
    COMMAND_SNAPSHOT = CommandSnapshot;
    PLAN = Plan;
    ERROR = Error;
    POOL = Pool;
    SERVICE_SCOPE = ServiceScope;
    RETRY = Retry;
    BACKOFF = Backoff;
    JITTER = Jitter;
    CACHE_KEY = __private::CacheKey;
    CACHE = Cache;
    CACHE_POLICY = CachePolicy;
    ASPECT = Aspect;
    ASPECT_LATER = Later;
    FUSE = Fuse;
    HARNESS = Harness;
    RATE_LIMIT = RateLimit;
    WINDOW_CALLS = Window::Calls;
}

names! { Name:
    ARC = std::sync::Arc;
    BOOL = core::primitive::bool;
    BREAK = core::ops::ControlFlow::Break;
    CONTINUE = core::ops::ControlFlow::Continue;
    DURATION = core::time::Duration;
    ERR = core::result::Result::Err;
    FILE = core::file;
    FUTURE = core::future::Future;
    INFALLIBLE = core::convert::Infallible;
    LINE = core::line;
    MODULE_PATH = core::module_path;
    NONE = core::option::Option::None;
    OK = core::result::Result::Ok;
    OPTION = core::option::Option;
    PENDING = core::future::Pending;
    PENDING_FUTURE = core::future::pending;
    PHANTOM = core::marker::PhantomData;
    PIN = core::pin::pin;
    PIN_NEW = core::pin::Pin::new;
    RESULT = core::result::Result;
    RUST_TEST = core::prelude::v1::test;
    SEND = core::marker::Send;
    SOME = core::option::Option::Some;
    UNDROPPED = core::mem::ManuallyDrop;
    STRINGIFY = core::stringify;
    UNREACHABLE = core::unreachable;
}

impl Name {
    /// Emits the path as if it were written at `span`.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let segments = self.0.iter().map(|segment| Ident::new(segment, span));
        quote_spanned!(span=> #(::#segments)*)
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.at(Span::mixed_site()));
    }
}

impl Ours {
    /// Emits the path. What `crate = ..` got wrong is shown there.
    pub(crate) fn of(&self, root: &Root) -> TokenStream {
        self.behind(&root.tokens(Span::mixed_site()), Span::mixed_site())
    }

    /// Emits the path behind the user's own words, so that an error about the rest of it is shown at `span`.
    pub(crate) fn behind_theirs(&self, root: &Root, span: Span) -> TokenStream {
        self.behind(&root.given().unwrap_or_else(|| root.tokens(span)), span)
    }

    /// Emits the path so that an error about it is shown at `span`.
    pub(crate) fn at(&self, root: &Root, span: Span) -> TokenStream {
        let span = located(span);
        // Words of the user's stay theirs, `$crate` above all.
        let moved = root.tokens(span).into_iter().map(|mut token: TokenTree| {
            token.set_span(token.span().located_at(span));
            token
        });
        self.behind(&moved.collect(), span)
    }

    /// Emits the path as if the user had written it: all errors that are told at the very same place are one.
    pub(crate) fn theirs(&self, root: &Root, span: Span) -> TokenStream {
        self.behind(&root.tokens(span), span)
    }

    /// The last word alone: for a list behind the path that it shares with others, and for whoever looks for it.
    pub(crate) fn last(&self) -> &'static str {
        self.0.last().copied().unwrap_or_default()
    }

    fn behind(&self, root: &TokenStream, span: Span) -> TokenStream {
        let segments = self.0.iter().map(|segment| Ident::new(segment, span));
        quote_spanned!(span=> #root #(::#segments)*)
    }
}

impl Root {
    /// Starts at a path of the user's.
    pub(crate) fn at(path: Path) -> Self {
        Self(Some(path))
    }

    /// The words of the user's, where they stand: what is wrong with them is told there, and once.
    pub(crate) fn given(&self) -> Option<TokenStream> {
        self.0.as_ref().map(ToTokens::to_token_stream)
    }

    fn tokens(&self, span: Span) -> TokenStream {
        match &self.0 {
            Some(path) => path.to_token_stream(),
            None => quote_spanned!(span=> ::dyno),
        }
    }
}

/// Our own hygiene at the user's place: errors are shown there and lints know that the user did not write it.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
