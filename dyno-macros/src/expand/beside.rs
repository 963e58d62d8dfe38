//! What stands beside a function, in one item.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};

use crate::model::Command;
use crate::names::{BESIDE, located};

// Input:
//     mod __dyno_stock_1f2e3d4c { .. }
//     use __dyno_stock_1f2e3d4c::*;
//     impl __dyno_stock_1f2e3d4c::stock { .. }
//
// Output:
//     #[::dyno::__private::beside(..)]        // becomes what it holds
//     mod __dyno_1f2e3d4c {}
//
// Where no module can stand, in an impl, rustc complains of this one and not of each item, at the name of the function.
pub(crate) fn beside(command: &Command, items: &TokenStream) -> TokenStream {
    let at_name = located(command.subject.sig.ident.span());
    if command.guard.root.is_given() {
        // Where it leads nowhere, that is to be the only mistake.
        return items.clone();
    }
    let beside = BESIDE.at(&command.guard.root, at_name);
    let module = format_ident!("__dyno_{}", command.mark, span = at_name);
    quote_spanned! {at_name=>
        #[#beside(#items)]
        mod #module {}
    }
}
