use dyno::command;

#[command(handle = false)]
fn stock(sku: u8) -> u8 {
    let left = sku + 1;
    left * 2
}

#[command(handle = false)]
fn stock(sku: u8) -> u8 {
    let left = sku + 2;
    left * 2
}

fn main() {}
