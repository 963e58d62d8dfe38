//! One cell as Rust source: a module with the function, what it needs beside it, and `call`, which calls it once.

use super::axes::{Flow, Generic, Guards, Place, Returns, Shape};

/// A function to be written.
pub(super) struct Cell {
    pub(super) index: usize,
    pub(super) shape: Shape,
}

impl Cell {
    /// Writes the module.
    pub(super) fn module(&self) -> String {
        let shape = self.shape;
        let (attributes, function, twin) = (shape.attributes(), shape.function(), shape.twin());
        let items = match shape.place {
            Place::Free => format!("{attributes}pub {function}\n{twin}"),
            Place::Default => format!("pub trait Shop {{ {attributes}{function} }}\nimpl Shop for Shelf {{}}\n"),
            Place::Impl => format!(
                "pub trait Shop {{ {}; }}\nimpl Shop for Shelf {{ {attributes}{function} }}\n",
                shape.signature("go")
            ),
            Place::AsyncTrait => format!(
                "#[async_trait]\npub trait Shop {{ {}; }}\n#[async_trait]\nimpl Shop for Shelf {{ {attributes}{function} }}\n",
                shape.signature("go")
            ),
            _ => format!("#[derive(Clone)]\nstruct Cellar(Shelf);\nimpl Cellar {{ {attributes}{function}\n{twin} }}\n"),
        };
        format!(
            "/// {shape:?}\nmod c{} {{\n#[allow(unused_imports)]\nuse super::*;\n{items}{}}}\n",
            self.index,
            shape.call()
        )
    }
}

impl Shape {
    fn attributes(self) -> String {
        let handle = match self.place {
            Place::Associated => "#[dyno::command(handle = false)]\n",
            _ if matches!(self.guards, Guards::Command | Guards::All) => "#[dyno::command]\n",
            _ => "",
        };
        let timeout = if self.flow == Flow::Sync { "" } else { "#[dyno::timeout(60s)]\n" };
        let fallback = match self.twin_path() {
            Some(path) => format!("#[dyno::fallback({path})]\n"),
            None => format!("#[dyno::fallback(|_| {})]\n", self.value()),
        };
        // Where it may fail: a plain value never does.
        let retry = match self.returns {
            Returns::Result | Returns::Alias => "#[dyno::retry(n = 2, backoff = off)]\n",
            _ => "",
        };
        match self.guards {
            Guards::Command => handle.to_owned(),
            Guards::Timeout => format!("{timeout}{handle}"),
            Guards::Breaker => format!("#[dyno::breaker]\n{handle}"),
            Guards::Bulkhead => format!("{handle}#[dyno::bulkhead(4)]\n"),
            Guards::Fallback => format!("{handle}{fallback}"),
            Guards::Retry => format!("{handle}#[dyno::retry(n = 2, backoff = off, on = |_| true)]\n"),
            Guards::Cache => match self.place {
                Place::Free => "#[dyno::cache(ttl = 60s)]\n".to_owned(),
                _ => format!("{handle}#[dyno::cache(ttl = 60s, shared = true)]\n"),
            },
            Guards::All => {
                format!("{retry}{timeout}{fallback}#[dyno::bulkhead(4, queue = 1)]\n{handle}#[dyno::breaker]\n")
            }
        }
    }

    /// `fn go(..) -> .. { .. }`
    fn function(self) -> String {
        let (used, value) = (format!("{}{}", self.fails(), self.uses()), self.value());
        let body = match (self.flow, self.returns) {
            (Flow::Sync | Flow::Async, _) => format!("{used}{value}"),
            // The two ways in which a future is made: all of it in the block, and some of it before.
            (Flow::Future, Returns::Plain | Returns::Result) => format!("async move {{ {used}{value} }}"),
            (Flow::Future, _) => format!("{used}std::future::ready({value})"),
            (Flow::Boxed, Returns::Plain | Returns::Result) => format!("Box::pin(async move {{ {used}{value} }})"),
            (Flow::Boxed, _) => format!("{used}Box::pin(async move {{ {value} }})"),
        };
        format!("{} {{ {body} }}", self.signature("go"))
    }

    /// What the fallback calls.
    fn twin(self) -> String {
        if self.twin_path().is_none() {
            return String::new();
        }
        let (returns, value) = (self.output(), self.value());
        let (generics, args) = (self.generics(), self.args().join(", "));
        format!("fn last{generics}({args}) -> {returns} {{ {}{value} }}\n", self.uses())
    }

