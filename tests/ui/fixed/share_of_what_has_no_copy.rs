use dyno::{Submit, command};

#[derive(Clone)]
struct Price(u32);

#[command]
async fn price() -> Price {
    Price(7)
}

#[command]
async fn stock() -> std::io::Result<u32> {
    Ok(7)
}

#[dyno::test]
async fn each_waiter_gets_a_copy() {
    let price = price().submit().share();
    assert_eq!((price.join().await.unwrap().0, price.join().await.unwrap().0), (7, 7));
    let stock = async { stock().await.map_err(|error| error.to_string()) }.submit().share();
    assert_eq!((stock.result().await, stock.result().await), (Ok(7), Ok(7)));
}
