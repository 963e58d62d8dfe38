//! The static site of a command.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::Command;
use crate::names::{DECLARE, FILE, GIVEN, LINE, MODULE_PATH, PATH_OF, PLACE, SITE};

use super::settings;

// Input:
//     #[command(timeout = 2s)]
//     async fn stock(..) -> .. { .. }
//
// Output:
//     fn __site() -> &'static Site {             // beside the function `fn __site(self)`
//         static SITE: Site = Site::new(
//             || path_of(&__here, "stock"),      // or `given(&__here, "name")`
//             Place::new(module_path!(), file!(), line!()),
//             || Spec::new().timeout(Some(Duration::from_secs(2))),
//         );
//         fn __here() {}                         // its type knows the path of the function
//         declare! { SITE }                      // known from the start, called or not
//         &SITE
//     }
pub(super) fn site(command: &Command, receiver: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let spec = settings::spec(command);
    let root = &command.guard.root;
    let [place, site, declare] = [&PLACE, &SITE, &DECLARE].map(|name| name.of(root));
    let own_name = command.subject.plain_name();
    let name = match &command.guard.name {
        Some(name) => {
            let given = GIVEN.of(root);
            quote_spanned!(here=> #given(&__here, #name))
        }
        None => {
            let path_of = PATH_OF.of(root);
            quote_spanned!(here=> #path_of(&__here, #own_name))
        }
    };
    quote_spanned! {here=>
        fn __site(#receiver) -> &'static #site {
            static SITE: #site = #site::new(
                || #name,
                #place::new(#MODULE_PATH!(), #FILE!(), #LINE!()),
                || #spec,
            );
            fn __here() {}
            #declare! { SITE }
            &SITE
        }
    }
}
