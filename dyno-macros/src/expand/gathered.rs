//! What an attribute leaves behind for the next of ours on the same function.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Given, Stack};
use crate::names::GATHERED;

// Input:
//     #[timeout(2s)]
//     #[breaker("inventory")]
//     async fn stock(..) -> .. { .. }
//
// Output:
//     #[breaker("inventory")]
//     #[::dyno::__private::gathered(timeout(2s))]      // expands by itself if nobody takes it
//     async fn stock(..) -> .. { .. }
pub(crate) fn hand_on(stack: &Stack) -> TokenStream {
    let here = Span::mixed_site();
    let Stack { given, attrs, item, .. } = stack;
    let gathered = GATHERED.of(&stack.root());
    let given = given.iter().map(|Given { origin, span, tokens }| {
        let word = Ident::new(origin.word(), *span);
        quote_spanned!(here=> #word(#tokens))
    });
    quote_spanned! {here=>
        #(#attrs)*
        #[#gathered(#(#given),*)]
        #item
    }
}
