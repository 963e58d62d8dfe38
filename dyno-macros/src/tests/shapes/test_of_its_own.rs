// #[dyno::test(paused)]
// #[should_panic]
// async fn gives_up() -> Result<(), StockError> {
//     stock(Sku(1), "north").await?;
//     Ok(())
// }

#[::core::prelude::v1::test]
#[should_panic]
fn gives_up() -> Result<(), StockError> {
    ::dyno::__private::test(
        async move {
            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                Result<(), StockError>,
            > {
                return __never;
            }
            {
                stock(Sku(1), "north").await?;
                Ok(())
            }
        },
        ::dyno::__private::Flavor::Paused,
    )
}
