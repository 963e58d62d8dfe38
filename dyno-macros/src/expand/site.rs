//! The static site of a command.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::Command;
use crate::names::{DECLARED, FILE, GIVEN, LINE, MODULE_PATH, PATH_OF, PLACE, SITE, SUBMIT};

use super::settings;

// Input:
//     #[command(timeout = 2s)]
//     async fn stock(..) -> .. { .. }
//
// Output:
//     fn __site() -> &'static Site {
//         static SITE: Site = Site::new(
//             || path_of(&__here, "stock"),      // or `|| given("name")`
//             Place::new(module_path!(), file!(), line!()),
//             || Spec::new().timeout(Some(Duration::from_secs(2))),
//         );
//         fn __here() {}                         // its type knows the path of the function
//         submit! { Declared(&SITE) }            // known from the start, called or not
//         &SITE
//     }
pub(super) fn site(command: &Command) -> TokenStream {
    let here = Span::mixed_site();
    let spec = settings::spec(command);
    let own_name = command.subject.plain_name();
    let (name, marker) = match &command.guard.name {
        Some(name) => (quote_spanned!(here=> #GIVEN(#name)), None),
        None => (quote_spanned!(here=> #PATH_OF(&__here, #own_name)), Some(quote_spanned!(here=> fn __here() {}))),
    };
    quote_spanned! {here=>
        fn __site() -> &'static #SITE {
            static SITE: #SITE = #SITE::new(
                || #name,
                #PLACE::new(#MODULE_PATH!(), #FILE!(), #LINE!()),
                || #spec,
            );
            #marker
            #SUBMIT! { #DECLARED(&SITE) }
            &SITE
        }
    }
}
