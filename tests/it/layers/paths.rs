//! Finds every path of a source text that leads through the root of its crate, and makes it absolute.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};

/// Holds a path below the root of the crate: `crate::a::{b, C}` is `[a, b]` and `[a, C]`.
pub(super) struct RootPath {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
}

/// Finds what the text of `module` names through `crate`, `super` or the crate's own name.
///
/// Reads tokens and not a syntax tree: so the bodies of macros are read like all other code. Comments and
/// strings are gone by then, but for the paths that attributes hold in strings (`with = "crate::a"`).
pub(super) fn root_paths(module: &[String], text: &str) -> Result<Vec<RootPath>, String> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
    let mut reader = Reader::default();
    reader.read(module, tokens);
    Ok(reader.found)
}

#[derive(Default)]
struct Reader {
    found: Vec<RootPath>,
    in_attribute: bool,
}

impl Reader {
    fn read(&mut self, module: &[String], tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at += match &tokens[at..] {
                [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(body), ..] if word == "mod" => {
                    let inner = [module, &[plain(name)]].concat();
                    self.read(&inner, body.stream());
                    3
                }
                [TokenTree::Punct(hash), TokenTree::Group(body), ..] if hash.as_char() == '#' => {
                    self.read_attribute(module, body);
                    2
                }
                [TokenTree::Ident(head), rest @ ..] if begins_path(rest) => {
                    1 + meaning(head, module).map_or(0, |base| self.follow(base, head, rest))
                }
                [TokenTree::Group(body), ..] => {
                    self.read(module, body.stream());
                    1
                }
                [TokenTree::Literal(literal), ..] if self.in_attribute => {
                    self.read_string(module, literal);
                    1
                }
                _ => 1,
            };
        }
    }

    /// Reads on from a head that stands for `path`; returns how many tokens belong to it.
    fn follow(&mut self, mut path: Vec<String>, head: &Ident, rest: &[TokenTree]) -> usize {
        let mut used = 0;
        while is_colons(&rest[used..]) {
            let Some(token) = rest.get(used + 2) else {
                break;
            };
            used += 3;
            match token {
                TokenTree::Ident(name) => step(&mut path, name),
                TokenTree::Group(list) if list.delimiter() == Delimiter::Brace => {
                    self.branch(&path, list);
                    return used;
                }
                // A star, the `<` of a turbofish, the `$` of a macro's variable.
                _ => break,
            }
        }
        self.found.push(RootPath { line: head.span().start().line, segments: path });
        used
    }

    fn branch(&mut self, path: &[String], list: &Group) {
        let tokens: Vec<TokenTree> = list.stream().into_iter().collect();
        let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
        for branch in tokens.split(comma) {
            match branch {
                [] => {}
                [TokenTree::Ident(name), rest @ ..] => {
                    let mut path = path.to_vec();
                    step(&mut path, name);
                    self.follow(path, name, rest);
                }
                [star, ..] => self.found.push(RootPath { line: star.span().start().line, segments: path.to_vec() }),
            }
        }
    }

    fn read_attribute(&mut self, module: &[String], body: &Group) {
        let name = body.stream().into_iter().next().map(|name| name.to_string());
        self.in_attribute = name.is_some_and(|name| name != "doc");
        self.read(module, body.stream());
        self.in_attribute = false;
    }

    fn read_string(&mut self, module: &[String], literal: &Literal) {
        let text = literal.to_string();
        // A string that is no code holds no path.
        let Ok(paths) = root_paths(module, text.trim_matches('"')) else {
            return;
        };
        let line = literal.span().start().line;
        self.found.extend(paths.into_iter().map(|path| RootPath { line, ..path }));
    }
}

/// Says what the head of a path stands for. Other heads name what the file itself declares or imports.
fn meaning(head: &Ident, module: &[String]) -> Option<Vec<String>> {
    match plain(head).as_str() {
        "crate" | "dyno" => Some(Vec::new()),
        "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
        _ => None,
    }
}

fn step(path: &mut Vec<String>, name: &Ident) {
    match plain(name).as_str() {
        "self" => {}
        "super" => drop(path.pop()),
        name => path.push(name.into()),
    }
}

/// Asks whether a head is followed by a path, or renamed as in `use crate as root`.
fn begins_path(rest: &[TokenTree]) -> bool {
    is_colons(rest) || matches!(rest, [TokenTree::Ident(word), ..] if word == "as")
}

fn is_colons(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(a), TokenTree::Punct(b), ..] if a.as_char() == ':' && b.as_char() == ':')
}

fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").into()
}
