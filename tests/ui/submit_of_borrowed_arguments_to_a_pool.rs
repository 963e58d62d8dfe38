use dyno::command;

#[command]
fn count(sku: &str) -> usize {
    sku.len()
}

fn main() {
    let sku = String::from("rake");
    drop(count::command(&sku).submit());
}
