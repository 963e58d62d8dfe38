use dyno::command;

#[command]
struct Stock;

#[command]
impl Stock {
    fn left(&self) -> u8 {
        1
    }
}

fn main() {}
