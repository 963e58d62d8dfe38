// #[service(as = dyn Db, scope = scoped, fallback = |_error| ReadOnly, shutdown = close, tag = Replica)]
// pub async fn db(#[inject] url: Arc<Url>) -> Result<Postgres, DbError> {
//     Postgres::connect(&url).await
// }

#[service(
    as = dyn
    Db,
    scope = scoped,
    fallback = |_error|ReadOnly,
    shutdown = close,
    tag = Replica
)]
pub async fn db(#[inject] url: Arc<Url>) -> Result<Postgres, DbError> {
    Postgres::connect(&url).await
}
