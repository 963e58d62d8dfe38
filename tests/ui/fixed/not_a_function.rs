use dyno::command;

struct Stock;

impl Stock {
    #[command]
    fn left(&self) -> u8 {
        1
    }
}
