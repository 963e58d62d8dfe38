//! The straight line of a call: admitted, run, settled.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ReturnType};

use crate::model::{Arg, Command, Ending, Fallback, Flow, HandedOut, Need, Packing, Passing, Subject};
use crate::names::{
    AGAIN, ANSWERED, AWAITED, BOXED, BREAK, CARRY, CONTINUE, ERR, FUSE_KEY, KEEP, KEY, LENT, NONE, OK, Ours,
    PARAMETER_AGAIN, PARAMETER_CARRY, PARAMETER_KEEP, PIN, PLAIN_ANSWER, PLAIN_END, PLAIN_LENT, PLAIN_LITERAL,
    PLAIN_RETURN, PRIVATE, REFUSED, Root, SOME, UNDROPPED, located,
};

use crate::parse::{Sense, mention};

use super::apart::{at_what_may_not_last, gone};
use super::{answer, aspect, awaited, body, cached, harnessed, injected, judge, repeat, timed};

/// Everything inside of the function but its site.
//
// Input:
//     #[command]
//     fn stock(..) -> Pin<Box<dyn Future<Output = u8> + Send + '_>> { BODY }
//
// Output:
//     Box::pin(async move { .. })                      // the same as in an `async fn`
pub(super) fn call(command: &Command, site: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let Command { subject, guard, .. } = command;
    let anchor = body::anchor(subject.returns.written(), subject.returns.span());
    let line = line(command, site);
    let line = match (&guard.aspect, subject.flow) {
        (None, _) => line,
        (Some(_), Flow::Sync) => aspect::filtered(command, site, line),
        (Some(_), _) if command.is_body_behind_filters() => aspect::watched(command, site, &line),
        (Some(_), _) => {
            let of_call = body::of_call(subject);
            aspect::filtered(command, site, quote_spanned!(here=> async move { #anchor #of_call #line }))
        }
    };
    let Flow::Future(HandedOut { packing, .. }) = subject.flow else { return line };
    // What it captures, and the signature does not, is shown at the type.
    let at_type = match &subject.sig.output {
        ReturnType::Type(_, ty) => located(ty.span()),
        ReturnType::Default => here,
    };
    // The braces as if the user had written them: attributes below put names of their own where those are.
    let mut block = Group::new(Delimiter::Brace, quote_spanned!(here=> #anchor #line));
    block.set_span(Span::call_site().located_at(at_type));
    let later = timed::later(command, site, quote_spanned!(at_type=> async move #block));
    match packing {
        Packing::Bare => later,
        // As people write it, because attributes below look for just that: `#[tracing::instrument]` does.
        Packing::Box => quote_spanned!(at_type=> Box::pin(#later)),
        Packing::OtherBox => {
            let boxed = BOXED.at(&guard.root, at_type);
            quote_spanned!(at_type=> #boxed(#later))
        }
    }
}

/// The call of a function whose body runs on a pool, as a future.
//
// Input:
//     #[command(timeout = 2s)]
//     fn stock(..) -> Result<Stock, StockError> { BODY }
//
// Output:
//     let sku = goes(sku);
//     async move {
//         let mut __call = __site().call();
//         let __ended = match __call.admit().map(Admitted::awaited) {
//             Ok(__attempt) => __attempt.run_apart(move || -> Result<Stock, StockError> { BODY }, |__returned| judge(..)).await,
//             Err(__error) => Ended::Refused(__error),
//         };
//         carry(__ended)
//     }
//
// It is timed in here, because a call that is submitted passes nothing of the function round it.
pub(super) fn apart(command: &Command, site: &TokenStream) -> TokenStream {
    let returns = &command.subject.returns;
    let anchor = body::anchor(returns.written(), returns.span());
    let (line, gone, of_call) = (line(command, site), gone(command), body::of_call(&command.subject));
    let here = Span::mixed_site();
    let call = quote_spanned!(here=> async move { #anchor #of_call #line });
    if command.guard.aspect.is_none() {
        let call = timed::later(command, site, call);
        return quote_spanned!(here=> #gone #call);
    }
    let filtered = aspect::filtered(command, site, quote_spanned!(here=> #gone #call));
    timed::later(command, site, quote_spanned!(here=> async move { #anchor #filtered }))
}

fn line(command: &Command, site: &TokenStream) -> TokenStream {
    if let Some(cache) = &command.guard.cache {
        return cached::line(command, cache, site);
    }
    let here = Span::mixed_site();
    let ending = command.ending();
    let (traits, line) = match ending {
        Ending::Watched => (vec![&PLAIN_RETURN], watched(command)),
        Ending::Carried => (vec![&PLAIN_RETURN], carried(command)),
        Ending::Answered(fallback) => {
            let traits = [&PLAIN_RETURN, &PLAIN_END].into_iter().chain(answering(command, fallback));
            (traits.collect(), answered(command, fallback))
        }
    };
    let traits = imports(command, traits);
    let filled = injected::filled(command);
    quote_spanned! {here=>
        #traits
        let mut __call = #site.call();
        #filled
        #line
    }
}

/// Brings in what decides by types.
pub(super) fn imports(command: &Command, traits: impl IntoIterator<Item = &'static Ours>) -> TokenStream {
    let here = Span::mixed_site();
    let traits = traits
        .into_iter()
        .chain(repeat::traits(command))
        .chain(harnessed::traits(command))
        .chain(injected::traits(command));
    let traits = traits.map(Ours::last).map(|name| Ident::new(name, here));
    let private = PRIVATE.of(&command.guard.root);
    quote_spanned! {here=>
        #[allow(unused_imports)]
        use #private::{#(#traits as _),*};
    }
}

// Input:
//     #[command]
//     async fn stock(..) -> .. { BODY }
//
// Output:
//     { __call.observe(pin!(async move { BODY }), |__returned| judge(..)).await }
fn watched(command: &Command) -> TokenStream {
    if let Some(retry) = &command.guard.retry {
        let attempts = repeat::attempts(command, retry);
        return quote_spanned!(Span::mixed_site()=> #attempts __tries.returned(__ended));
    }
    let (body, asked) = (body(command), judge::kept(command, |clones| clones));
    if command.subject.is_async() {
        let judge = judge::judge(command);
        return quote_spanned!(Span::mixed_site()=> { #asked __call.observe(#body, #judge).await });
    }
    let (verdict, tell) = (judge::verdict(command), judge::tell(&command.guard));
    quote_spanned! {Span::mixed_site()=>
        #asked
        let (__running, __quick) = __call.attempt().start();
        let __returned = __running.body(#body);
        let __verdict = __running.judge(&__returned, #verdict);
        let __returned = #UNDROPPED::new(__returned);
        let __unwell = __running.goes_well(__quick, __verdict);
        match __unwell {
            #NONE => #UNDROPPED::into_inner(__returned),
            #SOME(__unwell) => __unwell.end((#UNDROPPED::into_inner(__returned),), #tell, |_| #NONE).returned(),
        }
    }
}

// Input:
//     #[breaker("warehouse")]
//     fn stock(..) -> .. { BODY }
//
// Output:
//     let __ended = match __call.admit() {
//         Ok(__attempt) => { .. }                          // runs it here, and returns what goes well
//         Err(__error) => Ended::Refused(__error),
//     };
//     carry(__ended)
fn carried(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let admitted = admitted(command);
    // A return type that cannot carry the error is shown where it stands.
    let carried = carry(command);
    if let Some(retry) = &command.guard.retry {
        let (attempts, gathered) = (repeat::attempts(command, retry), repeat::gathered(command));
        return quote_spanned!(here=> #attempts let __ended = #gathered; #carried);
    }
    if command.subject.is_async() && command.guard.harness.is_none() {
        return awaited::bare(command);
    }
    let (run, attempt) = (run(command), attempt(command));
    let refused = REFUSED.of(&command.guard.root);
    quote_spanned! {here=>
        let __ended = match #admitted {
            #OK(#attempt) => #run,
            #ERR(__error) => #refused(__error),
        };
        #carried
    }
}

/// Gives the caller what the call has ended with. That a type parameter has no `From` rustc knows to say by itself.
pub(super) fn carry(command: &Command) -> TokenStream {
    let carry = by_type(command, &CARRY, &PARAMETER_CARRY);
    quote_spanned!(at_error(command)=> #carry(__ended))
}

/// What makes the return type of dyno's errors: one that every type parameter can, or that rustc says how to bound.
pub(super) fn by_type(command: &Command, any: &Ours, parameter: &Ours) -> TokenStream {
    let Command { subject, guard, .. } = command;
    let is_parameter = subject.returns.error().is_some_and(|error| subject.is_parameter(error));
    let name = if is_parameter { parameter } else { any };
    name.at(&guard.root, at_error(command)).to_token_stream()
}

/// Where it is shown that it has no room for them.
pub(super) fn at_error(Command { subject, .. }: &Command) -> Span {
    let parameter = subject.returns.error().filter(|error| subject.is_parameter(error));
    located(parameter.map_or_else(|| subject.returns.span(), Spanned::span))
}

// Input:
//     #[command(timeout = 2s, fallback = last_known)]
//     async fn stock(sku: Sku, depot: &str) -> .. { BODY }
//
// Output:
//     let __kept;
//     let __ended = match __call.admit().map(Admitted::awaited) {
//         Ok(mut __attempt) => {
//             __kept = __attempt.spare(|| (keep(&sku),));    // cloned after admission only, and only what is not a reference
//             __attempt.run(pin!(async move { BODY }), pin!(OWN_TIMER), |__returned| judge(..)).await
//         }
//         Err(__error) => {
//             __kept = (sku,);
//             Ended::Refused(__error)
//         }
//     };
//     if let ControlFlow::Break(__returned) = __ended.settle(&__call) {
//         return __returned;
//     }
//     let (sku,) = __kept;
//     { __call.answer(Answer::of(move || { last_known(sku, depot) }).ready(), |__returned| ..).await }
fn answered(command: &Command, fallback: &Fallback) -> TokenStream {
    let here = Span::mixed_site();
    let admitted = admitted(command);
    let (answer, settled) = (answer::answer(command, fallback), settled(fallback));
    let kept: Vec<Kept> = Kept::of(command);
    if let Some(retry) = &command.guard.retry {
        let (attempts, gathered) = (repeat::attempts(command, retry), repeat::gathered(command));
        // What may not be there no fallback asks for.
        let always = || kept.iter().filter(|kept| kept.conditions.is_empty());
        let (names, values) = (always().map(|kept| &kept.name), always().map(|kept| &kept.value));
        let again = always().next().map(|_| {
            quote_spanned! {here=>
                #[allow(unused_mut, unused_variables, clippy::used_underscore_binding)]
                let (#(#names,)*) = (#(#values,)*);
            }
        });
        return quote_spanned!(here=> #attempts let __ended = #gathered; #settled #again #answer);
    }
    let (run, attempt) = (run(command), attempt(command));
    let refused = REFUSED.of(&command.guard.root);
    if kept.is_empty() {
        return quote_spanned! {here=>
            let __ended = match #admitted {
                #OK(#attempt) => #run,
                #ERR(__error) => #refused(__error),
            };
            #settled
            #answer
        };
    }
    let (names, values) = (kept.iter().map(|kept| &kept.name), kept.iter().map(|kept| &kept.value));
    let clones = kept.iter().map(|kept| &kept.clone);
    let keep_clones =
        underscored(&command.subject, &quote_spanned!(here=> __kept = __attempt.spare(|| (#(#clones,)*));));
    let keep_values = underscored(&command.subject, &quote_spanned!(here=> __kept = (#(#values,)*);));
    quote_spanned! {here=>
        let __kept;
        let __ended = match #admitted {
            #OK(mut __attempt) => {
                #keep_clones
                #run
            }
            #ERR(__error) => {
                #keep_values
                #refused(__error)
            }
        };
        #settled
        #[allow(unused_mut, unused_variables)]
        let (#(#names,)*) = __kept;
        #answer
    }
}

/// The attempt, where it may be there to make something first.
pub(super) fn attempt(command: &Command) -> TokenStream {
    let mutability = asked(command).map(|_| quote_spanned!(Span::mixed_site()=> mut));
    quote_spanned!(Span::mixed_site()=> #mutability __attempt)
}

/// Returns what needs no answer, and says why the others do.
pub(super) fn settled(fallback: &Fallback) -> TokenStream {
    match fallback {
        Fallback::Closure(closure) if closure.takes_cause() => quote_spanned! {Span::mixed_site()=>
            let __cause = match __ended.settle(&__call) {
                #BREAK(__returned) => return __returned,
                #CONTINUE(__cause) => __cause,
            };
        },
        _ => quote_spanned! {Span::mixed_site()=>
            if let #BREAK(__returned) = __ended.settle(&__call) {
                return __returned;
            }
        },
    }
}

/// What the fallback needs beside its answer.
pub(super) fn answering(command: &Command, fallback: &Fallback) -> Option<&'static Ours> {
    match fallback {
        Fallback::Path(_) if command.subject.is_async() => Some(&PLAIN_ANSWER),
        Fallback::Literal(_) => Some(&PLAIN_LITERAL),
        _ => None,
    }
}

/// Lets us hand on an argument whose name says that it is unused.
pub(super) fn underscored(subject: &Subject, ours: &TokenStream) -> TokenStream {
    if subject.args.iter().any(|arg| arg.is_needed() && arg.pattern.is_none() && arg.name.to_string().starts_with('_'))
    {
        return quote_spanned!(Span::mixed_site()=> #[allow(clippy::used_underscore_binding)] { #ours });
    }
    ours.clone()
}

/// Runs the attempt, to its end.
pub(super) fn run(command: &Command) -> TokenStream {
    if !command.is_apart() {
        return if command.subject.is_async() { awaited::whole(command) } else { run_here(command) };
    }
    let here = Span::mixed_site();
    let (judge, asked) = (judge::judge(command), asked(command));
    let (hint, body) = (judge::hint(&command.guard), body(command));
    let run = run_apart(command, &body, &quote_spanned!(here=> #judge, #hint));
    match asked {
        Some(asked) => quote_spanned!(here=> { #asked #run }),
        None => run,
    }
}

/// What the questions about an attempt keep of its arguments, made as part of it.
pub(super) fn asked(command: &Command) -> Option<TokenStream> {
    judge::kept(command, |clones| quote_spanned!(Span::mixed_site()=> __attempt.spare(|| #clones)))
}

/// Runs the attempt of a function that is not async on its thread. What was returned is moved once, from where the body left it to
/// the caller, and while all goes well nobody has its address, not even one who would drop it if the runtime panicked: so it need not
/// be in memory, where moving it would read in one word what was just written in two.
//
// Output:
//     {
//         let (__running, __quick) = __attempt.start();
//         let __returned = __running.body(move || -> Result<Stock, StockError> { BODY });
//         let __verdict = __running.judge(&__returned, |__returned| judge(..));
//         let __returned = ManuallyDrop::new(__returned);
//         match __running.goes_well(__quick, __verdict) {         // in a `let`, for the sake of older editions
//             None => return into_inner(__returned),              // with a retry: __tries.answered(..)
//             Some(__unwell) => __unwell.end((into_inner(__returned),), ..),
//         }
//     }
pub(super) fn run_here(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let guard = &command.guard;
    let (verdict, tell, hint) = (judge::verdict(command), judge::tell(guard), judge::hint(guard));
    let (asked, body) = (asked(command), body(command));
    let returned = quote_spanned!(here=> #UNDROPPED::into_inner(__returned));
    let answered = if guard.retry.is_some() { repeat::answered(command, &returned) } else { returned };
    let answered = if guard.cache.is_some() {
        // A making ends so: those who wait get it as well.
        let whole = ANSWERED.of(&guard.root);
        quote_spanned!(here=> #whole(#answered))
    } else {
        answered
    };
    quote_spanned! {here=>
        {
            #asked
            let (__running, __quick) = __attempt.start();
            let __returned = __running.body(#body);
            let __verdict = __running.judge(&__returned, #verdict);
            let __returned = #UNDROPPED::new(__returned);
            let __unwell = __running.goes_well(__quick, __verdict);
            match __unwell {
                #NONE => return #answered,
                #SOME(__unwell) => __unwell.end((#UNDROPPED::into_inner(__returned),), #tell, #hint),
            }
        }
    }
}

/// All of it at the return type: what cannot come back is shown there, and once. What keeps the body from going is `self`, because the
/// arguments have been asked.
fn run_apart(command: &Command, body: &TokenStream, judge: &TokenStream) -> TokenStream {
    let at_type = located(command.subject.returns.span());
    let Some(receiver) = command.subject.receiver() else {
        let Some(at_argument) = at_what_may_not_last(&command.subject) else {
            return quote_spanned!(at_type=> __attempt.run_apart(#body, #judge).await);
        };
        // That an argument must last has been said at its type, and what is said twice at one place is said once.
        let attempt = Ident::new("__admitted", at_argument);
        let run = quote_spanned!(at_argument=> #attempt.run_apart(#body, #judge).await);
        return quote_spanned!(Span::mixed_site()=> { let #attempt = __attempt; #run });
    };
    let name = Ident::new("__body", located(receiver.self_token.span));
    let run = quote_spanned!(at_type=> __attempt.run_apart(#name, #judge).await);
    quote_spanned!(Span::mixed_site()=> { let #name = #body; #run })
}

// Input:
//     #[rate_limit(100 / 1s, by = tenant)]
//     #[fuse(admit = 10%, by = user)]
//
// Output:
//     match {
//         if let Some(__keyed) = __call.to_be_chosen() {
//             __keyed.choose(fuse_key(Lent(&user).lent()));
//         }
//         let __keyed = __call.keyed();
//         let __admitted = __keyed.admit(key(Lent(&tenant).lent()));         // what the key was made of ends here
//         _ = &tenant;                                                       // what is gone by now is shown here, and not where the body is
//         __admitted
//     } { .. }
/// Admits the attempt, the first or another one.
pub(super) fn admitted(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let Command { subject, guard, .. } = command;
    let chosen = guard.fuse_by.as_ref().map(|by| chosen(by, command));
    let awaited = (subject.is_async() || command.is_apart()).then(|| {
        let awaited = AWAITED.of(&guard.root);
        quote_spanned!(here=> .map(#awaited))
    });
    let admitted = match &guard.by {
        Some(by) => {
            let (key, still) = (made(&KEY, by, &guard.root), still(by, subject));
            quote_spanned! {here=>
                let __keyed = __call.keyed();
                #[allow(clippy::let_and_return)]
                let __admitted = __keyed.admit(#key) #awaited;
                #still
                __admitted
            }
        }
        None if guard.retry.is_some() => quote_spanned!(here=> __call.admit_again() #awaited),
        None => quote_spanned!(here=> __call.admit() #awaited),
    };
    if guard.keys().next().is_none() {
        return admitted;
    }
    let plain = PLAIN_LENT.of(&guard.root);
    quote_spanned! {here=>
        {
            #[allow(unused_imports)]
            use #plain as _;
            #chosen
            #admitted
        }
    }
}

/// Has the fuse choose by its key, where that is asked for.
fn chosen(by: &Expr, Command { subject, guard, .. }: &Command) -> TokenStream {
    let (key, still) = (made(&FUSE_KEY, by, &guard.root), still(by, subject));
    quote_spanned! {Span::mixed_site()=>
        if let #SOME(__keyed) = __call.to_be_chosen() {
            __keyed.choose(#key);
        }
        #still
    }
}

/// The key, as what it lends.
fn made(key: &Ours, by: &Expr, root: &Root) -> TokenStream {
    let theirs = located(by.span());
    let [key, lent] = [key, &LENT].map(|name| name.at(root, theirs));
    quote_spanned!(theirs=> #key(#lent(&(#by)).lent()))
}

/// Shows at the key what that has used up.
fn still(by: &Expr, subject: &Subject) -> TokenStream {
    let args = subject.args.iter().filter(|arg| arg.passing == Passing::Owned && arg.pattern.is_none());
    let mentioned =
        args.filter_map(|arg| mention(by.to_token_stream(), &arg.name.unraw().to_string(), Sense::Variable));
    mentioned
        .filter(|token| matches!(token, TokenTree::Ident(_)))
        .map(|token| quote_spanned!(located(token.span())=> _ = &#token;))
        .collect()
}

pub(super) fn body(command: &Command) -> TokenStream {
    let subject = &command.subject;
    if subject.is_async() {
        let future =
            if command.is_body_behind_filters() { aspect::body() } else { body::future(subject, &command.guard.root) };
        // As if the user had written it, because clippy knows only then that what `pin!` contains is not the user's unsafe code:
        // rust-clippy#15137 looks at the outermost macro.
        let theirs = subject.sig.ident.span();
        let pin = PIN.at(theirs);
        let pinned = quote_spanned!(theirs=> #pin!(#future));
        return repeat::within(command, harnessed::harnessed(command, pinned));
    }
    repeat::within(command, harnessed::harnessed(command, body::closure(subject, command.is_apart())))
}

/// The body of an async function that nothing is round, in a place that it can be dropped from.
pub(super) fn given(Command { subject, guard, .. }: &Command) -> TokenStream {
    let (future, theirs) = (body::future(subject, &guard.root), subject.sig.ident.span());
    let pin = PIN.at(theirs);
    quote_spanned!(theirs=> #pin!(#SOME(#future)))
}

/// A by-value argument that the fallback or another attempt needs again.
pub(super) struct Kept<'a> {
    pub(super) clone: TokenStream,
    pub(super) value: TokenStream,
    pub(super) name: TokenStream,
    /// Whether it is there at all.
    pub(super) conditions: Vec<&'a Attribute>,
}

/// What clones for another attempt, and what for a fallback.
type Clones = [&'static Ours; 2];

const CLONES: Clones = [&AGAIN, &KEEP];

impl<'a> Kept<'a> {
    pub(super) fn of(Command { subject, guard, .. }: &'a Command) -> Vec<Self> {
        let mut kept = Vec::new();
        if let (true, Some(Passing::Owned), Some(receiver)) =
            (subject.needs_self, subject.self_passing(), subject.receiver())
        {
            let (name, mutability) = (answer::hidden_self(receiver), &receiver.mutability);
            let name = quote_spanned!(Span::mixed_site()=> #mutability #name);
            kept.push(Self::new(subject, &guard.root, receiver.self_token.to_token_stream(), name, receiver.span()));
        }
        let args = subject.args.iter().filter(|arg| arg.is_kept());
        for arg in args {
            let Arg { name, mutability, ty, need, parts, .. } = arg;
            kept.extend(parts.iter().map(|part| {
                Self::new(subject, &guard.root, part.to_token_stream(), part.to_token_stream(), part.span())
            }));
            if parts.is_empty() {
                let mutability = mutability.filter(|_| *need == Need::Variable || subject.is_repeated);
                let variable = quote_spanned!(Span::mixed_site()=> #mutability #name);
                let conditions = arg.conditions().collect();
                let clones = if subject.is_parameter(ty) { [&PARAMETER_AGAIN, &PARAMETER_KEEP] } else { CLONES };
                let whole = Self::by(clones, subject, &guard.root, name.to_token_stream(), variable, ty.span());
                kept.push(Self { conditions, ..whole });
            }
        }
        kept
    }

    fn new(subject: &Subject, root: &Root, value: TokenStream, name: TokenStream, ty: Span) -> Self {
        Self::by(CLONES, subject, root, value, name, ty)
    }

    fn by(clones: Clones, subject: &Subject, root: &Root, value: TokenStream, name: TokenStream, ty: Span) -> Self {
        let [again, keep] = clones;
        let keep = if subject.is_repeated { again.at(root, ty) } else { keep.at(root, ty) };
        // All of it at the type, or what is missing would be shown from a pattern's hidden name to there.
        let shown = value.clone().into_iter().map(|mut token| {
            token.set_span(ty.resolved_at(token.span()));
            token
        });
        let shown: TokenStream = shown.collect();
        let clone = quote_spanned!(located(ty)=> #keep(&#shown));
        Self { clone, value, name, conditions: Vec::new() }
    }
}
