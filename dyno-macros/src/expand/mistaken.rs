//! A function that has mistakes, as it was.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::PatType;

use crate::model::taken_out;
use crate::names::UNREACHABLE;
use crate::parse::function;

// Input:
//     fn stock(sku: Sku, #[inject] http: Arc<dyn Http>) -> .. { BODY }
//
// Output:
//     fn stock(sku: Sku) -> .. {
//         let http: Arc<dyn Http> = unreachable!();
//         BODY
//     }
//
// What nothing is injected into stays as it is.
pub(crate) fn mistaken(item: TokenStream) -> TokenStream {
    let Ok(mut found) = function(item.clone()) else { return item };
    let injected = taken_out(&mut found.sig);
    let Some(body) = found.body.filter(|_| !injected.is_empty()) else { return item };
    let (here, attrs, vis, sig, tokens) = (Span::mixed_site(), &found.attrs, &found.vis, &found.sig, &body.tokens);
    let bound = injected.iter().map(|PatType { pat, ty, .. }| {
        quote_spanned!(here=> #[allow(unused_mut, unused_variables, unreachable_code)] let #pat: #ty = #UNREACHABLE!();)
    });
    quote_spanned! {here=>
        #(#attrs)*
        #[allow(unreachable_code)]
        #vis #sig { #(#bound)* #tokens }
    }
}
