#[dyno::test]
async fn a_test() {
    std::future::ready(()).await;
}
