use std::sync::Arc;

struct Client;

impl Client {
    #[dyno::command]
    fn stock(self: Arc<Self>) -> u32 {
        7
    }
}
