//! Which return types are futures by their spelling, and which bodies are nothing but their block.

use super::tokens;
use crate::model::{Command, Flow, HandedOut, Origin, Packing, Stack};

/// When a function with this return type and body answers; `None` when it is refused.
fn flow(returns: &str, body: &str) -> Option<Flow> {
    let item = tokens(&format!("fn stock(self: Arc<Self>) -> {returns} {{ {body} }}"));
    Command::read(Stack::read(Origin::Command, tokens(""), item)).ok().map(|command| command.subject.flow)
}

fn handed_out(packing: Packing, block: bool) -> Flow {
    Flow::Future(HandedOut { packing, block })
}

#[test]
fn a_future_is_told_by_its_spelling() {
    for (returns, packing) in [
        ("impl Future<Output = u8>", Packing::Bare),
        ("impl Send + ::core::future::Future<Output = R<u8>> + use<'_>", Packing::Bare),
        ("(impl for<'a> Future)", Packing::Bare),
        ("Pin<Box<dyn Future<Output = u8>>>", Packing::Box),
        ("std::pin::Pin<Box<dyn std::future::Future<Output = u8> + Send + 'static>>", Packing::Box),
        ("::core::pin::Pin<Box<(dyn Send + Future<Output = u8> + 'a)>>", Packing::Box),
        ("Pin<::std::boxed::Box<dyn Future<Output = u8>>>", Packing::OtherBox),
        ("BoxFuture<'a, u8>", Packing::OtherBox),
        ("futures::future::LocalBoxFuture<'static, R<u8>>", Packing::OtherBox),
    ] {
        assert!(flow(returns, "f()") == Some(handed_out(packing, false)), "{returns}");
    }
    for returns in ["u8", "Ready<u8>", "impl IntoFuture<Output = u8>", "Result<impl Future<Output = u8>, E>", "Fut<'_>"]
    {
        assert!(flow(returns, "f()") == Some(Flow::Sync), "{returns}");
    }
    for returns in
        ["Box<dyn Future<Output = u8> + Unpin>", "Pin<&'a mut dyn Future<Output = u8>>", "Pin<Arc<dyn Future>>"]
    {
        assert!(flow(returns, "f()").is_none(), "{returns}");
    }
}

#[test]
fn a_body_that_is_nothing_but_the_block_is_taken_out() {
    let (bare, boxed) = ("impl Future<Output = u8>", "Pin<Box<dyn Future<Output = u8>>>");
    for (returns, body, packing, block) in [
        (bare, "async move { 1 }", Packing::Bare, true),
        (bare, "async { 1 }", Packing::Bare, false),
        (bare, "let a = 1; async move { a }", Packing::Bare, false),
        (bare, "async move { a }.map(b)", Packing::Bare, false),
        (boxed, "Box::pin(async move { 1 })", Packing::Box, true),
        (boxed, "::std::boxed::Box::pin(async move { 1 },)", Packing::Box, true),
        (boxed, "Box::pin(async { 1 })", Packing::Box, false),
        (boxed, "Rc::pin(async move { 1 })", Packing::Box, false),
        (boxed, "Box::pin(async move { 1 }.map(f))", Packing::Box, false),
        (boxed, "return Box::pin(async move { 1 });", Packing::Box, false),
    ] {
        assert!(flow(returns, body) == Some(handed_out(packing, block)), "{body}");
    }
}
