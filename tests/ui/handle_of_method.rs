use dyno::command;

struct Client;

impl Client {
    #[command(handle = true)]
    fn stock(&self) -> u8 {
        1
    }
}

fn main() {}
