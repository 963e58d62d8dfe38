use dyno::command;

struct Client;

impl Client {
    #[command]
    fn stock(&self) -> u8 {
        1
    }
}
