use dyno::Submit;

struct Price(u32);

async fn price() -> Price {
    Price(7)
}

async fn pay() -> u32 {
    let price = price().submit();
    price.await.unwrap().0
}

fn main() {
    drop(pay());
}
