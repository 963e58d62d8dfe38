//! Curves: what a command, a call in flight and a further thread cost, from one to very many.

fn main() {}
