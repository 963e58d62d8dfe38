use dyno::command;

#[command(timeout = 2s)]
async fn one() -> Result<u8, String> {
    "1"
}

#[command]
fn two() -> u8 {
    let left: u8 = "2";
    left
}

#[command]
fn three(sku: u8) -> u8 {
    sku?
}

fn main() {}
