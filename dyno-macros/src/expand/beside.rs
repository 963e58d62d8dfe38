//! What stands beside a function, in one item, and how the function finds it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote_spanned};

use crate::model::Command;
use crate::names::{BESIDE, IN_AN_IMPL, IN_AN_IMPL_NO_SERVICE, SITE, located};

use super::{cached, handle, site};

// Input:
//     mod __dyno_stock_1f2e3d4c { .. }
//     use __dyno_stock_1f2e3d4c::*;
//     impl __dyno_stock_1f2e3d4c::stock { .. }
//
// Output:
//     in_an_impl_write_handle_false! {{ .. }}       // becomes one item, and that becomes what it holds
//
// Where no item can stand, in an impl, rustc complains of this one and not of each, at the name of the function.
pub(crate) fn beside(command: &Command, items: &TokenStream) -> TokenStream {
    let at_name = located(command.subject.sig.ident.span());
    let packed = if command.guard.service.is_some() { &IN_AN_IMPL_NO_SERVICE } else { &IN_AN_IMPL };
    let packed = packed.behind_theirs(&command.guard.root, at_name);
    quote_spanned!(at_name=> #packed! {{ #items }})
}

// Output:
//     trait __dyno_beside_stock_1f2e3d4c {
//         fn __site(self) -> &'static Site;
//         fn __handle<H>(self, _: H) -> stock;                // where the call is made in the handle
//     }
//     impl __dyno_beside_stock_1f2e3d4c for Beside<523124044> {
//         fn __site(self) -> &'static Site { .. }
//         fn __handle<H>(self, _: H) -> stock { stock {} }
//     }
//
// The function asks `Beside::<523124044>` for these by the trait that is in scope, and not by a path: in an impl it would be missed again.
pub(super) fn found(command: &Command, name: &Ident) -> TokenStream {
    let (here, root) = (Span::mixed_site(), &command.guard.root);
    let (beside, site_type, mark) = (BESIDE.of(root), SITE.of(root), mark(command));
    let shape = shape(command);
    let site = site::site(command, &quote_spanned!(here=> self));
    let (declared, given) = if command.is_forwarded() || cached::is_made_beside(command) {
        let handle = handle::path(command, name);
        (
            Some(quote_spanned!(here=> fn __handle<__H>(self, _: __H) -> #handle;)),
            Some(quote_spanned!(here=> fn __handle<__H>(self, _: __H) -> #handle { #handle {} })),
        )
    } else {
        (None, None)
    };
    quote_spanned! {here=>
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        trait #shape {
            fn __site(self) -> &'static #site_type;
            #declared
        }
        impl #shape for #beside<#mark> {
            #site
            #given
        }
    }
}

/// The site, for what stands beside as well: by its path, because whoever is asked by scope asks all that are in it.
pub(super) fn own_site(command: &Command) -> TokenStream {
    let (beside, mark, shape) = (BESIDE.of(&command.guard.root), mark(command), shape(command));
    quote_spanned!(Span::mixed_site()=> #shape::__site(#beside::<#mark>))
}

fn shape(command: &Command) -> Ident {
    format_ident!("__dyno_beside_{}_{:08x}", command.subject.plain_name(), command.mark, span = Span::mixed_site())
}

/// What gives it.
pub(super) fn sought(command: &Command) -> TokenStream {
    let (beside, mark) = (BESIDE.of(&command.guard.root), mark(command));
    quote_spanned!(Span::mixed_site()=> #beside::<#mark>)
}

/// The site that it gives.
pub(super) fn site_of(command: &Command) -> TokenStream {
    let sought = sought(command);
    quote_spanned!(Span::mixed_site()=> #sought.__site())
}

fn mark(command: &Command) -> Literal {
    let mut mark = Literal::u32_unsuffixed(command.mark);
    mark.set_span(Span::mixed_site());
    mark
}