    fn twin_path(self) -> Option<&'static str> {
        match (self.guards, self.place) {
            (Guards::All, Place::Free) => Some("last"),
            (Guards::All, Place::Default | Place::Impl | Place::AsyncTrait) => None,
            (Guards::All, _) => Some("Self::last"),
            _ => None,
        }
    }

    fn signature(self, name: &str) -> String {
        let (generics, args, output) = (self.generics(), self.args().join(", "), self.output());
        let (asyncness, returns) = match self.flow {
            Flow::Sync => ("", output.to_owned()),
            Flow::Async => ("async ", output.to_owned()),
            Flow::Future => ("", format!("impl Future<Output = {output}> + Send")),
            Flow::Boxed => ("", format!("Pin<Box<dyn Future<Output = {output}> + Send + 'b>>")),
        };
        let bounds = if self.place == Place::Default { " where Self: Sync" } else { "" };
        format!("{asyncness}fn {name}{generics}({args}) -> {returns}{bounds}")
    }

    fn generics(self) -> String {
        let mut list = Vec::new();
        if self.flow == Flow::Boxed {
            list.push("'b");
        }
        if self.borrows() {
            list.push(if self.flow == Flow::Boxed { "'a: 'b" } else { "'a" });
        }
        match self.generic {
            Generic::Type => list.push("T: Into<u8> + Clone + Eq + std::hash::Hash + Send + Sync + 'static"),
            Generic::Const => list.push("const N: usize"),
            _ => {}
        }
        if list.is_empty() { String::new() } else { format!("<{}>", list.join(", ")) }
    }

    fn args(self) -> Vec<&'static str> {
        let mut args = Vec::new();
        let lifetime = self.flow == Flow::Boxed;
        match self.place {
            Place::Free | Place::Associated => {}
            Place::Exclusive => args.push(if lifetime { "&'b mut self" } else { "&mut self" }),
            Place::Owned => args.push("self"),
            Place::Arc => args.push("self: Arc<Self>"),
            _ => args.push(if lifetime { "&'b self" } else { "&self" }),
        }
        if self.borrows() {
            args.push("text: &'a str");
        }
        match self.generic {
            Generic::Type => args.push("item: T"),
            Generic::Const => args.push("items: [u8; N]"),
            Generic::Opaque => args.push("item: impl Into<u8> + Clone + Eq + std::hash::Hash + Send + Sync + 'static"),
            Generic::Nothing | Generic::Lifetime => {}
        }
        args
    }

    fn borrows(self) -> bool {
        self.returns == Returns::Borrowed || self.generic == Generic::Lifetime
    }

    fn output(self) -> &'static str {
        match self.returns {
            Returns::Plain => "u8",
            Returns::Result => "Result<u8, Failed>",
            Returns::Option => "Option<u8>",
            Returns::Nothing => "()",
            Returns::Alias => "Answer<u8>",
            Returns::Borrowed => "Answer<&'a str>",
        }
    }

    fn value(self) -> &'static str {
        match self.returns {
            Returns::Plain => "7",
            Returns::Result | Returns::Alias => "Ok(7)",
            Returns::Option => "Some(7)",
            Returns::Nothing => "()",
            Returns::Borrowed => "Ok(text)",
        }
    }

    /// Whether its first attempt fails and the second answers.
    pub(super) fn is_repeated(self) -> bool {
        let is_block = matches!(self.flow, Flow::Sync | Flow::Async);
        let fails = self.returns == Returns::Result || (self.returns == Returns::Alias && is_block);
        fails && matches!(self.guards, Guards::Retry | Guards::All)
    }

    fn fails(self) -> &'static str {
        if self.is_repeated() {
            return "{ static FAILED: AtomicBool = AtomicBool::new(false); if !FAILED.swap(true, Relaxed) { return Err(Failed); } } ";
        }
        ""
    }

    /// Uses every argument.
    fn uses(self) -> String {
        let mut used = String::new();
        if !matches!(self.place, Place::Free | Place::Associated) {
            used += match self.place {
                Place::Exclusive => "self.0.0 += 1; ",
                Place::Owned => "drop(self); ",
                Place::Default => "let _: &Self = self; ",
                Place::Impl | Place::AsyncTrait => "assert!(self.0 < 9); ",
                _ => "assert!(self.0.0 < 9); ",
            };
        }
        if self.borrows() {
            used += "assert_eq!(text.len(), 4); ";
        }
        match self.generic {
            Generic::Type | Generic::Opaque => used += "let number: u8 = item.into(); assert_eq!(number, 5); ",
            Generic::Const => used += "assert_eq!(items.len(), 2); ",
            _ => {}
        }
        used
    }

    /// `async fn call() { .. }`
    fn call(self) -> String {
        let mut args = Vec::new();
        if self.borrows() {
            args.push("\"rake\"");
        }
        match self.generic {
            Generic::Type | Generic::Opaque => args.push("5_u8"),
            Generic::Const => args.push("[1, 2]"),
            _ => {}
        }
        let path = match self.place {
            Place::Free => "go",
            Place::Associated => "Cellar::go",
            Place::Shared | Place::Exclusive | Place::Owned => "Cellar(Shelf(1)).go",
            Place::Arc => "Arc::new(Cellar(Shelf(1))).go",
            Place::Default | Place::Impl | Place::AsyncTrait => "Shelf(1).go",
        };
        let wait = if self.flow == Flow::Sync { "" } else { ".await" };
        let called = format!("{path}({}){wait}", args.join(", "));
        let expected = self.value().replace("text", "\"rake\"");
        let check = match self.returns {
            Returns::Nothing => format!("{called};"),
            _ => format!("assert_eq!({called}, {expected});"),
        };
        format!("pub async fn call() {{ {check} }}\n")
    }
}
