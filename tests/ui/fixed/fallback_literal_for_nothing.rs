use dyno::command;

#[command(timeout = 2s, fallback = |_| ())]
async fn stock() {}
