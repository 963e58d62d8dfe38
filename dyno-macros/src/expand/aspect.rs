//! The filters round a call: outermost of all, so that what is inside sees what they let in.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{FnArg, Receiver, ReceiverKind, Signature, Type};

use crate::model::Command;
use crate::names::{ASPECT, ASPECT_LATER, JOINS, NONE, PIN, PLAIN_RETURN, SOME, located};
use crate::parse::rename_self;

use super::{apart, body, call, cold, function, judge, spelled};

/// Attributes of an argument that may also stand before a `let`.
const SAID: [&str; 5] = ["allow", "deny", "expect", "forbid", "warn"];

// Input, of which CALL is what becomes of it without:
//     #[aspect("page")]
//     fn page(mut request: Request) -> Response { CALL }
//
// Output:
//     fn page(request: Request) -> Response {
//         let __core = |__args: (Request,)| -> Response {
//             let (__of0,) = __args;
//             let mut request = __of0;
//             CALL
//         };
//         match __site().filters::<(_,), _>() {
//             None => __core((request,)),
//             Some(__filters) => __filters.call((request,), __core),
//         }
//     }
//
// and of an async one, where CALL is `async move { .. }`:
//         match __site().filters::<(_,), Later<_>>() {
//             None => __core((request,)).await,
//             Some(__filters) => __filters.call((request,), move |__args| Later::new(__core(__args))).await,
//         }
//
// `self` is the first of the arguments, and called `__itself` behind the filters.
pub(super) fn filtered(command: &Command, site: &TokenStream, call: TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let (_, returns) = types(command);
    let returns = (!is_later(command)).then(|| quote_spanned!(here=> -> #returns));
    let core = behind(command, returns.as_ref(), call);
    let (found, given) = (found(command, site), given(command));
    let (called, boxed) = if is_later(command) {
        (quote_spanned!(here=> .await), later(command, &quote_spanned!(here=> __core(__args))))
    } else {
        (TokenStream::new(), quote_spanned!(here=> __core))
    };
    quote_spanned! {here=>
        let __core = #core;
        match #found {
            #NONE => __core(#given) #called,
            #SOME(__filters) => __filters.call(#given, #boxed) #called,
        }
    }
}

// Input, where the call is no more than the body and what watches that:
//     #[aspect("page")]
//     async fn page(mut request: Request) -> Response { BODY }
//
// Output:
//     let __body = |__args: (Request,)| {
//         let (__of0,) = __args;
//         let mut request = __of0;
//         async move { BODY }
//     };
//     let mut __filtered = None;
//     let __bare = pin!(match __site().filters::<(_,), Later<_>>() {
//         None => Some(__body((request,))),
//         Some(__filters) => {
//             __filtered = Some(__filters.call((request,), move |__args| Later::new(async move { CALL of `__body(__args)` })));
//             None
//         }
//     });
//     let mut __call = __site().call();
//     { __call.pass(__filtered, __bare, |__returned| judge(..)).await }
//
/// The same of one future for calls that pass filters and those that do not: each further one moves what is returned, and so does each place that it comes from.
pub(super) fn watched(command: &Command, site: &TokenStream, call: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let subject = &command.subject;
    let body = behind(command, None, body::whole_future(subject, &command.guard.root));
    let (found, given, judge) = (found(command, site), given(command), judge::judge(command));
    let anchor = body::anchor(subject.returns.written(), subject.returns.span());
    let boxed = later(command, &quote_spanned!(here=> async move { #anchor #call }));
    let theirs = subject.sig.ident.span();
    let pin = PIN.at(theirs);
    let bare = quote_spanned! {here=>
        match #found {
            #NONE => #SOME(__body(#given)),
            #SOME(__filters) => {
                __filtered = #SOME(__filters.call(#given, #boxed));
                #NONE
            }
        }
    };
    let pinned = quote_spanned!(theirs=> #pin!(#bare));
    let traits = call::imports(command, [&PLAIN_RETURN]);
    quote_spanned! {here=>
        #traits
        let __body = #body;
        let mut __filtered = #NONE;
        let __bare = #pinned;
        let mut __call = #site.call();
        { __call.pass(__filtered, __bare, #judge).await }
    }
}

/// The body of the call that `watched` has behind the filters.
pub(super) fn body() -> TokenStream {
    quote_spanned!(Span::mixed_site()=> __body(__args))
}

/// What is called with the arguments that the filters let in.
fn behind(command: &Command, returns: Option<&TokenStream>, call: TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let subject = &command.subject;
    let (args, _) = types(command);
    let parts: Vec<_> = (0..subject.sig.inputs.len()).map(part).collect();
    let bound = bound(command, &parts);
    let call = match subject.receiver() {
        Some(receiver) => rename_self(call, &itself(receiver)),
        None => call,
    };
    quote_spanned! {here=>
        |__args: #args| #returns {
            let (#(#parts,)*) = __args;
            #bound
            #call
        }
    }
}

fn found(command: &Command, site: &TokenStream) -> TokenStream {
    // The types of arguments have been checked, so what does not last for ever is in that of `self`.
    let at_self = command.subject.receiver().map_or(Span::mixed_site(), |receiver| located(receiver.self_token.span));
    // The others' types are those of what filters are called with: one that is not there is told where the function names it.
    let args = tuple(command, |_| quote_spanned!(at_self=> _));
    let returns = in_chain(command, quote_spanned!(at_self=> _));
    quote_spanned!(at_self=> #site.filters::<#args, #returns>())
}

/// The arguments as the caller gave them.
fn given(command: &Command) -> TokenStream {
    let subject = &command.subject;
    let receiver = subject.receiver().map(|receiver| receiver.self_token.to_token_stream());
    let names = cold::names(subject);
    let given = receiver.into_iter().chain(names.iter().map(ToTokens::to_token_stream));
    quote_spanned!(Span::mixed_site()=> (#(#given,)*))
}

/// What the last of the filters calls.
fn later(command: &Command, call: &TokenStream) -> TokenStream {
    let at_type = located(command.subject.returns.span());
    let later = ASPECT_LATER.at(&command.guard.root, at_type);
    quote_spanned!(at_type=> move |__args| #later::new(#call))
}

/// The signature of a function whose arguments go to the filters first.
pub(super) fn outer(command: &Command) -> Signature {
    let mut sig = apart::outer(&command.subject);
    if let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut() {
        receiver.mutability = None;
    }
    sig
}

/// What the handle hands out.
pub(super) fn handed_out(command: &Command, found: &TokenStream) -> Option<TokenStream> {
    command.guard.aspect.as_ref()?;
    let here = Span::mixed_site();
    let (aspect, (args, returns)) = (ASPECT.of(&command.guard.root), named_types(command));
    Some(quote_spanned! {here=>
        /// Hands out the aspect of this command.
        #[must_use]
        #[allow(dead_code, unreachable_pub)]
        pub fn aspect() -> #aspect<#args, #returns> {
            #found
        }
    })
}

/// Those of the chain, beside a handle.
fn named_types(command: &Command) -> (Ident, TokenStream) {
    let returns = spelled::named_returns(command).map_or_else(|| types(command).1, ToTokens::into_token_stream);
    (spelled::args(command), in_chain(command, returns))
}

/// What joins its name and its types before the first call: where these can be named, which beside a handle they can.
pub(super) fn joins(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    if command.handle().is_none() {
        return NONE.to_token_stream();
    }
    let (joins, (args, returns)) = (JOINS.of(&command.guard.root), named_types(command));
    quote_spanned!(here=> #SOME(#joins::<#args, #returns>))
}

/// Whether its calls are awaited: also those of a function that blocks on them.
fn is_later(command: &Command) -> bool {
    command.subject.is_async() || command.is_apart()
}

/// The arguments of the function.
pub(super) fn args(command: &Command) -> TokenStream {
    types(command).0
}

/// Those of the function.
fn types(command: &Command) -> (TokenStream, TokenStream) {
    let args = tuple(command, ToTokens::to_token_stream);
    let returns = command.subject.returns.written();
    (args, returns.unwrap_or_else(|| quote_spanned!(Span::mixed_site()=> ())))
}

/// The types of the arguments, of which those beside `self` are made something of.
fn tuple(command: &Command, make: impl Fn(&Type) -> TokenStream) -> TokenStream {
    let each = command.subject.sig.inputs.iter().map(|input| match input {
        FnArg::Typed(typed) => make(&typed.ty),
        FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => ty.to_token_stream(),
        FnArg::Receiver(receiver) => quote_spanned!(located(receiver.self_token.span)=> Self),
    });
    quote_spanned!(Span::mixed_site()=> (#(#each,)*))
}

/// What filters return, where the function returns this.
fn in_chain(command: &Command, returns: TokenStream) -> TokenStream {
    if !is_later(command) {
        return returns;
    }
    let later = ASPECT_LATER.of(&command.guard.root);
    quote_spanned!(Span::mixed_site()=> #later<#returns>)
}

/// The arguments as the function has them, of what the filters let in.
fn bound(command: &Command, parts: &[Ident]) -> TokenStream {
    let here = Span::mixed_site();
    let sig = function::signature(&command.subject);
    let each = sig.inputs.iter().zip(parts).map(|(input, part)| match input {
        FnArg::Typed(typed) => {
            let said = typed.attrs.iter().filter(|attr| SAID.iter().any(|word| attr.path().is_ident(word)));
            let pat = &typed.pat;
            quote_spanned!(here=> #(#said)* let #pat = #part;)
        }
        FnArg::Receiver(receiver) => {
            let (said, mutability, itself) = (&receiver.attrs, &receiver.mutability, itself(receiver));
            quote_spanned! {here=>
                #[allow(clippy::no_effect_underscore_binding)]
                #(#said)*
                let #mutability #itself = #part;
            }
        }
    });
    each.collect()
}

fn part(index: usize) -> Ident {
    format_ident!("__of{index}", span = Span::mixed_site())
}

/// What `self` is called behind the filters. Of the user's hygiene, as that which the body has.
fn itself(receiver: &Receiver) -> Ident {
    Ident::new("__itself", receiver.self_token.span)
}
