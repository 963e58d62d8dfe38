use dyno::Submit;

struct Price(u32);

#[allow(clippy::unused_async)]
async fn price() -> Price {
    Price(7)
}

#[dyno::test]
async fn a_task_of_any_type_is_joined() {
    let price = price().submit();
    assert_eq!(price.join().await.unwrap().0, 7);
}
