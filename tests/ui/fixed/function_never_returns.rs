use dyno::command;

#[command]
async fn serve() {
    std::future::pending::<()>().await;
}
