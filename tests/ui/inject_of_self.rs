use std::sync::Arc;

struct Client;

impl Client {
    #[dyno::command]
    fn stock(#[inject] self: Arc<Self>) -> u32 {
        7
    }
}

fn main() {
    Arc::new(Client).stock();
}
