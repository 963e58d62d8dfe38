use dyno::command;

struct Client;

impl Client {
    #[command(handle = false)]
    fn stock() -> u8 {
        1
    }
}
