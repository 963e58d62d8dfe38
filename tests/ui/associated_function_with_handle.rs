use dyno::command;

struct Client;

impl Client {
    #[command]
    fn stock() -> u8 {
        1
    }
}

fn main() {}
