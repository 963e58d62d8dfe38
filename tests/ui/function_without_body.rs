use dyno::command;

trait Shop {
    #[command]
    fn stock(&self) -> u8;
}

fn main() {}
